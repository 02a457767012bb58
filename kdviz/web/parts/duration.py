"""The expected duration of a run, a race or a map, before it begins."""

import math
from collections.abc import Sequence

import streamlit as st

from kdviz.catalog.device import Device
from kdviz.engine import shared_engine
from kdviz.experiment import TEACHER_KNOBS, Experiment, Sweep, work
from kdviz.experiment.arms import is_stacked, members
from kdviz.experiment.packing import chunks, populations
from kdviz.experiment.work import START, STEP, TRAINING_RATE, students_seconds, teacher_seconds
from kdviz.i18n import Translator
from kdviz.store import teachers
from kdviz.store.device import last_device

KEY = "expected"
# A smaller share is not worth a word.
NOTABLE = 0.1
# Seconds in which a student of a map is measured on test and training images (4 to 7 ms on the core of `work`).
MEASURED = 5e-3


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


def map_duration_text(sweep: Sweep, _: Translator) -> str:
    """Say how long a map takes here: its chunks side by side, on the workers that are there now."""
    seconds = _pace() * map_seconds(sweep.digest(), sweep, shared_engine().slots)
    text = _("Takes about {seconds} s here.")
    return f"{text.format(seconds=_rounded(seconds))} {_starting(_)}".rstrip()


@st.cache_data(max_entries=64, show_spinner=False)
def map_seconds(digest: str, _sweep: Sweep, workers: int) -> float:
    """Return how long `workers` take for a sweep of this `digest`, on a core like the one of `work`."""
    cells = _sweep.cells
    experiments = [[cells[place].experiment for place in chunk.places] for chunk in chunks(cells, _device())]
    each = [_chunk_seconds([each for each in some if each is not None]) for some in experiments]
    taught = {
        one.digest(only=TEACHER_KNOBS): teacher_seconds(one)
        for some in experiments
        for one in some
        if one is not None and not is_taught(one)
    }
    total = sum(each) + sum(taught.values())
    return max(total / max(1, workers), max(each, default=0.0))


def _chunk_seconds(experiments: Sequence[Experiment]) -> float:
    first = experiments[0]
    if not is_stacked(first):
        return sum(students_seconds(each) for each in experiments)
    student = 3 * first.student_cost.effort * first.images_a_step / TRAINING_RATE
    sizes = [len(needed) * len(groups) for needed, groups in populations(experiments, _device())]
    steps = first.steps * sum(STEP + size * student for size in sizes)
    return START + steps + MEASURED * sum(len(needed) for needed in members(experiments).values())


def _device() -> Device:
    return last_device(shared_engine().history.folder) or "cpu"


def _starting(_: Translator) -> str:
    """Say what the first run waits for beside that, while the training processes start."""
    left = shared_engine().starts_in
    return "" if left is None else _("Training processes start: about {left} s.").format(left=math.ceil(left))


def _expected(experiment: Experiment) -> tuple[float, bool]:
    """Return how many seconds a run takes, and whether its teacher need not be trained first."""
    known = is_taught(experiment)
    return _pace() * (students_seconds(experiment) + (0 if known else teacher_seconds(experiment))), known


def is_taught(experiment: Experiment) -> bool:
    """Return whether the experiment's teacher need not be trained first."""
    return teachers.known(shared_engine().history.folder, experiment)


def speed() -> float:
    """Return how many times as fast as one core like that of `work` the workers here train all together."""
    return work.speed(shared_engine().most, _pace())


def _rounded(seconds: float) -> str:
    return f"{seconds:.1f}" if seconds < 10 else f"{seconds:.0f}"


@st.cache_data(ttl=60, show_spinner=False)
def _pace() -> float:
    return shared_engine().history.pace()
