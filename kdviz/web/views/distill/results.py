"""The results of a run: its progress, then the verdict and the figures behind it."""

from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kdviz import figures
from kdviz.catalog import SCENES
from kdviz.engine import shared_engine
from kdviz.experiment.arms import twin
from kdviz.i18n import Translator
from kdviz.results import RunRecord, RunResult, Snapshot
from kdviz.store.recordings import RECORDED, recording
from kdviz.verdicts.run import headline, points, verdict
from kdviz.web.components.curves.curves import recorded_curves, run_curves
from kdviz.web.parts.buttons import stop_label
from kdviz.web.parts.cards import card_title, table_button
from kdviz.web.parts.outcome import run_again, show_end
from kdviz.web.parts.text import moment_text
from kdviz.web.routes.feeds import standing
from kdviz.web.session.jobs import leave
from kdviz.web.session.literal import filled, literal
from kdviz.web.session.reader import read_guess
from kdviz.web.session.runs import GONE, KEY, Run, earlier_run
from kdviz.web.views.distill.figures import show_figures


def show_results(run: Run | None, _: Translator) -> None:
    """Show how a run goes on and its results, or a recording before the first run.

    The curves stay in their place, with their zoom, from the recording to the end of the run.
    """
    # The verdict takes the place that is kept for it, and nothing below moves.
    head, course, rest = st.container(key="head"), st.container(border=True), st.container()
    if run is None:
        if st.session_state.pop(GONE, False):
            head.info(_("The run that was shown here has been deleted."))
        _show_recording(head, course, _)
        return
    record, result = run.record, run.record.result
    guess = read_guess(record.run_id)
    with course:
        card_title(figures.curves_takeaway(result, _) if result else _("Three ways to train one student"))
        if run_curves(record, standing(shared_engine(), record.run_id), guess, _, plays=run.repeated):
            st.rerun()
        if not record.status.in_flight:
            table_button("curves", lambda: figures.curves_table(_students(record.run_id), _), _)
    with head:
        if record.status.in_flight:
            _show_stop(record, _)
        elif result is None:
            show_end(record, _)
        else:
            _show_verdict(run, result, _)
            if guess is not None and result.curves:
                _show_guess(guess, result, _)
    if result is not None:
        with rest:
            show_figures(result, _)


def _students(run_id: str) -> list[Snapshot]:
    """Return the students' snapshots of a run."""
    return [event.snapshot for event in shared_engine().events(run_id) if event.snapshot.stage == "students"]


def _show_recording(head: DeltaGenerator, course: DeltaGenerator, _: Translator) -> None:
    """Show the recorded run of the default scene, and ask for a guess."""
    result = recording(RECORDED)
    with head:
        st.header(_("Does a teacher help a small network?"))
        st.markdown(
            _(
                "A large network, the *teacher*, has learned the whole data set. A small one, the *student*, gets "
                "only a few labels. Press **Run** to train the student in three ways: with labels only, with "
                "smoothed labels, and with the teacher's softened answers. Each way starts several times. Then you "
                "see what the teacher was worth, and how sure that is."
            )
        )
    with course:
        card_title(_("A recorded run of the scene “{scene}”").format(scene=_(SCENES[RECORDED].title)))
        said = _("Recorded when kdviz was built: {verdict}").format(verdict=verdict(result, _))
        recorded_curves(result, read_guess(None), said, _)
        table_button("curves", lambda: figures.curves_table(result.curves, _), _)


def _show_stop(record: RunRecord, _: Translator) -> None:
    stop: dict[str, Any] = {"icon": ":material/stop:", "on_click": leave}
    st.button(stop_label(record.run_id, _), key="stop", shortcut="Esc", args=(KEY, record.run_id), **stop)
    if (earlier := earlier_run()) is not None:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.markdown(_("Your run before this one is still training."), width="content")
            st.button(_("Stop that one"), key="stop_earlier", args=(KEY, earlier), **stop)


def _show_guess(guess: float, result: RunResult, _: Translator) -> None:
    mean = float(np.mean(result.curves[-1].accuracy["distilled"]))
    text = _(
        "You guessed {guess} %. The distilled students ended at {ended} % on the validation images, {apart} points "
        "away. **What explains the difference?**"
    )
    numbers = {"guess": guess, "ended": mean, "apart": abs(mean - guess)}
    st.markdown(filled(text, **{name: points(number, signed=False) for name, number in numbers.items()}))


def _show_verdict(run: Run, result: RunResult, _: Translator) -> None:
    if run.record.attempt > 1:
        st.caption(_("A training process was lost. This run started again by itself; its numbers are the same."))
    st.header(literal(headline(result, _)))
    st.markdown(literal(verdict(result, _)))
    if run.repeated:
        ran = _("Recorded on {moment}. Equal experiments give equal numbers, so this one did not run again.")
        run_again(run.record, ran.format(moment=moment_text(run.record.created_at, _)), _)
    else:
        chance, equal = _("Was it chance? Run it again to see."), _("Other seeds would show the same.")
        run_again(run.record, equal if twin(run.record.experiment) else chance, _)
