"""The card on optimizers: equal students with each factor before the teacher's term, by SGD and by Adam."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from kdviz import figures
from kdviz.engine import Progress, shared_engine
from kdviz.experiment import TEACHER_KNOBS, Experiment, Sweep
from kdviz.i18n import Translator
from kdviz.results import Status
from kdviz.verdicts.tables import sweep_as_table
from kdviz.web.components.progress.progress import job_progress
from kdviz.web.parts.cards import chart
from kdviz.web.parts.news import show_news
from kdviz.web.session.jobs import submit, viewer
from kdviz.web.session.trouble import spoken

KEY = "optimizer_sweeps"
OPTIMIZERS = ("sgd", "adam")
AXES: dict[str, list[Any]] = {"t_squared": [True, False], "reduction": ["batchmean", "mean"]}
# Only the teacher's term, so that a factor before it scales the whole loss; and few labels.
SOFT_ONLY = {"labels": 30, "alpha": 1.0, "temperature": 10.0}


def optimizer_sweeps(taught: Experiment) -> dict[str, Sweep]:
    """Return the sweep of each optimizer, for the data and the teacher of `taught`."""
    base = Experiment(**{name: getattr(taught, name) for name in (*TEACHER_KNOBS, "student")}, **SOFT_ONLY)
    return {name: Sweep.over(base.model_copy(update={"optimizer": name}), AXES) for name in OPTIMIZERS}


def show_optimizers(taught: Experiment) -> None:
    """Draw the card, and again whenever the logs of its students tell of more."""
    show_news(partial(_card, taught), lambda: any(each.status.in_flight for each in _progress(taught)))


def _card(taught: Experiment, _: Translator) -> None:
    engine, ids, progress = shared_engine(), _ids(taught), _progress(taught)
    st.markdown(
        _(
            "T² and the reduction only multiply the teacher's term. Adam divides each step by the size of the "
            "gradient, so a common factor vanishes. To SGD the factor is another learning rate. These are real runs: "
            "T = 10, α = 1, 30 labels, 8 seeds, 250 steps."
        )
    )
    if not ids:
        label = _("Train all eight")
        st.button(label, icon=":material/play_arrow:", key="train_optimizers", on_click=_start, args=(taught,))
        return
    if any(each.status.in_flight for each in progress):
        for name, sweep_id in ids.items():
            engine.watch(sweep_id, viewer(_part(name)))
        job_progress(progress, _("The students learn"), _)
        return
    if not all(each.status is Status.FINISHED for each in progress):
        st.error(_("The training ended early. Press again to go on."))
        st.button(_("Train all eight"), key="train_optimizers", on_click=_start, args=(taught,))
        return
    records = {optimizer: engine.record(sweep_id) for optimizer, sweep_id in ids.items()}
    chart(
        "optimizers",
        figures.optimizer_takeaway(records, _),
        figures.optimizer_dots(records, _),
        lambda: pd.concat([sweep_as_table(record, _).assign(optimizer=name) for name, record in records.items()]),
        _,
    )
    st.caption(_("Means over seeds with 95 % t-intervals."))


def _progress(taught: Experiment) -> list[Progress]:
    return [shared_engine().progress(sweep_id) for sweep_id in _ids(taught).values()]


def _ids(taught: Experiment) -> dict[str, str]:
    """Return the session's sweeps for `taught`, by optimizer."""
    kept: tuple[Experiment, dict[str, str]] | None = st.session_state.get(KEY)
    return kept[1] if kept is not None and kept[0] == taught else {}


@spoken
def _start(taught: Experiment) -> None:
    submitted = {name: submit(sweep, _part(name)).job_id for name, sweep in optimizer_sweeps(taught).items()}
    st.session_state[KEY] = (taught, submitted)


def _part(optimizer: str) -> str:
    # One place for all would have the next sweep replace the one that waits.
    return f"lab-{optimizer}"
