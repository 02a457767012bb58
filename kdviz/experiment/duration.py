"""How long an experiment will take: arithmetic fitted to measured runs, on a core like the one it was fitted on.

What it is off by on another computer, a page learns from the runs that were made there; see `History.pace`.
"""

from kdviz.catalog.limits import SIMILAR_IMAGES, SURFACE_SIDE, TEACHER_BATCH
from kdviz.experiment.experiment import Experiment
from kdviz.experiment.work import stage_work, step_work

# Seconds that a run takes beside its steps: data, the teacher's answers, tracing the first step, the last measures.
START = 0.3
# Seconds that one step, or one measurement, takes beside its arithmetic.
STEP, MEASUREMENT = 0.75e-3, 0.9e-3
# Effective multiply-accumulates a second, of a step and of a forward pass alone.
TRAINING_RATE, FORWARD_RATE = 13e9, 20e9


def step_seconds(experiment: Experiment) -> float:
    """Return how long one step of all arms and seeds takes."""
    return STEP + step_work(experiment) / TRAINING_RATE


def measurement_seconds(experiment: Experiment) -> float:
    """Return how long it takes to measure all arms and seeds once."""
    inputs = experiment.seeds * experiment.data.validation + (SURFACE_SIDE**2 if experiment.data.is_plane else 0)
    passes = 1
    if "similarities" in experiment.kind_card.shows:
        inputs, passes = inputs + experiment.seeds * SIMILAR_IMAGES, 2
    return passes * MEASUREMENT + 3 * experiment.student_cost.effort * inputs / FORWARD_RATE


def students_seconds(experiment: Experiment) -> float:
    """Return how long a run takes whose teacher, the first of them, is trained already."""
    further = experiment.further_teachers * teacher_seconds(experiment)
    before = experiment.hinted_steps * STEP + stage_work(experiment) / TRAINING_RATE
    return START + before + experiment.steps * step_seconds(experiment) + further


def teacher_seconds(experiment: Experiment) -> float:
    """Return how long one teacher's training takes."""
    work = 3 * experiment.teacher_cost.effort * TEACHER_BATCH
    return experiment.teacher_steps * (STEP + work / TRAINING_RATE)
