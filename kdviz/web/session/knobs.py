"""The knobs in the session, under the keys of their widgets."""

from collections.abc import Mapping
from typing import Any

import streamlit as st
from pydantic import TypeAdapter, ValidationError

from kdviz.catalog import SCENES, not_one_of
from kdviz.experiment import UNREAD, Experiment, Problem, foremost, knob, knobs, knobs_of, read_leniently, usual
from kdviz.figures.values import value_text
from kdviz.web.session.language import session_translator

PREFIX = "knob_"


def knob_values() -> dict[str, Any]:
    """Return the session's knobs, not yet checked."""
    return {name: st.session_state[PREFIX + name] for name, _knob in knobs()}


def base_experiment() -> Experiment:
    """Return what the session's knobs say, as well as it can be had."""
    try:
        return Experiment.shared(**knob_values())
    except ValidationError:
        return read_leniently(knob_values())[0]


def set_knobs(experiment: Experiment) -> None:
    """Put the knobs of `experiment` into the session, where the widgets find them."""
    for name, value in experiment.model_dump().items():
        st.session_state[PREFIX + name] = value


def set_knob(name: str, value: Any) -> None:
    """Put one knob into the session if it may have that value; what a browser says is not to be trusted."""
    try:
        annotation: Any = Experiment.model_fields[name].annotation
        typed = TypeAdapter(annotation).validate_python(value)
    except ValidationError:
        return
    if knob(name).allows(typed):
        st.session_state[PREFIX + name] = typed


def are_knobs_asked() -> bool:
    """Return whether the URL itself sets knobs, so that those of what it opens do not count."""
    return st.query_params.get("scene") in SCENES or any(name in st.query_params for name, _knob in knobs())


def asked_knobs(asked: Mapping[str, str]) -> list[str]:
    """Set the knobs to those of the scene that is asked for, and over them those that are asked for by name."""
    _ = session_translator()
    sentences = []
    if "scene" in asked and asked["scene"] not in SCENES:
        sentences.append(not_one_of("scene", asked["scene"], SCENES).sentence(_))
    scene = SCENES.get(asked.get("scene", ""))
    named = {name: text for name, text in asked.items() if name != "scene"}
    experiment, changed = read_leniently({**(scene.knobs if scene else {}), **named})
    set_knobs(experiment)
    sentences += [
        taken_instead(problem.sentence(_), problem.name, getattr(experiment, problem.name)) for problem in changed
    ]
    read = dict(knobs_of(experiment.kind))
    for name, text in named.items():
        if name in foremost("lab") and name not in read:
            # The temperature lab turns its knobs whether or not the chosen kind reads them.
            set_knob(name, text)
        elif name in Experiment.model_fields and name not in read:
            problem = Problem(name, text, UNREAD, {"kinds": experiment.kind})
            sentences.append(problem.sentence(_))
    return sentences


def taken_instead(problem: str, name: str, value: Any) -> str:
    """Say what is wrong with what the URL asks for, and which value of the knob `name` is taken instead."""
    _ = session_translator()
    return _("{problem} Taken is {value}.").format(problem=problem, value=value_text(name, value, _))


def knob_text(name: str, value: Any) -> str | None:
    """Return what the URL says of a knob: nothing where it is as usual."""
    kind = st.session_state[PREFIX + "kind"]
    if value == usual(name, kind):
        return None
    if name in foremost("lab") and name not in dict(knobs_of(kind)):
        return str(value)
    # As it is checked and written everywhere else.
    changes = base_experiment().changes()
    return ("none" if changes[name] is None else str(changes[name])) if name in changes else None
