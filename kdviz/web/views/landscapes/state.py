"""What the page Landscapes is set to: in the session, in the URL, and both ways between them."""

import math
from typing import Any

import streamlit as st

from kdviz.catalog import plain
from kdviz.experiment import Experiment, Sweep, SweepError, knobs, read_leniently
from kdviz.figures import MEASURES
from kdviz.i18n import N_, SpokenError, Translator
from kdviz.results.record import SweepRecord
from kdviz.verdicts.tradeoff import COSTS
from kdviz.web.session import keeping
from kdviz.web.session.address import base_experiment, set_knobs, write_url
from kdviz.web.session.runs import KEY as RUN
from kdviz.web.session.sweeps import CELL, open_sweep
from kdviz.web.session.sweeps import KEY as SWEEP
from kdviz.web.views.landscapes.ready import MAPS, axes_of, joined, split

MAP, MEASURE, COST, BUDGET = "map_ready", "map_measure", "map_cost", "map_budget"
ASKED = "map_measure_asked"
NAMES, VALUES = ("axis_1", "axis_2"), ("axis_1_values", "axis_2_values")
CONTROLS = (MAP, *NAMES, *VALUES)
RESULTS = (MEASURE, CELL, COST, BUDGET)
KEPT = "map_kept"
SIGN = "sign"
SHOWN = ("gain", SIGN, *(name for name in MEASURES if name != "gain"))
FIRST = "landscape"
# What the URL may say of an axis.
LONGEST_AXIS = 2000
ONE_OF = N_("{name} is {value}: allowed is one of {allowed}.")
CELLS = N_("cell is {value}: allowed are the numbers of cells, counted from 0 to {last}.")
NO_SWEEP = N_("cell is {value}: allowed only together with a sweep whose cell it is.")
ALONE = N_("axis2 is {value}: allowed only together with axis1.")
BUDGETS = N_("budget is {value}: allowed is a number above zero.")


def keep(*keys: str) -> None:
    """Keep what the page's widgets are set to; see `kdviz.web.session.keeping.keep`."""
    keeping.keep(KEPT, *keys)


def typed_axes() -> list[tuple[str, list[str]]]:
    """Return the axes as they are typed: knobs and values."""
    pairs = zip(NAMES, VALUES, strict=True)
    chosen = [(st.session_state[name], split(st.session_state[values] or "")) for name, values in pairs]
    return [(name, values) for name, values in chosen if name is not None]


def set_axes(axes: list[tuple[str, str]]) -> None:
    """Put axes into their fields, and name the ready-made map that they make, if any."""
    padded = [*axes, *[(None, "")] * 2]
    for name, values, axis in zip(NAMES, VALUES, padded, strict=False):
        st.session_state[name], st.session_state[values] = axis
    base = base_experiment()
    found = [name for name in MAPS if _as_typed(axes_of(name, base)) == _as_typed(axes)]
    st.session_state[MAP] = found[0] if found else None


