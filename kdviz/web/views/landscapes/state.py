"""The settings of the page Maps."""

import math
from typing import Any

import streamlit as st

from kdviz.experiment import SweepError, check_commas
from kdviz.figures import MEASURES
from kdviz.results.record import SweepRecord
from kdviz.web.session.knobs import base_experiment, set_knobs
from kdviz.web.session.sweeps import CELL
from kdviz.web.views.landscapes.ready import MAPS, axes_of, joined, split

MAP, MEASURE, COST, BUDGET = "map_ready", "map_measure", "map_cost", "map_budget"
ASKED = "map_measure_asked"
NAMES, VALUES = ("axis_1", "axis_2"), ("axis_1_values", "axis_2_values")
SIGN = "sign"
SHOWN = ("gain", SIGN, *(name for name in MEASURES if name != "gain"))


def typed_axes() -> list[tuple[str, list[str]]]:
    """Return the axes as they are typed: knobs and values; several may have been typed at once."""
    pairs = zip(NAMES, VALUES, strict=True)
    chosen = [(st.session_state[name], split(",".join(st.session_state[values] or []))) for name, values in pairs]
    return [(name, values) for name, values in chosen if name is not None]


def set_axes(axes: list[tuple[str, str]]) -> None:
    """Put axes into their fields, and name the ready-made map that they make, if any."""
    padded = [*axes, *[(None, "")] * 2]
    for name, values, axis in zip(NAMES, VALUES, padded, strict=False):
        st.session_state[name], st.session_state[values] = axis[0], _chips(*axis)
    st.session_state[MAP] = next((name for name in MAPS if is_map(name)), None)


def _chips(name: str | None, text: str) -> list[str]:
    """Return the values of an axis one by one; a text whose commas may be decimal points stays whole, to be named."""
    try:
        check_commas(name or "", text)
    except SweepError:
        return [text]
    return split(text)


def is_map(name: str) -> bool:
    """Return whether the axes are those of the ready-made map `name`."""
    return typed_axes() == [(axis, split(values)) for axis, values in axes_of(name, base_experiment())]


def set_map(name: str) -> None:
    """Set axes and measure to those of a ready-made map, and show none of its cells."""
    set_axes(axes_of(name, base_experiment()))
    st.session_state[MAP], st.session_state[CELL] = name, None
    set_measure(MAPS[name].measure)


def set_budget(amount: Any) -> None:
    """Set the budget, or remove it; a browser is not to be trusted."""
    known = isinstance(amount, int | float) and 0 < amount < math.inf
    st.session_state[BUDGET] = float(amount) if known else None


def take_sweep(record: SweepRecord, *, knobs_too: bool = True) -> None:
    """Set the page to the request of a sweep."""
    if knobs_too:
        set_knobs(record.sweep.base.model_dump())
    set_axes([(axis.name, joined(axis.values)) for axis in record.sweep.axes])
    if st.session_state[MAP] is not None:
        set_measure(MAPS[st.session_state[MAP]].measure)


def set_measure(measure: str) -> None:
    """Set what the map shows."""
    st.session_state[MEASURE] = st.session_state[ASKED] = measure


def settle_measure() -> None:
    """Set the buttons to the measure that was last set, just before they are drawn.

    The controls are drawn without the buttons, so the browser does not hear of the new measure; its next message would
    set the old one again.
    """
    if ASKED in st.session_state:
        st.session_state[MEASURE] = st.session_state.pop(ASKED)
