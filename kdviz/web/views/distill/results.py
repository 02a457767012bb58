"""What a run shows: its progress while it goes on, then the verdict and the figures behind it."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kdviz import figures
from kdviz.catalog import SCENES
from kdviz.engine import shared_engine
from kdviz.i18n import Translator
from kdviz.results import SCORES, Arrays, RunRecord, RunResult, Snapshot
from kdviz.store.recordings import RECORDED, recording
from kdviz.verdicts.run import headline, points, verdict
from kdviz.web.components.knowledge.knowledge import knowledge
from kdviz.web.components.race.race import race, recorded_race
from kdviz.web.parts.cards import card_title, chart, chart_card, kept_figure, table_button
from kdviz.web.parts.outcome import run_again, show_end, show_measures
from kdviz.web.parts.text import moment_text
from kdviz.web.routes.live import standing
from kdviz.web.session.reader import Picked, read_guess, read_picked
from kdviz.web.session.runs import GONE, Run, earlier_run, run_arrays, stop_run
from kdviz.web.views.distill.omitted import show_omitted


def show_results(run: Run | None, _: Translator) -> None:
    """Show how a run goes on and what it came to, or before the first one a recording.

    The race stays in its place, with its zoom, from the recording to the end of the run.
    """
    # The verdict takes the place that is kept for it, and nothing below moves.
    head, course, rest = st.container(key="head"), st.container(border=True), st.container()
    if run is None:
        if st.session_state.pop(GONE, False):
            head.info(_("The run that was on show here has been deleted."))
        _show_recording(head, course, _)
        return
    record, result = run.record, run.record.result
    guess = read_guess(record.run_id)
    with course:
        card_title(figures.race_takeaway(result, _) if result else _("Three ways to train one student"))
        if race(record, standing(shared_engine(), record.run_id), guess, _, plays=run.repeated):
            st.rerun()
        if not record.status.in_flight:
            table_button("race", lambda: figures.curves_table(_students(record.run_id), _), _)
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
            _show_figures(result, _)


def _students(run_id: str) -> list[Snapshot]:
    """Return the students' snapshots of a run, whatever became of it."""
    return [event.snapshot for event in shared_engine().events(run_id) if event.snapshot.stage == "students"]


def _show_recording(head: DeltaGenerator, course: DeltaGenerator, _: Translator) -> None:
    """Show the recorded run of the default scene, and ask for a guess before the reader's own."""
    result = recording(RECORDED)
    with head:
        st.header(_("Does a teacher help a small network?"))
        st.markdown(
            _(
                "A large network, the *teacher*, has learned the whole data set. A small one, the *student*, gets only "
                "a few labels. Press **Run**: the student is trained three ways, from several starts each — from the "
                "labels alone, from smoothed labels, and from the teacher's softened answers — and you see what the "
                "teacher was worth, and how sure that is."
            )
        )
    with course:
        card_title(_("A recorded run of the scene “{scene}”").format(scene=_(SCENES[RECORDED].title)))
        said = _("Recorded when kdviz was built: {verdict}").format(verdict=verdict(result, _))
        recorded_race(result, read_guess(None), said, _)
        table_button("race", lambda: figures.curves_table(result.curves, _), _)


def _show_stop(record: RunRecord, _: Translator) -> None:
    stop: dict[str, Any] = {"on_click": stop_run, "args": (record.run_id,)}
    st.button(_("Stop"), icon=":material/stop:", key="stop", shortcut="Esc", **stop)
    if (earlier := earlier_run()) is not None:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.markdown(_("Your run before this one is still training."), width="content")
            label = _("Stop that one")
            st.button(label, icon=":material/stop:", key="stop_earlier", on_click=stop_run, args=(earlier,))


def _show_guess(guess: float, result: RunResult, _: Translator) -> None:
    mean = float(np.mean(result.curves[-1].accuracy["distilled"]))
    text = _(
        "You guessed {guess} %; on the validation images the distilled students ended at {ended} %, {apart} points "
        "from it. **What explains the difference?**"
    )
    numbers = {"guess": guess, "ended": mean, "apart": abs(mean - guess)}
    st.markdown(text.format(**{name: points(number, signed=False) for name, number in numbers.items()}))


def _show_verdict(run: Run, result: RunResult, _: Translator) -> None:
    if run.record.attempt > 1:
        st.caption(_("A training process was lost on the way; this run began again by itself, with equal numbers."))
    st.header(headline(result, _))
    st.markdown(verdict(result, _))
    if run.repeated:
        ran = _("Recorded on {moment}: equal experiments give equal numbers, so this one was not run again.")
        run_again(run.record, ran.format(moment=moment_text(run.record.created_at, _)), _)
    else:
        run_again(run.record, _("Chance, or the same again?"), _)


def _show_figures(result: RunResult, _: Translator) -> None:
    chart_card(
        "dots",
        figures.dots_takeaway(result, _),
        kept_figure(("dots", result.run_id, _.language), lambda: figures.accuracy_dots(result, _)),
        lambda: figures.accuracy_table(result, _),
        _,
        caption=_(
            "Each mark is one seed; a line joins the three students of one seed. Bars are 95 % t-intervals of the mean."
        ),
    )
    if result.omitted:
        show_omitted(result.omitted, _)
    if result.curves:
        with st.container(border=True):
            _show_knowledge(result, _)
    with st.container(border=True):
        titles: dict[figures.SizeName, str] = {"parameters": _("Parameters"), "bytes": _("Bytes"), "macs": _("MACs")}
        size = st.segmented_control(
            _("What it costs"),
            list(figures.SIZES),
            default="bytes",
            required=True,
            format_func=lambda name: titles[name],
            # The browser keeps the words of a choice; another language is another choice.
            key=f"cost_by_{_.language}",
        )
        chart(
            "cost",
            figures.cost_takeaway(result, size, _),
            kept_figure(("cost", size, result.run_id, _.language), lambda: figures.accuracy_against(size, result, _)),
            lambda: figures.cost_table(result, _),
            _,
        )
        st.caption(
            _("The three students cost the same; they are set a little apart so that no interval hides another.")
        )
    with st.expander(_("All measures")):
        show_measures(result, _)


def _show_knowledge(result: RunResult, _: Translator) -> None:
    of_images = result.experiment.data.is_image
    card_title(
        _("What the students know of single images") if of_images else _("What the students know of single points")
    )
    picked = read_picked()
    knowledge(result, picked, _)

    def table() -> pd.DataFrame:
        kept = run_arrays(result.run_id, "course")
        place = picked_place(kept, picked)
        text = _("Label {label}, image {number}, at the temperature of the training (T = {t}), students as they ended")
        blanks = {"label": int(kept["labels"][place]), "number": int(kept["ids"][place])}
        st.caption(text.format(**blanks, t=f"{result.experiment.temperature:g}"))
        logits = {"teacher": kept["teacher"][None, place]}
        logits |= {arm: kept["students"][-1][:, row, place] for row, arm in enumerate(("hard", "distilled"))}
        return figures.softened_table(logits, result.experiment.temperature, _)

    table_button("knowledge", table, _)
    st.caption(
        _("From the validation part. Bars are means over the seeds; whiskers reach from the lowest to the highest.")
    )


def picked_place(kept: Arrays, picked: Picked) -> int:
    """Return the place of the picked image among those kept, as the browser finds it: else the first of its order."""
    ids = kept["ids"].tolist()
    if picked["id"] in ids:
        return int(ids.index(picked["id"]))
    sort = picked["sort"] if picked["sort"] in SCORES and kept[picked["sort"]].max() > 0 else "ambiguity"
    return int(kept[sort].argmax())
