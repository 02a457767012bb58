"""The map of the session's sweep: its progress, the figure, its cells and costs."""

from functools import partial
from typing import Any

import streamlit as st

from kdviz import figures
from kdviz.i18n import Translator
from kdviz.results import Status
from kdviz.results.record import SweepRecord
from kdviz.store.recordings import is_recorded, recorded_map
from kdviz.verdicts.run import gain_headline
from kdviz.verdicts.sweep import is_counted, is_noise, mean_gain, reason
from kdviz.verdicts.tables import csv_text, sweep_as_table
from kdviz.verdicts.why import map_explanations
from kdviz.web.components.progress.progress import job_progress
from kdviz.web.parts.buttons import file_button
from kdviz.web.parts.cards import CHART, fitting, kept_figure, table_button
from kdviz.web.parts.elsewhere import offer_elsewhere
from kdviz.web.parts.guessed import ask_why, guess_told
from kdviz.web.parts.job import again_button, early_text, stop_button
from kdviz.web.parts.news import show_news
from kdviz.web.parts.text import moment_text, recorded_text, settings_text
from kdviz.web.session.address import write_address
from kdviz.web.session.guess import read_guess
from kdviz.web.session.jobs import is_going, progress_of, record_of
from kdviz.web.session.language import IN_ENGLISH
from kdviz.web.session.literal import literal
from kdviz.web.session.sweeps import CELL, KEY, show_kept_sweep, start_sweep
from kdviz.web.session.view import is_projected
from kdviz.web.views.landscapes.cell import show_cell
from kdviz.web.views.landscapes.gaps import show_gaps
from kdviz.web.views.landscapes.state import MAP, MEASURE, SIGN, settle_measure
from kdviz.web.views.landscapes.tradeoff import show_trade_offs

CHART_KEY = "map"


def shown_map() -> SweepRecord | None:
    """Return the map on show: the session's, else the recorded one of the chosen ready-made map."""
    progress = progress_of(KEY)
    if progress is not None:
        record: SweepRecord = record_of(progress)
        return record
    chosen = st.session_state[MAP]
    return None if chosen is None else recorded_map(chosen)


def show_map_results() -> None:
    """Draw the map on show, and again whenever its log tells of more cells."""
    show_news(_results, partial(is_going, KEY))


def _results(_: Translator) -> None:
    record = shown_map()
    if record is None:
        st.markdown(_("Each combination of values is a cell: students with a teacher, and without. Press **Run**."))
        return
    if not is_recorded(record.sweep_id):
        offer_elsewhere(record.sweep_id, show_kept_sweep, _)
    if (progress := progress_of(KEY)) and progress.status.in_flight:
        job_progress([progress], _("{done} of {parts} cells"), _)
        stop_button(KEY, progress.job_id, "sweep", _)
    _show_guess(record, _)
    with st.container(border=True):
        _show_map(record, _)
    table_button(CHART_KEY, lambda: sweep_as_table(record, _), _)
    _show_standing(record, _)
    show_gaps(record, _)
    show_cell(record, _)
    show_trade_offs(record, _)
    write_address("landscapes")


def _show_guess(record: SweepRecord, _: Translator) -> None:
    """Hold the reader's guess against what the map came to, on average over the cells in which a teacher has a say."""
    guess, gain = read_guess(record.sweep_id), mean_gain(record)
    if guess is None or gain is None or record.status is not Status.FINISHED or not is_counted(record.sweep):
        return
    said = guess_told(record.sweep_id, guess, gain, record.sweep.base.data, _)
    with st.container(border=True, key="guessed"):
        st.markdown(literal(said))
        drawn_of = ("guessed", record.sweep_id, record.ended_at, guess, _.language)
        figure = kept_figure(drawn_of, lambda: figures.map_dots(record, gain, guess, _))
        st.plotly_chart(figure, **CHART, key="guessed_dots", alt=said)
        ask_why(map_explanations(record, _), record.sweep_id, _("What makes up this mean? Pick one."), _)


def _show_standing(record: SweepRecord, _: Translator) -> None:
    """Say what a map that has ended was made of, and offer to make it again."""
    if record.status.in_flight:
        return
    finished = record.status is Status.FINISHED
    if is_recorded(record.sweep_id):
        st.caption(literal(recorded_text(record.sweep.base.data, _)))
        return
    if record.failure is not None:
        st.error(literal(record.failure.sentence(_)))
    cells = _("{done} of {parts} cells").format(done=record.done, parts=len(record.cells))
    timed = _("{cells}, {seconds} s.").format(cells=cells, seconds=f"{record.seconds:.1f}")
    said = timed if finished else early_text(record.done, cells, _)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(literal(said), width="content")
        again_button("sweep", record.status, lambda afresh: start_sweep(record.sweep, afresh=afresh), _)
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
    measure = st.session_state[MEASURE]
    # Cells that were lost are trained anew under the same id.
    drawn_of = (record.sweep_id, record.status.value, record.done, record.ended_at, measure, _.language)
    figure = kept_figure(drawn_of, lambda: _figure(record, measure, _))
    takeaway = figures.map_takeaway(record, measure, _)
    finished = record.status is Status.FINISHED
    story = (figures.map_story(record, measure, _) if finished and record.trained else "") or takeaway
    heading = story
    if (place := st.session_state[CELL]) is not None and place < len(record.cells):
        figure = figures.outline(figure, record, place)
        # In place of the map's story, so that the map does not move from under the finger that picks a cell.
        heading = _cell_in_brief(record, place, _)
    st.header(literal(heading), anchor=False)
    st.plotly_chart(fitting(figure), **CHART, key=CHART_KEY, alt=story, on_select=_pick, selection_mode="points")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            _("What the map shows"),
            list(words),
            key=MEASURE,
            required=True,
            format_func=words.__getitem__,
            persist_state="session",
            label_visibility="collapsed",
        )
        with st.popover(_("How we know"), type="tertiary", key="how"):
            for sentence in dict.fromkeys([story, *_how(record, measure, takeaway, _)]):
                st.markdown(literal(sentence))


def _cell_in_brief(record: SweepRecord, place: int, _: Translator) -> str:
    """Say of the cell that is outlined what stands in full under the map; a hall reads off the axes which it is."""
    cell, data = record.cells[place], record.sweep.base.data
    if cell.result is not None:
        said = gain_headline(cell.result.gain, data, _)
    else:
        said = reason(cell, _) or _("This cell is not trained yet.")
    return said if is_projected() else f"{figures.cell_text(cell, data, _)}: {said}"


def _how(record: SweepRecord, measure: str, takeaway: str, _: Translator) -> list[str]:
    """Say what the map was made of and how far it may be trusted: here sentences may be long."""
    made = _("Trained in {seconds} s, on {moment}. All cells: {settings}.").format(
        seconds=f"{record.seconds:.1f}",
        moment=moment_text(record.created_at, _),
        settings=settings_text(record.sweep.base, _),
    )
    noise = _("Within noise: no more cells differ from zero than chance would give. This map shows no effect.")
    caveat = _(
        "Means over seeds on the test set, with 95 % t-intervals; the gain is paired within each seed. They hold for "
        "this teacher and this data set. The highest of many means is partly luck: run its cell again with new seeds. "
        "Click a cell, or choose it below, for its numbers."
    )
    is_noisy = measure in ("gain", SIGN) and is_noise(record)
    return [
        *filter(
            None, [takeaway, noise if is_noisy else "", figures.untaught_sentence(record, measure, _), caveat, made]
        )
    ]


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
