"""The URL and the session: every knob that is not at its default stands in the URL."""

from typing import Any

import streamlit as st

from kdviz.catalog import SCENES
from kdviz.experiment import Experiment, Problem, knobs, read_leniently

PREFIX = "knob_"
SEEDED = "knobs_seeded"


def seed_knobs() -> list[Problem]:
    """Set the session's knobs from the URL, once a session.

    Returns
    -------
    list of Problem
        What the URL asked for and could not be had.
    """
    if SEEDED in st.session_state:
        return []
    st.session_state[SEEDED] = True
    scene = SCENES.get(st.query_params.get("scene", ""))
    asked = {name: st.query_params[name] for name, _knob in knobs() if name in st.query_params}
    experiment, changed = read_leniently({**(scene.knobs if scene else {}), **asked})
    set_knobs(experiment)
    return changed


def set_knobs(experiment: Experiment) -> None:
    """Put the knobs of `experiment` into the session, where the widgets find them."""
    for name, value in experiment.model_dump().items():
        st.session_state[PREFIX + name] = value


def knob_values() -> dict[str, Any]:
    """Return the session's knobs, not yet checked."""
    return {name: st.session_state[PREFIX + name] for name, _knob in knobs()}


def write_url(experiment: Experiment, language: str) -> None:
    """Write what differs from the defaults, and the language."""
    default = Experiment()
    changed = {
        name: "none" if value is None else str(value)
        for name, value in experiment.model_dump().items()
        if value != getattr(default, name)
    }
    st.query_params.from_dict({**changed, "lang": language})
