"""Accuracy against cost, counted or measured in a worker."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial

import streamlit as st

from kdviz import catalog, figures
from kdviz.engine import shared_engine
from kdviz.i18n import SpokenError, Translator
from kdviz.results import Estimate
from kdviz.results.footprint import CostName, Footprint
from kdviz.results.record import SweepRecord
from kdviz.verdicts.tradeoff import COSTS, Option, options
from kdviz.web.components.tradeoff.tradeoff import KEY, trade_off
from kdviz.web.parts.cards import table_button
from kdviz.web.parts.choice import choice
from kdviz.web.parts.news import show_news
from kdviz.web.session.literal import filled, literal
from kdviz.web.views.landscapes.state import BUDGET, COST, set_budget

ARITHMETIC = ("parameters", "macs", "bytes")
LOOK = 0.5

Price = Callable[[str, catalog.Cost], float]


def show_trade_offs(record: SweepRecord, _: Translator) -> None:
    """Draw accuracy against cost where students of several sizes were trained."""
    swept = {axis.name for axis in record.sweep.axes}
    if "student" not in swept or not record.trained:
        return
    with st.container(border=True):
        st.subheader(_("What accuracy costs"))
        if "dataset" in swept:
            st.info(
                _(
                    "Students of different data sets solve different tasks. "
                    "To compare costs, make a map of one data set."
                )
            )
            return
        choice(
            _("Cost"),
            list(COSTS),
            key=COST,
            format_func=lambda name: _(COSTS[name]),
            on_change=set_budget,
            args=(None,),
        )
        cost: CostName = st.session_state[COST]
        if cost in ARITHMETIC:
            _show_choices(record, cost, {}, lambda _network, arithmetic: float(getattr(arithmetic, cost)), _)
        elif record.status.in_flight:
            st.info(_("This is measured when the map is finished, in an idle training process."))
        else:
            asked = (_networks(record), record.sweep.base.dataset)
            if _measuring(*asked).done():
                # Not in a fragment: what is set there goes the way of everything else into the URL.
                _show_measured(record, cost, _)
            else:
                show_news(partial(_say_measuring, asked), lambda: not _measuring(*asked).done(), LOOK)


def _say_measuring(asked: tuple[tuple[str, ...], str], _: Translator) -> None:
    if _measuring(*asked).done():
        st.rerun()
    st.info(_("Measuring in an idle training process …"), icon=":material/timer:")


def _show_measured(record: SweepRecord, cost: CostName, _: Translator) -> None:
    asked = (_networks(record), record.sweep.base.dataset)
    try:
        measured = {each.network: each for each in _measuring(*asked).result()}
    except SpokenError as error:
        # The next look measures again.
        _measuring.clear(*asked)
        st.error(literal(error.sentence(_)))
        return
    _show_choices(record, cost, measured, lambda network, counted: measured[network].cost(cost, counted), _)
    text = _(
        "Measured on {machine}, with one thread, after a warm-up. The table has the median and the 95th percentile."
    )
    # Its name is nobody's business.
    _name, _colon, machine = next(iter(measured.values())).machine.partition(": ")
    st.caption(filled(text, machine=machine))


def _show_choices(
    record: SweepRecord, cost: CostName, measured: Mapping[str, Footprint], price: Price, _: Translator
) -> None:
    choices = options(record, price)
    trade_off(record.sweep_id, choices, cost, _teacher(record, price), st.session_state[BUDGET], set_budget, _)
    if len(record.sweep.axes) > 1:
        st.caption(
            _(
                "Several cells have the same student. Of those taught alike, the cell that is best on the validation "
                "set is drawn. It is then measured on the test set, which played no part in the choice."
            )
        )
    table_button(KEY, lambda: figures.tradeoff_table(choices, measured, record.sweep.base, _), _)


def _teacher(record: SweepRecord, price: Price) -> Option:
    """Return the teacher, of several the most accurate on validation images."""
    _cell, experiment, result = max(record.trained, key=lambda found: found[2].curves.teacher)
    cost = price(experiment.teacher, experiment.teacher_cost)
    return Option(experiment.teacher, "teacher", cost, Estimate(mean=result.teacher_accuracy, ci95=None))


def _networks(record: SweepRecord) -> tuple[str, ...]:
    """Return every network of a sweep, each once."""
    experiments = [cell.experiment for cell in record.sweep.cells if cell.experiment]
    return tuple(dict.fromkeys(name for each in experiments for name in (each.student, each.teacher)))


@st.cache_resource(max_entries=32, show_spinner=False)
def _measuring(networks: tuple[str, ...], dataset: str) -> "Future[list[Footprint]]":
    """Measure networks in a worker, once for all sessions."""
    data = catalog.data_set(dataset)
    path = "kdviz.training.footprint:footprints"
    return shared_engine().begin(path, [*networks], data.shape, data.classes)
