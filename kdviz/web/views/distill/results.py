"""The results of a run: its progress, then the verdict, the guess, and the figures behind it."""

from typing import Any

import streamlit as st

from kdviz import figures
from kdviz.catalog import data_set
from kdviz.engine import shared_engine
from kdviz.experiment.arms import twin
from kdviz.i18n import Translator
from kdviz.results import RunRecord, Snapshot
from kdviz.store.recordings import RECORDED, recording
from kdviz.web.components.curves.curves import awaited_curves, recorded_curves, run_curves
from kdviz.web.components.doubt.doubt import doubt
from kdviz.web.components.samples.samples import samples
from kdviz.web.parts.buttons import stop_label
from kdviz.web.parts.cards import card_title, table_button
from kdviz.web.parts.elsewhere import offer_elsewhere
from kdviz.web.parts.outcome import run_again, show_end, show_take_run
from kdviz.web.parts.text import moment_text
from kdviz.web.routes.feeds import standing
from kdviz.web.session.guess import read_guess
from kdviz.web.session.jobs import leave
from kdviz.web.session.literal import literal
from kdviz.web.session.runs import GONE, KEY, Run, earlier_run, show_kept
from kdviz.web.views.distill.figures import show_figures
from kdviz.web.views.distill.verdict import guess_text, show_verdict


def show_teacher(dataset: str, _: Translator) -> None:
    """Show what a teacher says of digits, or samples of other data, before the first run: nothing that comes of it."""
    if st.session_state.pop(GONE, False):
        st.info(_("The run that was shown here has been deleted."))
    _head, course = _places()
    with course:
        if dataset == recording(RECORDED).experiment.dataset:
            doubt(_)
        else:
            samples(data_set(dataset), _)
        awaited_curves(recording(RECORDED).experiment, _)


def show_recording(_: Translator) -> None:
    """Show the recorded run of the default scene."""
    result = recording(RECORDED)
    head, course = _places()
    with head:
        show_verdict(result, RECORDED, _)
        st.caption(_("Recorded when kdviz was built."))
    with course:
        card_title(figures.curves_title(result.experiment, _))
        recorded_curves(result, _)
        table_button("curves", lambda: figures.curves_table(result.curves, _), _)


def show_results(run: Run, _: Translator) -> None:
    """Show how a run goes on and its results.

    The curves stay in their place, with their zoom, from the beginning of the run to its end.
    """
    record, result = run.record, run.record.result
    head, course = _places()
    with course:
        card_title(figures.curves_title(record.experiment, _))
        if run_curves(record, standing(shared_engine(), record.run_id), _, plays=run.repeated):
            st.rerun()
        if not record.status.in_flight:
            table_button("curves", lambda: figures.curves_table(_students(record.run_id), _), _)
    with head:
        offer_elsewhere(record.run_id, show_kept, _)
        if record.status.in_flight:
            _show_stop(record, _)
        elif result is None:
            show_end(record, _)
        else:
            if record.attempt > 1:
                st.caption(
                    _("A training process was lost. This run started again by itself; its numbers are the same.")
                )
            show_verdict(result, record.run_id, _)
            _show_again(run, _)
    if result is not None:
        show_figures(result, _)
        show_take_run(record, _)


def _places() -> tuple[Any, Any]:
    """Return the place of the verdict, and that of the curves under it."""
    return st.container(key="head"), st.container(border=True, key="course")


def _students(run_id: str) -> list[Snapshot]:
    """Return the students' snapshots of a run."""
    return [event.snapshot for event in shared_engine().events(run_id) if event.snapshot.stage == "students"]


def _show_stop(record: RunRecord, _: Translator) -> None:
    stop: dict[str, Any] = {"icon": ":material/stop:", "on_click": leave}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(stop_label(record.run_id, _), key="stop", shortcut="Esc", args=(KEY, record.run_id), **stop)
        if (guess := read_guess(record.run_id)) is not None:
            st.markdown(literal(guess_text(guess, _)), width="content")
    if (earlier := earlier_run()) is not None:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.markdown(_("Your run before this one is still training."), width="content")
            st.button(_("Stop that one"), key="stop_earlier", args=(KEY, earlier), **stop)


def _show_again(run: Run, _: Translator) -> None:
    if run.repeated:
        ran = _("Recorded on {moment}. Equal experiments give equal numbers, so this one did not run again.")
        run_again(run.record, ran.format(moment=moment_text(run.record.created_at, _)), _)
    else:
        chance, equal = _("Was it luck?"), _("Other seeds would show the same.")
        run_again(run.record, equal if twin(run.record.experiment) else chance, _)
