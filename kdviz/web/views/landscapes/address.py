"""The entries of the page Maps in the URL."""

import math
from collections.abc import Collection, Mapping
from functools import partial

import streamlit as st

from kdviz.catalog import not_one_of, plain
from kdviz.experiment import Experiment, Sweep, SweepError
from kdviz.i18n import N_
from kdviz.verdicts.tradeoff import COSTS
from kdviz.web.session.cell import cell_number
from kdviz.web.session.knobs import are_knobs_asked
from kdviz.web.session.pages import Entry
from kdviz.web.session.sweeps import CELL, open_sweep
from kdviz.web.session.sweeps import KEY as SWEEP
from kdviz.web.views.landscapes.ready import MAPS
from kdviz.web.views.landscapes.state import (
    BUDGET,
    COST,
    MAP,
    MEASURE,
    NAMES,
    SHOWN,
    VALUES,
    is_map,
    set_axes,
    set_budget,
    set_map,
    set_measure,
    take_sweep,
    typed_axes,
)

FIRST = "landscape"
# The longest text of an axis in the URL.
LONGEST_AXIS = 2000
NO_SWEEP = N_("cell is {value}: allowed only together with sweep, the map of this cell.")
ALONE = N_("axis2 is {value}: allowed only together with axis1.")
BUDGETS = N_("budget is {value}: allowed is a number above zero.")


def _asked_sweep(asked: Mapping[str, str]) -> None:
    # The page's settings where the URL says no more.
    set_map(FIRST)
    if "sweep" in asked:
        take_sweep(open_sweep(asked["sweep"]), knobs_too=not are_knobs_asked())


def _asked_map(asked: Mapping[str, str]) -> None:
    if "map" in asked:
        set_map(_one_of("map", asked["map"], MAPS))


def _asked_axes(asked: Mapping[str, str]) -> None:
    axes: list[tuple[str, str]] = []
    for name, text in asked.items():
        if name == "axis2" and not axes:
            raise SweepError(ALONE, value=text)
        axes.append(_axis(text))
        set_axes(axes)


def _axis(text: str) -> tuple[str, str]:
    name, _colon, values = text[:LONGEST_AXIS].partition(":")
    if name not in Experiment.model_fields:
        # The sweep's own sentence about such an axis.
        Sweep.over(Experiment(), {name: []})
    return name, values


def _asked_measure(asked: Mapping[str, str]) -> None:
    if "measure" in asked:
        set_measure(_one_of("measure", asked["measure"], SHOWN))


def _asked_cell(asked: Mapping[str, str]) -> None:
    st.session_state[CELL] = None
    if (value := asked.get("cell")) is None:
        return
    if SWEEP not in st.session_state and st.session_state[MAP] is None:
        raise SweepError(NO_SWEEP, value=value)
    st.session_state[CELL] = cell_number(value, math.prod(len(values) for _name, values in typed_axes()))


def _asked_cost(asked: Mapping[str, str]) -> None:
    st.session_state[COST] = next(iter(COSTS))
    if "cost" in asked:
        st.session_state[COST] = _one_of("cost", asked["cost"], COSTS)


def _asked_budget(asked: Mapping[str, str]) -> None:
    try:
        budget = float(asked.get("budget", "nan"))
    except ValueError:
        budget = math.nan
    set_budget(budget)
    if "budget" in asked and st.session_state[BUDGET] is None:
        raise SweepError(BUDGETS, value=asked["budget"])


def _one_of(name: str, value: str, allowed: Collection[str]) -> str:
    if value not in allowed:
        raise not_one_of(name, value, allowed)
    return value


def _map_text(ready: str | None) -> str | None:
    """Return the ready-made map that the axes are, if any."""
    return ready if ready is not None and is_map(ready) else None


def _axis_text(place: int, name: str) -> str | None:
    """Return an axis as it is typed, where no ready-made map says it."""
    return None if _map_text(st.session_state[MAP]) else f"{name}:{','.join(st.session_state[VALUES[place]])}"


on_this_page = partial(Entry, pages=("landscapes",))
# In the order of reading: later entries override earlier ones.
ENTRIES = (
    on_this_page("sweep", SWEEP, _asked_sweep),
    on_this_page("map", MAP, _asked_map, _map_text, default=FIRST),
    on_this_page("axis1", NAMES[0], _asked_axes, partial(_axis_text, 0)),
    on_this_page("axis2", NAMES[1], _asked_axes, partial(_axis_text, 1)),
    on_this_page("measure", MEASURE, _asked_measure),
    on_this_page("cell", CELL, _asked_cell),
    on_this_page("cost", COST, _asked_cost, default=next(iter(COSTS))),
    on_this_page("budget", BUDGET, _asked_budget, plain),
)
