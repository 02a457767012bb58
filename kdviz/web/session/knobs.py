"""The knobs in the session, under the keys of their widgets."""

from collections.abc import Mapping
from typing import Any

import streamlit as st
from pydantic import TypeAdapter, ValidationError

from kdviz.catalog import EVERY_SCENE, data_sets, not_one_of
from kdviz.experiment import UNREAD, Experiment, Problem, foremost, knob, read_by, read_leniently, usual
from kdviz.figures.values import value_text
from kdviz.web.session import own
from kdviz.web.session.language import session_translator

PREFIX = "knob_"


def knob_values() -> dict[str, Any]:
    """Return the session's knobs, not yet checked."""
    return {name: knob_value(name) for name in Experiment.model_fields}


def knob_value(name: str) -> Any:
    """Return one knob of the session, not yet checked; a page that needs one does not ask for all."""
    return st.session_state[PREFIX + name]


def base_experiment() -> Experiment:
    """Return the experiment that the session's knobs make, or the nearest valid one."""
    try:
        return Experiment.shared(**knob_values())
    except ValidationError:
        return read_leniently(knob_values())[0]


def set_knobs(settings: Mapping[str, Any]) -> list[Problem]:
    """Put knobs into the session, where the widgets find them; return those that had to be changed."""
    experiment, changed = read_leniently(settings)
    for name, value in experiment.model_dump().items():
        st.session_state[PREFIX + name] = value
    return changed


def let_go_of_removed_data() -> None:
    """Choose the usual data set where the chosen one is gone, such as in another window."""
    if st.session_state.get(f"{PREFIX}dataset") is not None and st.session_state[f"{PREFIX}dataset"] not in data_sets():
        set_knobs({})


def set_knob(name: str, value: Any) -> None:
    """Put one knob into the session if the value is allowed; a browser is not to be trusted."""
    try:
        annotation: Any = Experiment.model_fields[name].annotation
        typed = TypeAdapter(annotation).validate_python(value)
    except ValidationError:
        return
    if knob(name).allows(typed):
        st.session_state[PREFIX + name] = typed


def are_knobs_asked() -> bool:
    """Return whether the URL itself sets knobs; if so, those of what it opens do not count."""
    return st.query_params.get("scene") in EVERY_SCENE or not Experiment.model_fields.keys().isdisjoint(st.query_params)


def asked_knobs(asked: Mapping[str, str]) -> list[str]:
    """Set the knobs of the scene in the URL, then those that the URL names."""
    _ = session_translator()
    sentences = []
    if "scene" in asked and asked["scene"] not in EVERY_SCENE:
        sentences.append(not_one_of("scene", asked["scene"], EVERY_SCENE).sentence(_))
    scene = EVERY_SCENE.get(asked.get("scene", ""))
    named = {name: text for name, text in asked.items() if name != "scene"}
    if "dataset" in named:
        named["dataset"] = own.asked(named["dataset"])
    changed = set_knobs({**(scene.knobs if scene else {}), **named})
    values = knob_values()
    sentences += [taken_instead(problem.sentence(_), problem.name, values[problem.name]) for problem in changed]
    read = read_by(values["kind"])
    for name, text in named.items():
        if name in foremost("lab") and name not in read:
            # The temperature lab sets its knobs whether or not the chosen kind reads them.
            set_knob(name, text)
        elif name in Experiment.model_fields and name not in read:
            sentences.append(Problem(name, text, UNREAD, {"kinds": values["kind"]}).sentence(_))
    return sentences


def taken_instead(problem: str, name: str, value: Any) -> str:
    """Add to `problem` which value of the knob `name` is used instead."""
    _ = session_translator()
    return _("{problem} {value} is used instead.").format(problem=problem, value=value_text(name, value, _))


def knob_text(name: str, value: Any) -> str | None:
    """Return a knob's text in the URL; None where the value is the usual one."""
    kind = st.session_state[PREFIX + "kind"]
    if value == usual(name, kind):
        return None
    if name in foremost("lab") and name not in read_by(kind):
        return str(value)
    # As it is checked and written everywhere else.
    changes = base_experiment().changes()
    return ("none" if changes[name] is None else str(changes[name])) if name in changes else None
