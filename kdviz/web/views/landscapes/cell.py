"""One cell of a map: its numbers, curves and calibration, and the way to the page Train."""

from functools import partial

import streamlit as st

from kdviz import figures
from kdviz.experiment import Experiment
from kdviz.i18n import Translator
from kdviz.results.cell import CellRecord, CellResult
from kdviz.results.record import SweepRecord
from kdviz.store.recordings import is_recorded
from kdviz.verdicts.sweep import cell_sentence, reason
from kdviz.web.parts.cards import chart_card, kept_figure
from kdviz.web.parts.choice import choice
from kdviz.web.parts.outcome import show_cell_curves, show_take_cell
from kdviz.web.session.cell import open_cell
from kdviz.web.session.literal import filled, literal
from kdviz.web.session.pages import DISTILL
from kdviz.web.session.sweeps import CELL


def show_cell(record: SweepRecord, _: Translator) -> None:
    """Draw the choice of a cell and what the chosen one came to."""
    if st.session_state[CELL] is not None and st.session_state[CELL] >= len(record.cells):
        st.session_state[CELL] = None
    choice(
        _("Cell"),
        [cell.place for cell in record.cells],
        key=CELL,
        index=None,
        placeholder=_("Choose a cell, or click it on the map"),
        format_func=lambda place: figures.cell_text(record.cells[place], record.sweep.base.data, _),
    )
    if st.session_state[CELL] is None:
        return
    cell = record.cells[st.session_state[CELL]]
    experiment = record.sweep.cells[cell.place].experiment
    st.subheader(literal(figures.cell_text(cell, record.sweep.base.data, _)))
    if cell.result is None:
        st.info(literal(reason(cell, _) or _("This cell is not trained yet.")))
    elif experiment is not None:
        st.markdown(literal(cell_sentence(cell.result, experiment, _)))
    if experiment is not None:
        label, icon = _("Open in Train"), ":material/open_in_full:"
        # The knobs are set before the page runs again, since they may be drawn on it.
        trained = cell.result is not None and not is_recorded(record.sweep_id)
        opening = partial(open_cell, record.sweep_id, cell.place, experiment, trained=trained)
        if st.button(label, icon=icon, key="cell_open", on_click=opening):
            st.switch_page(DISTILL)
    if cell.result is not None and experiment is not None:
        _show_figures(record.sweep_id, cell, cell.result, experiment, _)
        show_take_cell(experiment, _)


def _show_figures(sweep_id: str, cell: CellRecord, result: CellResult, experiment: Experiment, _: Translator) -> None:
    with st.container(border=True):
        st.dataframe(figures.measures_table(result.arms, result.untaught, _), alt=_("All measures"), key="cell_numbers")
        if said := figures.measures_note(result.arms, _):
            st.caption(literal(said))
        text = _(
            "Means over seeds with 95 % t-intervals. Fidelity is how often a student agrees with the teacher. Compare "
            "it with how often two untaught students of different seeds agree. The teacher gets {accuracy} % of the "
            "test set right."
        )
        st.caption(filled(text, accuracy=f"{100 * result.teacher_accuracy:.1f}"))
    cell_id = f"{sweep_id}-{cell.place}"
    show_cell_curves(cell_id, result, experiment.seed_list, _)
    chart_card(
        "reliability",
        figures.reliability_takeaway(result, _),
        kept_figure(("reliability", cell_id, _.language), lambda: figures.reliability_diagram(result, _)),
        lambda: figures.reliability_table(result, _),
        _,
        caption=_(
            "Test answers of all seeds in 15 bins of confidence. Below the line a student is more sure than right. "
            "NLL: {nll} nats with teacher, {hard_nll} labels only. Brier score: {brier} with teacher, {hard_brier} "
            "labels only."
        ).format(
            nll=f"{result.distilled.nll:.3f}",
            hard_nll=f"{result.hard.nll:.3f}",
            brier=f"{result.distilled.brier:.3f}",
            hard_brier=f"{result.hard.brier:.3f}",
        ),
    )