def _as_typed(axes: list[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    return [(name, split(values)) for name, values in axes]


def set_map(name: str) -> None:
    """Set axes and measure to those of a ready-made map."""
    set_axes(axes_of(name, base_experiment()))
    st.session_state[MAP] = name
    _set_measure(MAPS[name].measure)


def set_budget(amount: Any) -> None:
    """Set the budget, or take it away; what a browser says is not to be trusted."""
    known = isinstance(amount, int | float) and 0 < amount < math.inf
    st.session_state[BUDGET] = float(amount) if known else None


def take_sweep(record: SweepRecord, *, knobs_too: bool = True) -> None:
    """Set the page to what a sweep was asked for."""
    if knobs_too:
        set_knobs(read_leniently(record.sweep.base.model_dump())[0])
    set_axes([(axis.name, joined(axis.values)) for axis in record.sweep.axes])
    if st.session_state[MAP] is not None:
        _set_measure(MAPS[st.session_state[MAP]].measure)


def _set_measure(measure: str) -> None:
    st.session_state[MEASURE] = st.session_state[ASKED] = measure


def settle_measure() -> None:
    """Have what was last asked for stand, just before its buttons are drawn.

    While only the controls are drawn, the browser does not hear of it and would say again what it showed before.
    """
    if ASKED in st.session_state:
        st.session_state[MEASURE] = st.session_state.pop(ASKED)


def read_map_url(_: Translator) -> list[str]:
    """Set the page from the URL, once a session, after the knobs.

    Returns
    -------
    list of str
        Sentences about what the URL asked for and could not be had.
    """
    if KEPT in st.session_state:
        return []
    st.session_state[KEPT] = {}
    for key in RESULTS:
        st.session_state[key] = None
    st.session_state[COST] = next(iter(COSTS))
    set_map(FIRST)
    sentences: list[str] = []
    for name, read in _READERS.items():
        try:
            if name in st.query_params:
                read(st.query_params[name])
        except SpokenError as error:
            sentences.append(error.sentence(_))
    return sentences


def _read_sweep(value: str) -> None:
    given = any(name in st.query_params for name, _knob in knobs())
    take_sweep(open_sweep(value), knobs_too=not given)


def _read_map(value: str) -> None:
    set_map(_one_of("map", value, [*MAPS]))


def _read_axes(value: str) -> None:
    set_axes([_axis(value)])


def _read_second_axis(value: str) -> None:
    if "axis1" not in st.query_params:
        raise SweepError(ALONE, value=value)
    first = (st.session_state[NAMES[0]], st.session_state[VALUES[0]])
    set_axes([first, _axis(value)])


def _axis(text: str) -> tuple[str, str]:
    name, _colon, values = text[:LONGEST_AXIS].partition(":")
    if name not in Experiment.model_fields:
        # The sweep's own sentence about such an axis.
        Sweep.over(Experiment(), {name: []})
    return name, values


def _read_measure(value: str) -> None:
    _set_measure(_one_of("measure", value, [*SHOWN]))


def _read_cell(value: str) -> None:
    if SWEEP not in st.session_state:
        raise SweepError(NO_SWEEP, value=value)
    last = math.prod(len(values) for _name, values in typed_axes()) - 1
    if not (value.isdecimal() and len(value) < 6 and int(value) <= last):
        raise SweepError(CELLS, value=value, last=last)
    st.session_state[CELL] = int(value)


def _read_cost(value: str) -> None:
    st.session_state[COST] = _one_of("cost", value, [*COSTS])


def _read_budget(value: str) -> None:
    try:
        budget = float(value)
    except ValueError:
        budget = math.nan
    if not 0 < budget < math.inf:
        raise SweepError(BUDGETS, value=value)
    st.session_state[BUDGET] = budget


def _one_of(name: str, value: str, allowed: list[str]) -> str:
    if value not in allowed:
        raise SweepError(ONE_OF, name=name, value=value, allowed=", ".join(allowed))
    return value


# In the order in which they are read: what comes later stands over what came before.
_READERS = {
    "sweep": _read_sweep,
    "map": _read_map,
    "axis1": _read_axes,
    "axis2": _read_second_axis,
    "measure": _read_measure,
    "cell": _read_cell,
    "cost": _read_cost,
    "budget": _read_budget,
}


def write_map_url(language: str) -> None:
    """Write the knobs and what the page is set to into the URL."""
    state = st.session_state
    typed = [(state[name], state[values]) for name, values in zip(NAMES, VALUES, strict=True) if state[name]]
    query = {f"axis{place}": f"{name}:{values}" for place, (name, values) in enumerate(typed, 1)}
    if state[MAP] is not None and _as_typed(axes_of(state[MAP], base_experiment())) == _as_typed(typed):
        query = {} if state[MAP] == FIRST else {"map": state[MAP]}
    if state.get(SWEEP):
        query["sweep"] = state[SWEEP]
    if state[CELL] is not None:
        query["cell"] = str(state[CELL])
    query["measure"] = state[MEASURE]
    if state[COST] != next(iter(COSTS)):
        query["cost"] = state[COST]
    if state[BUDGET] is not None:
        query["budget"] = plain(state[BUDGET])
    write_url(base_experiment(), language, state.get(RUN), query)
