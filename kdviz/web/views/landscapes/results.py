"""The map of the session's sweep: its progress, the figure, its cells and costs."""

from functools import partial
from typing import Any

import streamlit as st

from kdviz import figures
from kdviz.engine import Progress
from kdviz.i18n import Translator
from kdviz.results import Status
from kdviz.results.record import SweepRecord
from kdviz.verdicts.sweep import is_noise
from kdviz.verdicts.tables import csv_text, sweep_as_table
from kdviz.web.components.progress.progress import job_progress
from kdviz.web.parts.buttons import file_button, stop_label
from kdviz.web.parts.cards import CHART, card_title, fitting, kept_figure, table_button
from kdviz.web.parts.elsewhere import offer_elsewhere
from kdviz.web.parts.news import show_news
from kdviz.web.parts.text import moment_text, settings_text
from kdviz.web.session.address import write_address
from kdviz.web.session.jobs import leave
from kdviz.web.session.language import IN_ENGLISH
from kdviz.web.session.literal import filled, literal
from kdviz.web.session.sweeps import CELL, KEY, current_progress, record_of, show_kept_sweep, start_sweep
from kdviz.web.views.landscapes.cell import show_cell
from kdviz.web.views.landscapes.gaps import show_gaps
from kdviz.web.views.landscapes.ready import MAPS
from kdviz.web.views.landscapes.state import MEASURE, SIGN, settle_measure
from kdviz.web.views.landscapes.tradeoff import show_trade_offs

CHART_KEY = "map"


def show_map_results() -> None:
    """Draw the session's sweep, and again whenever its log tells of more cells."""
    show_news(_results, _is_going)


def _is_going() -> bool:
    progress = current_progress()
    return progress is not None and progress.status.in_flight


def _results(_: Translator) -> None:
    progress = current_progress()
    if progress is None:
        _invite(_)
        return
    _show(progress, _)
    write_address("landscapes")


def _invite(_: Translator) -> None:
    st.markdown(
        _(
            "A map varies one or two settings. Each combination of their values is a cell of the map. A cell trains "
            "distilled students and their hard-label twins, for several seeds. Hundreds of students train at once, "
            "so a map of 64 cells takes about as long as a few runs. Choose a map and press **Run**:"
        )
    )
    for ready in MAPS.values():
        st.markdown(filled("- **{title}**: {question}", title=_(ready.title), question=_(ready.question)))


def _show(progress: Progress, _: Translator) -> None:
    record = record_of(progress)
    offer_elsewhere(progress.job_id, show_kept_sweep, _)
    _show_standing(progress, record, _)
    with st.container(border=True):
        _show_map(record, _)
    show_gaps(record, _)
    show_cell(record, _)
    show_trade_offs(record, _)


def _show_standing(progress: Progress, record: SweepRecord, _: Translator) -> None:
    cells = _("{done} of {parts} cells")
    if progress.status.in_flight:
        job_progress([progress], cells, _)
        stop: dict[str, Any] = {"on_click": leave, "args": (KEY, progress.job_id)}
        label = stop_label(progress.job_id, _)
        st.button(label, icon=":material/stop:", key="stop_sweep", shortcut="Esc", **stop)
        return
    if progress.status is Status.FINISHED:
        text = _("{cells} in {seconds} s of training, on {moment}. All cells: {settings}.")
    else:
        if record.failure is not None:
            st.error(literal(record.failure.sentence(_)))
        text = _("Ended early with {cells}; they are kept. All cells: {settings}.")
    said = text.format(
        cells=cells.format(done=progress.done, parts=progress.parts),
        seconds=f"{record.seconds:.1f}",
        moment=moment_text(record.created_at, _),
        settings=settings_text(record.sweep.base, _),
    )
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(literal(said), width="content")
        if progress.status is Status.FINISHED:
            label, icon, key, afresh = _("Run afresh"), ":material/replay:", "sweep_afresh", True
        else:
            label, icon, key, afresh = _("Go on"), ":material/play_arrow:", "sweep_go_on", False
        if st.button(label, icon=icon, key=key):
            start_sweep(record.sweep, afresh=afresh)
            st.rerun()
        _exports(record)


def _exports(record: SweepRecord) -> None:
    name = f"kdviz-map-{record.sweep_id[:8]}"
    table = partial(sweep_as_table, record, IN_ENGLISH)
    file_button("CSV", lambda: csv_text(table()), f"{name}.csv", "text/csv", "sweep_csv")
    parquet = "application/vnd.apache.parquet"
    file_button("Parquet", lambda: table().to_parquet(index=False), f"{name}.parquet", parquet, "sweep_parquet")


def _show_map(record: SweepRecord, _: Translator) -> None:
    words = {
        "gain": _("Gain"),
        SIGN: _("Helps or hurts"),
        "accuracy": _("Accuracy"),
        "agreement": _("Agreement"),
        "kl": _("KL"),
        "ece": _("Calibration error"),
    }
    settle_measure()
    st.segmented_control(
        _("What the map shows"),
        list(words),
        key=MEASURE,
        required=True,
        format_func=words.__getitem__,
        persist_state="session",
    )
    measure = st.session_state[MEASURE]
    drawn_of = (record.sweep_id, record.status.value, record.done, measure, _.language)
    figure = kept_figure(drawn_of, lambda: _figure(record, measure, _))
    takeaway = figures.map_takeaway(record, measure, _)
    card_title(takeaway)
    st.plotly_chart(fitting(figure), **CHART, key=CHART_KEY, alt=takeaway, on_select=_pick, selection_mode="points")
    if measure in ("gain", SIGN) and is_noise(record):
        st.info(_("Within noise: no more cells differ from zero than chance would give. This map shows no effect."))
    if said := figures.untaught_sentence(record, measure, _):
        st.caption(literal(said))
    st.caption(
        _(
            "Means over seeds on test images, with 95 % t-intervals; the gain is paired within each seed. They hold "
            "for this teacher and this data set. The highest of many means is partly luck: run its cell again with "
            "new seeds. Click a cell, or choose it below, for its numbers."
        )
    )
    table_button(CHART_KEY, lambda: sweep_as_table(record, _), _)


def _figure(record: SweepRecord, measure: str, _: Translator) -> Any:
    if measure == SIGN:
        return figures.phase_diagram(record, _)
    if len(record.sweep.axes) == 1:
        return figures.along_axis(record, _, measure)
    return figures.landscape(record, _, measure)


def _pick() -> None:
    """Choose the cell that was clicked."""
    points = st.session_state[CHART_KEY]["selection"]["points"]
    places = [point["customdata"] for point in points if "customdata" in point]
    if places:
        place = places[0][0] if isinstance(places[0], list) else places[0]
        st.session_state[CELL] = int(place)
