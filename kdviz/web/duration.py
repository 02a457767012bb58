"""How long a run will take, said before it begins and again whenever a control has been moved."""

from dataclasses import dataclass

import streamlit as st

from kdviz.engine import shared_engine
from kdviz.experiment import Experiment
from kdviz.experiment.duration import students_seconds, teacher_seconds
from kdviz.i18n import Translator
from kdviz.store import teachers

KEY = "expected"
# Changes by less than this share are not worth a word.
NOTABLE = 0.1


@dataclass(frozen=True)
class Expected:
    """How long an experiment will take, and the one before it would have."""

    experiment: Experiment
    seconds: float
    before: float


def duration_text(experiment: Experiment, _: Translator) -> str:
    """Say how long a run of `experiment` will take here, and what the last change of a control adds or saves."""
    known = teachers.known(shared_engine().history.folder, experiment)
    seconds = _pace() * (students_seconds(experiment) + (0 if known else teacher_seconds(experiment)))
    last: Expected = st.session_state.get(KEY) or Expected(experiment, seconds, seconds)
    if last.experiment != experiment:
        last = Expected(experiment, seconds, last.seconds)
    st.session_state[KEY] = last
    text = _("Takes about {seconds} s here.").format(seconds=_rounded(seconds))
    if not known:
        text = _("Takes about {seconds} s here, the teacher's training with it.").format(seconds=_rounded(seconds))
    change = seconds - last.before
    if abs(change) > NOTABLE * last.before:
        more, less = _("The last change adds {seconds} s."), _("The last change saves {seconds} s.")
        text = f"{text} {(more if change > 0 else less).format(seconds=_rounded(abs(change)))}"
    return text


def _rounded(seconds: float) -> str:
    return f"{seconds:.1f}" if seconds < 10 else f"{seconds:.0f}"


@st.cache_data(ttl=60, show_spinner=False)
def _pace() -> float:
    return shared_engine().history.pace()
