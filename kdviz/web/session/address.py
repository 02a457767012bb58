"""The URL and the session: every knob that is not at its default stands in the URL."""

import math
from collections.abc import Mapping
from typing import Any, TypedDict

import streamlit as st
from pydantic import TypeAdapter, ValidationError

from kdviz.catalog import SCENES
from kdviz.experiment import Experiment, knob, knobs, read_leniently
from kdviz.figures.values import value_text
from kdviz.i18n import Translator
from kdviz.results import SCORES
from kdviz.store.history import UnknownRunError
from kdviz.web.session.runs import KEY as RUN
from kdviz.web.session.runs import show_run
from kdviz.web.session.view import presentation_query, read_presentation

PREFIX = "knob_"
# What the URL may say of an image: a word and a number.
LONGEST = 16
LONGEST_LOGITS = 8000
SEEDED, KEPT = "knobs_seeded", "knobs_kept"
GUESS = "guess"
LOOKED = "look"
SORT, IMAGE, LOGITS = "sort", "image", "logits"
# The temperature lab sorts by class too.
SORTS = (*SCORES, "class")


class Picked(TypedDict):
    """The reader's choice: how the images are sorted, and the sample id of one; None for the first."""

    sort: str
    id: int | None


def read_url(_: Translator) -> list[str]:
    """Set the session's knobs and run from the URL, once a session.

    Returns
    -------
    list of str
        Sentences about what the URL asked for and could not be had.
    """
    if SEEDED in st.session_state:
        return []
    scene = SCENES.get(st.query_params.get("scene", ""))
    asked = {name: st.query_params[name] for name, _knob in knobs() if name in st.query_params}
    experiment, changed = read_leniently({**(scene.knobs if scene else {}), **asked})
    set_knobs(experiment)
    taken = _("{problem} Taken is {value}.")
    sentences = [
        *read_presentation(_),
        *(
            taken.format(
                problem=problem.sentence(_), value=value_text(problem.name, getattr(experiment, problem.name), _)
            )
            for problem in changed
        ),
    ]
    if "run" in st.query_params:
        try:
            record = show_run(st.query_params["run"])
            if not asked and scene is None:
                set_knobs(read_leniently(record.experiment.model_dump())[0])
        except UnknownRunError as error:
            sentences.append(error.sentence(_))
    if LOOKED in st.query_params:
        looked, wrong = read_leniently({"temperature": st.query_params[LOOKED]})
        value = value_text("temperature", looked.temperature, _)
        sentences += [taken.format(problem=each.sentence(_, call=LOOKED), value=value) for each in wrong]
        write_looked(looked.temperature, st.session_state.get(RUN))
    return sentences


def set_knobs(experiment: Experiment) -> None:
    """Put the knobs of `experiment` into the session, where the widgets find them; the URL's no longer count."""
    st.session_state[SEEDED] = True
    for name, value in experiment.model_dump().items():
        st.session_state[PREFIX + name] = value
    st.session_state[KEPT] = {PREFIX + name: value for name, value in experiment.model_dump().items()}


def keep_knobs() -> None:
    """Keep the knobs while a page is open that does not show them: Streamlit forgets widgets that it does not draw.

    When one leaves a page of which a part draws itself anew, it forgets them before the next page begins; hence a copy.
    """
    kept: dict[str, Any] = st.session_state.setdefault(KEPT, {})
    for name, _knob in knobs():
        key = PREFIX + name
        if key in st.session_state:
            kept[key] = st.session_state[key]
        if key in kept:
            st.session_state[key] = kept[key]


def knob_values() -> dict[str, Any]:
    """Return the session's knobs, not yet checked."""
    return {name: st.session_state[PREFIX + name] for name, _knob in knobs()}


def base_experiment() -> Experiment:
    """Return what the session's knobs say, as well as it can be had."""
    try:
        return Experiment(**knob_values())
    except ValidationError:
        return read_leniently(knob_values())[0]


def write_url(experiment: Experiment, language: str, run_id: str | None, more: Mapping[str, str] | None = None) -> None:
    """Write what differs from the defaults, the language, the run on show, and what a page has `more`."""
    changed = {name: "none" if value is None else str(value) for name, value in experiment.changes().items()}
    run = {"run": run_id} if run_id else {}
    guessed = read_guess(run_id)
    guess = {} if guessed is None else {GUESS: f"{guessed:g}"}
    picked = read_picked()
    image = {} if picked["id"] is None else {SORT: picked["sort"], IMAGE: str(picked["id"])}
    looked = read_looked(run_id)
    look = {} if looked is None else {LOOKED: f"{looked:g}"}
    logits = {LOGITS: read_logits()} if read_logits() else {}
    settings = {**changed, "lang": language, **run, **guess, **image, **look, **logits, **presentation_query()}
    st.query_params.from_dict({**settings, **(more or {})})


def read_guess(run_id: str | None) -> float | None:
    """Return the reader's guess where the distilled students of a run would end, a fraction; the URL's is the first.

    Parameters
    ----------
    run_id : str or None
        None for the guess about a run that is still to be begun.
    """
    if GUESS not in st.session_state:
        try:
            asked = float(st.query_params.get(GUESS, "nan"))
        except ValueError:
            asked = math.nan
        st.session_state[GUESS] = {st.session_state.get(RUN): asked if 0 <= asked <= 1 else None}
    guesses: dict[str | None, float | None] = st.session_state[GUESS]
    return guesses.get(run_id)


def write_guess(guess: float | None, run_id: str | None = None) -> None:
    """Remember the reader's guess about a run, or about the next one."""
    st.session_state[GUESS] = {**st.session_state.get(GUESS, {}), run_id: guess}


def read_looked(run_id: str | None) -> float | None:
    """Return the temperature at which the reader looks at a run's answers; None for that of its training."""
    temperatures: dict[str | None, float] = st.session_state.get(LOOKED, {})
    return temperatures.get(run_id)


def write_looked(temperature: float, run_id: str | None) -> None:
    """Remember the temperature at which the reader looks at a run's answers."""
    st.session_state[LOOKED] = {run_id: temperature}


def set_knob(name: str, value: Any) -> None:
    """Put one knob into the session if it may have that value; what a browser says is not to be trusted."""
    try:
        annotation: Any = Experiment.model_fields[name].annotation
        typed = TypeAdapter(annotation).validate_python(value)
    except ValidationError:
        return
    if knob(name).allows(typed):
        st.session_state[PREFIX + name] = typed


def read_logits() -> str:
    """Return the logits that the reader has typed: the session's, else the URL's; the browser checks what they are."""
    if LOGITS not in st.session_state:
        write_logits(st.query_params.get(LOGITS, ""))
    return str(st.session_state[LOGITS])


def write_logits(text: str) -> None:
    """Remember the logits that the reader has typed."""
    # Cut short they would be others.
    st.session_state[LOGITS] = text if len(text) <= LONGEST_LOGITS else ""


def read_picked() -> Picked:
    """Return the image that the reader has picked: the session's, else the URL's."""
    if IMAGE not in st.session_state:
        asked, sort = st.query_params.get(IMAGE, ""), st.query_params.get(SORT, "")
        write_picked(
            {
                "sort": sort if sort in SORTS else SORTS[0],
                "id": int(asked) if asked.isdecimal() and len(asked) < LONGEST else None,
            }
        )
    picked: Picked = st.session_state[IMAGE]
    return picked


def write_picked(picked: Picked) -> None:
    """Remember the image that the reader has picked."""
    st.session_state[IMAGE] = picked
