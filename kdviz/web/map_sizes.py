"""What sizes come to: whether a larger teacher teaches better, and which student a budget buys."""

import math
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from kdviz import catalog, figures
from kdviz.cells import CellRecord, SweepRecord
from kdviz.engine import shared_engine
from kdviz.experiment import Experiment
from kdviz.figures.style import LOOKS
from kdviz.i18n import Translator
from kdviz.sweep_verdict import gap_sentence
from kdviz.tradeoff import COSTS, CostName, Footprint, Option, best_within, options
from kdviz.verdict import points
from kdviz.web.cards import card_title, chart
from kdviz.web.map_state import BUDGET, COST
from kdviz.web.paired import paired_difference
from kdviz.web.text import bytes_text

ARITHMETIC = ("parameters", "macs", "bytes")
STEPS_A_DECADE = 20


def show_gaps(record: SweepRecord, _: Translator) -> None:
    """Say for each student whether the largest teacher's students differ from the smallest's."""
    by_student: dict[str, list[tuple[Experiment, CellRecord]]] = {}
    if "teacher" not in {axis.name for axis in record.sweep.axes} or record.status.in_flight:
        return
    for cell in record.cells:
        experiment = record.sweep.cells[cell.place].experiment
        if cell.result and experiment:
            others = CellRecord(cell.place, {n: v for n, v in cell.values.items() if n != "teacher"}, None, None)
            rest = figures.cell_text(others, _)
            by_student.setdefault(rest, []).append((experiment, cell))
    sentences = [sentence for rest, pairs in by_student.items() if (sentence := _gap(rest, pairs, _))]
    if sentences:
        with st.container(border=True):
            card_title(_("Does a larger teacher teach better?"))
            for sentence in sentences:
                st.markdown(sentence)


def _gap(rest: str, pairs: list[tuple[Experiment, CellRecord]], _: Translator) -> str:
    """Say whether the students of the largest teacher differ from those of the smallest."""
    pairs.sort(key=lambda pair: pair[0].teacher_cost.parameters)
    (smallest, first), (largest, last) = pairs[0], pairs[-1]
    if first is last or first.result is None or last.result is None:
        return ""
    taught = (tuple(each.distilled.accuracies) for each in (first.result, last.result))
    sentence = gap_sentence(smallest.teacher, largest.teacher, paired_difference(*taught), _)
    return f"{rest}: {sentence}" if rest else sentence


def show_trade_offs(record: SweepRecord, _: Translator) -> None:
    """Draw accuracy against cost where students of several sizes were trained."""
    if "student" not in {axis.name for axis in record.sweep.axes} or not any(cell.result for cell in record.cells):
        return
    with st.container(border=True):
        st.subheader(_("What accuracy costs"))
        st.selectbox(
            _("Cost"), list(COSTS), key=COST, format_func=lambda name: _(COSTS[name]), on_change=_forget_budget
        )
        cost: CostName = st.session_state[COST]
        measured: Mapping[str, Footprint] = {}
        if cost not in ARITHMETIC:
            if record.status.in_flight:
                st.info(_("This is measured once the sweep has ended, on a worker that has nothing else to do."))
                return
            with st.spinner(_("Measuring on a worker that has nothing else to do")):
                measured = {each.network: each for each in _measured(_networks(record), _dataset(record))}
        _show_choices(record, cost, measured, _)


def _show_choices(record: SweepRecord, cost: CostName, measured: Mapping[str, Footprint], _: Translator) -> None:
    def price(network: str, arithmetic: catalog.Cost) -> float:
        return float(getattr(arithmetic, cost)) if cost in ARITHMETIC else measured[network].cost(cost, arithmetic)

    choices = options(record, price)
    teacher = _teacher(record, price)
    budget = _budget(choices, cost, _)
    bought = None if budget is None else best_within(choices, budget)
    chart(
        "tradeoff",
        figures.tradeoff_takeaway(choices, budget, budget_text(budget, cost), _),
        figures.trade_off(choices, cost, _, teacher=teacher, budget=budget),
        lambda: figures.tradeoff_table(choices, measured, record.sweep.base, _),
        _,
    )
    if bought is not None and bought.accuracy.ci95:
        low, high = bought.accuracy.ci95
        text = _("{arm} {network}: 95 % interval {low} to {high} %. Others whose intervals overlap may be as good.")
        ends = {"low": points(low, signed=False), "high": points(high, signed=False)}
        st.caption(text.format(arm=_(LOOKS[bought.arm].title), network=bought.network, **ends))
    if measured:
        machine = next(iter(measured.values())).machine
        text = _("Measured on: {machine}; one thread, warmed up. Median and 95th percentile are in the table.")
        st.caption(text.format(machine=machine))


def _budget(choices: Sequence[Option], cost: CostName, _: Translator) -> float | None:
    """Draw the budget's slider and return what is set."""
    low, high = min(option.cost for option in choices), max(option.cost for option in choices)
    decades = math.log10(high / low) if low else 0.0
    count = max(1, round(STEPS_A_DECADE * decades))
    stops = {float(f"{low * (high / low) ** (place / count):.2g}") for place in range(count + 2)}
    if (current := st.session_state[BUDGET]) is not None:
        stops.add(current)
    none = _("none")
    st.select_slider(
        _("My budget"),
        [None, *sorted(stops)],
        key=BUDGET,
        format_func=lambda stop: none if stop is None else budget_text(stop, cost),
    )
    budget: float | None = st.session_state[BUDGET]
    return budget


def budget_text(amount: float | None, cost: CostName) -> str:
    """Write an amount of `cost` with its unit."""
    if amount is None:
        return ""
    if cost in ("bytes", "disk"):
        return bytes_text(round(amount))
    if cost in ("latency_1", "latency_64"):
        return f"{1e6 * amount:.3g} µs"
    return f"{amount:,.0f}"


def _forget_budget() -> None:
    st.session_state[BUDGET] = None


def _teacher(record: SweepRecord, price: Callable[[str, catalog.Cost], float]) -> tuple[float, float] | None:
    """Return cost and accuracy of the teacher, of several the most accurate."""
    found = [
        (price(experiment.teacher, experiment.teacher_cost), cell.result.teacher_accuracy)
        for cell in record.cells
        if cell.result and (experiment := record.sweep.cells[cell.place].experiment)
    ]
    return max(found, key=lambda pair: pair[1], default=None)


def _networks(record: SweepRecord) -> tuple[str, ...]:
    """Return every network of a sweep, each once."""
    experiments = [cell.experiment for cell in record.sweep.cells if cell.experiment]
    return tuple(dict.fromkeys(name for each in experiments for name in (each.student, each.teacher)))


def _dataset(record: SweepRecord) -> str:
    return record.sweep.base.dataset


@st.cache_data(max_entries=32, show_spinner=False)
def _measured(networks: tuple[str, ...], dataset: str) -> list[Footprint]:
    data = catalog.DATASETS[dataset]
    path = "kdviz.training.footprint:footprints"
    found: list[Footprint] = shared_engine().compute(path, [*networks], data.shape, data.classes)
    return found
