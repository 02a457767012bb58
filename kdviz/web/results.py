"""What a run shows: its progress while it goes on, then the verdict and the figures behind it."""

from typing import Any

import numpy as np
import streamlit as st

from kdviz import figures
from kdviz.experiment import Experiment
from kdviz.figures.style import LOOKS
from kdviz.i18n import Translator
from kdviz.results import ARMS, RunFailedError, RunResult
from kdviz.verdict import divergence, points, verdict
from kdviz.web.language import session_translator
from kdviz.web.runs import Run, latest_run, run_arrays

CHART: dict[str, Any] = {"config": {"displayModeBar": False}, "width": "stretch"}
PICTURES = 60


def show_progress(run: Run, _: Translator) -> None:
    """Show how far the run is, or why it ended without a result."""
    if isinstance(run.error, RunFailedError):
        st.error(divergence(run.error.where, _))
    elif run.error is not None:
        st.error(_(str(run.error)))
    else:
        _follow()


@st.fragment(run_every=0.3)
def _follow() -> None:
    _ = session_translator()
    run = latest_run()
    if run is None or run.result is not None or run.error is not None:
        st.rerun()
    snapshot = run.snapshot
    if snapshot is None:
        st.progress(0.0, text=_("Waiting for a worker …"))
        return
    if snapshot.stage == "teacher":
        text = _("The teacher learns: step {step} of {steps}")
    else:
        text = _("The students learn: step {step} of {steps}")
    st.progress(snapshot.step / snapshot.steps, text=text.format(step=snapshot.step, steps=snapshot.steps))
    for arm, values in snapshot.accuracy.items():
        st.caption(
            _("{arm}: {accuracy} % of the validation images right").format(
                arm=_(LOOKS[arm].title), accuracy=points(float(np.mean(values)), signed=False)
            )
        )


def show_result(result: RunResult, current: Experiment | None, _: Translator) -> None:
    """Show the verdict, then the figures that it rests on."""
    st.header(_headline(result, _))
    st.markdown(verdict(result, _))
    if current is not None and current != result.experiment:
        st.info(_("The settings have changed since this run. Press Run to see what they do."))
    with st.container(border=True):
        _title(_("Every seed, every arm"))
        dots = figures.accuracy_dots(result, _)
        st.plotly_chart(dots, **CHART, key="dots", alt=verdict(result, _))
        st.caption(
            _(
                "Each mark is one seed; a line joins the three students of one seed. "
                "Bars are 95 % t-intervals of the mean."
            )
        )
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        _title(_("How they learned"))
        st.plotly_chart(
            figures.learning_curves(result, _), **CHART, key="curves", alt=_("Validation accuracy over steps")
        )
    with right.container(border=True, height="stretch"):
        _title(_savings(result, _))
        cost = figures.accuracy_against_bytes(result, _)
        st.plotly_chart(cost, **CHART, key="cost", alt=_savings(result, _))
    with st.container(border=True):
        _show_softened(result, _)
    with st.expander(_("All measures")):
        _show_measures(result, _)


def _title(text: str) -> None:
    st.markdown(f"**{text}**")


def _headline(result: RunResult, _: Translator) -> str:
    return _("{gain} points").format(gain=points(result.gain.mean))


def _savings(result: RunResult, _: Translator) -> str:
    kept = result.arms["distilled"].mean / result.teacher.accuracy if result.teacher.accuracy else 0.0
    return _("{times} times smaller, keeps {share} % of the teacher's accuracy").format(
        times=f"{result.teacher.bytes / result.student.bytes:.1f}", share=f"{100 * kept:.0f}"
    )


def _show_softened(result: RunResult, _: Translator) -> None:
    arrays = run_arrays(result.run_id)
    labels, teacher, students = (arrays[f"test_{name}"] for name in ("labels", "teacher_logits", "student_logits"))
    temperature = result.experiment.temperature
    certainty = figures.softmax(teacher, temperature).max(axis=1)
    _title(_("What the teacher says beyond the answer"))

    def title(place: int) -> str:
        first, second = np.argsort(-teacher[place])[:2]
        return _("label {label}; the teacher says {first}, then {second}").format(
            label=labels[place], first=first, second=second
        )

    chosen = st.selectbox(
        _("Test image, the teacher's least certain first"),
        [int(place) for place in np.argsort(certainty)[:PICTURES]],
        format_func=title,
        key="picture",
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


def _show_measures(result: RunResult, _: Translator) -> None:
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
