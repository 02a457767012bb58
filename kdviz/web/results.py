"""What a run shows: its progress while it goes on, then the verdict and the figures behind it."""

from typing import Any

import numpy as np
import streamlit as st

from kdviz import figures
from kdviz.catalog import SCENES
from kdviz.engine import shared_engine
from kdviz.experiment import Experiment
from kdviz.figures.style import LOOKS
from kdviz.i18n import Translator
from kdviz.results import ARMS, RunRecord, RunResult, Status
from kdviz.store.recordings import RECORDED, recording
from kdviz.verdict import headline, points, verdict
from kdviz.web.components.race import race, recorded_race
from kdviz.web.live import standing
from kdviz.web.runs import Run, earlier_run, run_arrays, start_run, stop_run
from kdviz.web.text import card_title, moment_text, settings_text
from kdviz.web.url import read_guess

CHART: dict[str, Any] = {"config": {"displayModeBar": False}, "width": "stretch"}
PICTURES = 60


def show_run(run: Run, current: Experiment | None, _: Translator) -> None:
    """Show how a run goes on, and what it came to; the race stays in its place, with its zoom, from start to end."""
    record = run.record
    head, course, rest = st.container(), st.container(border=True), st.container()
    guess = read_guess()
    with course:
        if race(record, standing(shared_engine(), record.run_id), guess, _):
            st.rerun()
    with head:
        if record.status.in_flight:
            stop: dict[str, Any] = {"on_click": stop_run, "args": (record.run_id,)}
            st.button(_("Stop"), icon=":material/stop:", key="stop", shortcut="Esc", **stop)
            if (earlier := earlier_run()) is not None:
                with st.container(horizontal=True, vertical_alignment="center", border=True):
                    st.markdown(_("Your run before this one is still training."), width="content")
                    label = _("Stop that one")
                    st.button(label, icon=":material/stop:", key="stop_earlier", on_click=stop_run, args=(earlier,))
        elif record.result is None:
            show_end(record, _)
        else:
            _show_verdict(run, record.result, current, _)
            if guess is not None and record.result.curves:
                _show_guess(guess, record.result, _)
    if record.result is not None:
        with rest:
            _show_figures(record.result, _)


def show_recording(_: Translator) -> None:
    """Show the recorded run of the default scene, and ask for a guess before the reader's own."""
    result = recording(RECORDED)
    st.header(_("Does a teacher help a small network?"))
    st.markdown(
        _(
            "A large network, the *teacher*, has learned the whole data set. A small one, the *student*, gets only "
            "a few labels. Press **Run**: the student is trained three ways, from several starts each — from the "
            "labels alone, from smoothed labels, and from the teacher's softened answers — and you see what the "
            "teacher was worth, and how sure that is."
        )
    )
    with st.container(border=True):
        card_title(_("A recorded run of the scene “{scene}”").format(scene=_(SCENES[RECORDED].title)))
        recorded_race(result, read_guess(), _)
        st.caption(_("Recorded when kdviz was built: {verdict}").format(verdict=verdict(result, _)))


def _show_guess(guess: float, result: RunResult, _: Translator) -> None:
    mean = float(np.mean(result.curves[-1].accuracy["distilled"]))
    text = _(
        "You guessed {guess} %; on the validation images the distilled students ended at {ended} %, {apart} points "
        "from it. **What explains the difference?**"
    )
    numbers = {"guess": guess, "ended": mean, "apart": abs(mean - guess)}
    st.markdown(text.format(**{name: points(number, signed=False) for name, number in numbers.items()}))


def _show_verdict(run: Run, result: RunResult, current: Experiment | None, _: Translator) -> None:
    if run.repeated:
        ran = _("Recorded on {moment}: equal experiments give equal numbers, so this one was not run again.")
        _with_run_afresh(run.record, ran.format(moment=moment_text(run.record.created_at, _)), _)
    if run.record.attempt > 1:
        st.caption(_("A training process was lost on the way; this run began again by itself, with equal numbers."))
    st.header(headline(result, _))
    st.markdown(verdict(result, _))
    if current is not None and current != result.experiment:
        st.info(_("The settings have changed since this run. Press Run to see what they do."))


def _with_run_afresh(record: RunRecord, text: str, _: Translator) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(text, width="content")
        st.button(
            _("Run afresh"),
            icon=":material/replay:",
            key="afresh",
            on_click=start_run,
            args=(record.experiment,),
            kwargs={"afresh": True},
        )


