"""The compression on show: its progress, the picture, and the subjects under it."""

from functools import partial

import streamlit as st

from kdviz import figures
from kdviz.engine import shared_engine
from kdviz.i18n import Translator
from kdviz.results import Status
from kdviz.results.compression import Arrival, CompressionRecord
from kdviz.store.recordings import is_recorded, recorded_compression
from kdviz.verdicts.caveats import not_as_said
from kdviz.verdicts.compression import finding, reference_sentence, smallest, squeezed, tuned_otherwise
from kdviz.verdicts.why import compression_explanations
from kdviz.web.components.progress.progress import job_progress
from kdviz.web.parts.cards import CHART, fitting, kept_figure
from kdviz.web.parts.elsewhere import offer_elsewhere
from kdviz.web.parts.guessed import ask_why, guess_told
from kdviz.web.parts.job import again_button, early_text, stop_button
from kdviz.web.parts.news import show_news
from kdviz.web.parts.text import moment_text, recorded_text, settings_text
from kdviz.web.session.address import write_address
from kdviz.web.session.compressions import KEY, show_kept_compression, start_compression
from kdviz.web.session.guess import read_guess
from kdviz.web.session.jobs import is_going, progress_of, record_of
from kdviz.web.session.literal import literal
from kdviz.web.views.compress.scenes import scene_of
from kdviz.web.views.compress.state import BYTES, CONTROLS
from kdviz.web.views.compress.subject import SUBJECTS

CHART_KEY = "compression"


def shown_compression() -> CompressionRecord:
    """Return the compression on show: the session's, else the recorded one."""
    progress = progress_of(KEY)
    record: CompressionRecord = recorded_compression() if progress is None else record_of(progress)
    return record


def show_compress_results() -> None:
    """Draw the compression on show, and again whenever its log tells of more."""
    show_news(_results, partial(is_going, KEY))


def _results(_: Translator) -> None:
    record = shown_compression()
    if not is_recorded(record.compression_id):
        offer_elsewhere(record.compression_id, show_kept_compression, _)
    if (progress := progress_of(KEY)) and progress.status.in_flight:
        job_progress([progress], _("{done} of {parts} students"), _, each_event=True)
        stop_button(KEY, progress.job_id, "compression", _)
    _show_guess(record, _)
    with st.container(border=True):
        _show_picture(record, _)
    _show_standing(record, _)
    if record.result is not None:
        for row in record.result.rows:
            if row.failure is not None:
                st.warning(literal(row.failure.sentence(_)))
        SUBJECTS.show(record, _)
    write_address("compress")


def _show_picture(record: CompressionRecord, _: Translator) -> None:
    kind: figures.ByteKind = st.session_state[BYTES]
    controls: bool = st.session_state[CONTROLS]
    if record.result is not None:
        # Pipelines that were lost are trained anew under the same id.
        key = (record.compression_id, record.ended_at, kind, controls, _.language)
        tracks = figures.tracks_of(record.result, controls)
        figure = kept_figure(key, lambda: figures.compression_picture(tracks, kind, _))
        story = finding(record, _)
    else:
        log = shared_engine().events(record.compression_id)
        tracks = figures.tracks_so_far(record.compression, (Arrival.model_validate(event.payload) for event in log))
        awaited = squeezed(record.compression) if kind == "packed" else ()
        figure = figures.compression_picture(tracks, kind, _, awaited)
        story = ""
    story = story or _("Accuracy against bytes, stage by stage")
    st.header(literal(story), anchor=False)
    st.plotly_chart(fitting(figure), **CHART, key=CHART_KEY, alt=story)
    st.segmented_control(
        _("Which bytes"),
        list(figures.BYTE_KINDS),
        key=BYTES,
        required=True,
        format_func=lambda name: _(figures.BYTE_KINDS[name]),
        persist_state="session",
        label_visibility="collapsed",
    )


def _how(record: CompressionRecord, _: Translator) -> list[str]:
    """Say what the picture was made of and how far it may be trusted: here sentences may be long."""
    made = _("Trained in {seconds} s, on {moment}. All students: {settings}.").format(
        seconds=f"{record.seconds:.1f}",
        moment=moment_text(record.created_at, _),
        settings=settings_text(record.compression.experiment, _),
    )
    caveat = _(
        "Means over seeds on the test set, with 95 % t-intervals; losses and gains are paired within each seed. They "
        "hold for this teacher and this data set."
    )
    against = reference_sentence(record.result, _) if record.result else ""
    otherwise, scene = tuned_otherwise(record.compression, _), scene_of(record.compression)
    claim = not_as_said(scene, _) if scene else ""
    return [caveat, *filter(None, [against, otherwise, claim]), made]


def _show_guess(record: CompressionRecord, _: Translator) -> None:
    """Hold the reader's guess against what the smallest student came to, and let them pick why."""
    guess, result = read_guess(record.compression_id), record.result
    row = smallest(result) if result else None
    if guess is None or result is None or row is None or row.loss is None:
        return
    experiment = record.compression.experiment
    said = guess_told(record.compression_id, guess, row.loss.turned.mean, experiment.data, _)
    with st.container(border=True, key="guessed"):
        st.markdown(literal(said))
        key = ("guessed", record.compression_id, record.ended_at, guess, _.language)
        figure = kept_figure(key, lambda: figures.compressed_dots(row, result.whole, guess, experiment, _))
        st.plotly_chart(figure, **CHART, key="guessed_dots", alt=said)
        if explanations := compression_explanations(record, _):
            ask_why(explanations, record.compression_id, _("What made the difference? Pick one."), _)


def _show_standing(record: CompressionRecord, _: Translator) -> None:
    """Say how a compression has ended and how we know what it shows, and offer to make it again."""
    if record.status.in_flight:
        return
    if record.failure is not None:
        st.error(literal(record.failure.sentence(_)))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(literal(_standing_text(record, _)), width="content")
        if record.result is not None:
            st.toggle(_("Controls"), key=CONTROLS, persist_state="session")
        with st.popover(_("How we know"), type="tertiary", key="how"):
            for sentence in _how(record, _):
                st.markdown(literal(sentence))
        if not is_recorded(record.compression_id):
            again_button(
                "compression", record.status, lambda afresh: start_compression(record.compression, afresh=afresh), _
            )


def _standing_text(record: CompressionRecord, _: Translator) -> str:
    if is_recorded(record.compression_id):
        return recorded_text(record.compression.experiment.data, _)
    students = _("{done} of {parts} students").format(done=record.done, parts=record.parts)
    if record.status is not Status.FINISHED:
        return early_text(record.done, students, _)
    return _("{students}, {seconds} s.").format(students=students, seconds=f"{record.seconds:.1f}")
