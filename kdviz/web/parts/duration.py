"""The expected duration of a run, before it begins."""

import math
from collections.abc import Sequence

import streamlit as st

from kdviz.engine import shared_engine
from kdviz.experiment import Experiment
from kdviz.experiment.work import students_seconds, teacher_seconds
from kdviz.i18n import Translator
from kdviz.store import teachers

KEY = "expected"
# A smaller share is not worth a word.
NOTABLE = 0.1


def duration_text(experiment: Experiment, _: Translator) -> str:
    """Say how long a run of `experiment` will take here, and what the last change of a knob adds or saves."""
    last, before = st.session_state.get(KEY, (experiment, experiment))
    if last != experiment:
        before = last
    st.session_state[KEY] = (experiment, before)
    seconds, known = _expected(experiment)
    text = _("Takes about {seconds} s here.").format(seconds=_rounded(seconds))
    if not known:
        text = _("Takes about {seconds} s here, with the teacher's training.").format(seconds=_rounded(seconds))
    change = seconds - _expected(before)[0]
    if abs(change) > NOTABLE * (seconds - change):
        more, less = _("The last change adds {seconds} s."), _("The last change saves {seconds} s.")
        text = f"{text} {(more if change > 0 else less).format(seconds=_rounded(abs(change)))}"
    return f"{text} {_starting(_)}".rstrip()


def race_duration_text(experiments: Sequence[Experiment], _: Translator) -> str:
    """Say how long `experiments` take one after the other; they share their teacher."""
    first, *others = experiments
    seconds = _expected(first)[0] + _pace() * sum(students_seconds(each) for each in others)
    text = _("Takes about {seconds} s here.")
    return f"{text.format(seconds=_rounded(seconds))} {_starting(_)}".rstrip()


def _starting(_: Translator) -> str:
    """Say what the first run waits for beside that, while the training processes start."""
    left = shared_engine().starts_in
    return "" if left is None else _("Training processes start: about {left} s.").format(left=math.ceil(left))


def _expected(experiment: Experiment) -> tuple[float, bool]:
    """Return how many seconds a run takes, and whether its teacher need not be trained first."""
    known = teachers.known(shared_engine().history.folder, experiment)
    return _pace() * (students_seconds(experiment) + (0 if known else teacher_seconds(experiment))), known


def _rounded(seconds: float) -> str:
    return f"{seconds:.1f}" if seconds < 10 else f"{seconds:.0f}"


@st.cache_data(ttl=60, show_spinner=False)
def _pace() -> float:
    return shared_engine().history.pace()