def show_end(record: RunRecord, _: Translator) -> None:
    """Say why a run has no result."""
    if record.failure is not None:
        st.error(_(record.failure.template).format(**record.failure.blanks))
        _with_run_afresh(record, settings_text(record.experiment, _), _)
        return
    if record.status is Status.STOPPED:
        text = _("Stopped before it had a result; its curves end there.")
    else:
        text = _("Interrupted: the app ended while this run was going on.")
    _with_run_afresh(record, text, _)


def _show_figures(result: RunResult, _: Translator) -> None:
    with st.container(border=True):
        card_title(_("Every seed, every arm"))
        dots = figures.accuracy_dots(result, _)
        st.plotly_chart(dots, **CHART, key="dots", alt=verdict(result, _))
        st.caption(
            _(
                "Each mark is one seed; a line joins the three students of one seed. "
                "Bars are 95 % t-intervals of the mean."
            )
        )
    with st.container(border=True):
        card_title(_savings(result, _))
        cost = figures.accuracy_against_bytes(result, _)
        st.plotly_chart(cost, **CHART, key="cost", alt=_savings(result, _))
    with st.container(border=True):
        _show_softened(result, _)
    with st.expander(_("All measures")):
        show_measures(result, _)


def _savings(result: RunResult, _: Translator) -> str:
    kept = result.arms["distilled"].mean / result.teacher.accuracy if result.teacher.accuracy else 0.0
    times = result.teacher.bytes / result.student.bytes
    if times >= 1:
        text = _("{times} times smaller, keeps {share} % of the teacher's accuracy")
    else:
        text, times = _("{times} times larger than the teacher, at {share} % of its accuracy"), 1 / times
    return text.format(times=f"{times:.1f}", share=f"{100 * kept:.0f}")


def _show_softened(result: RunResult, _: Translator) -> None:
    arrays = run_arrays(result.run_id)
    labels, teacher, students = (arrays[f"test_{name}"] for name in ("labels", "teacher_logits", "student_logits"))
    temperature = result.experiment.temperature
    certainty = figures.softmax(teacher, temperature).max(axis=1)
    card_title(_("What the teacher says beyond the answer"))

    def title(place: int) -> str:
        first, second = np.argsort(-teacher[place])[:2]
        return _("label {label}; the teacher says {first}, then {second}").format(
            label=labels[place], first=first, second=second
        )

    chosen = st.selectbox(
        _("Test image, the teacher's least certain first"),
        [int(place) for place in np.argsort(certainty)[:PICTURES]],
        format_func=title,
        # The browser keeps the words of a choice; another language is another choice.
        key=f"picture_{_.language}",
    )
    picture, bars = st.columns([1, 3], vertical_alignment="center")
    with picture:
        sample = figures.sample_picture(arrays["test_inputs"], labels, chosen, _)
        st.plotly_chart(sample, **CHART, key="sample", alt=title(chosen))
    with bars:
        logits = {"teacher": teacher[None, chosen]}
        logits |= {arm: students[:, ARMS.index(arm), chosen] for arm in ("hard", "distilled")}
        softened = figures.softened_bars(logits, temperature, int(labels[chosen]), _)
        st.plotly_chart(softened, **CHART, key="softened", alt=title(chosen))
        st.caption(_("Bars are means over the seeds; whiskers reach from the lowest seed to the highest."))


def show_measures(result: RunResult, _: Translator) -> None:
    """Show every arm's measures on the test images as a table."""
    columns = {
        "arm": _("Arm"),
        "accuracy": _("Test accuracy, %"),
        "interval": _("95 % interval"),
        "nll": _("Negative log-likelihood, nats"),
        "agreement": _("Agrees with the teacher, %"),
        "kl": _("KL to the teacher at T = 1, nats"),
    }
    rows = [
        {
            columns["arm"]: _(LOOKS[arm].title),
            columns["accuracy"]: points(measured.mean, signed=False),
            columns["interval"]: "–".join(points(end, signed=False) for end in measured.ci95 or ()) or "—",
            columns["nll"]: f"{measured.nll:.3f}",
            columns["agreement"]: points(measured.agreement, signed=False),
            columns["kl"]: f"{measured.kl:.3f}",
        }
        for arm, measured in result.arms.items()
    ]
    st.dataframe(rows, hide_index=True, alt=_("All measures"))
