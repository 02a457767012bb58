"""The work of an experiment, and how long it takes.

Work is counted in effective multiply-accumulates; a backward pass counts as two forward ones. Durations are arithmetic
fitted to measured runs, on a core like the one it was fitted on; what they are off by on another computer, a page
learns from the runs that were made there (see `History.pace`).
"""

from math import prod

from kdviz.catalog.limits import SURFACE_SIDE
from kdviz.experiment.settings import Settings

# Students of a seed that every kind trains.
ARMS = 3
# Seconds that a run takes beside its steps: data, the teacher's answers, tracing the first step, the last measures.
START = 0.3
# Seconds that one step, or one measurement, takes beside its arithmetic.
STEP, MEASUREMENT = 0.75e-3, 0.5e-3
# What another worker adds: two on two cores slow each other, and what one would train in a second takes 1.18 s.
ANOTHER = 0.7
# Effective multiply-accumulates a second, of a step and of a forward pass alone.
TRAINING_RATE, FORWARD_RATE = 13e9, 20e9
# Numbers a second of a data set that are read, told apart by their fingerprint and given to networks.
READING_RATE = 1e8
# Looks at students that even the shortest run takes, and training images at most that they are measured on at its end.
FEWEST_LOOKS, MEASURED_IMAGES = 15, 10_000


def speed(workers: int, pace: float) -> float:
    """Return how many times as fast as one core like ours so many `workers` of this computer train all together.

    Parameters
    ----------
    pace : float
        How many times as long as estimated a run takes on one of them.
    """
    return (1 + ANOTHER * (workers - 1)) / pace


def step_work(settings: Settings) -> float:
    """Return what one step of all students and seeds takes, and the teacher's answers to images that it brings."""
    card = settings.kind_card
    networks = [text for stage in card.stages for text in stage.networks(settings)]
    students = _students_a_seed(settings) * settings.student_cost.effort + sum(
        settings.cost(n).effort for n in networks
    )
    asked = card.brings(settings) * settings.teacher_cost.effort
    return settings.seeds * (3 * students * settings.images_a_step + asked)


def stages_work(settings: Settings) -> float:
    """Return what comes before the students' steps, other than networks that take as many steps."""
    return sum(stage.work(settings) for stage in settings.kind_card.stages)


def students_work(settings: Settings) -> float:
    """Return what all students take, their steps and what comes before them."""
    return settings.steps * step_work(settings) + stages_work(settings)


def activations(settings: Settings) -> int:
    """Return how many numbers a step of all students holds at once."""
    each = settings.student_cost.activations + settings.kind_card.numbers_an_image(settings)
    return _students_a_seed(settings) * settings.seeds * settings.images_a_step * each


def _students_a_seed(settings: Settings) -> int:
    return ARMS + settings.kind_card.further_students(settings)


def step_seconds(settings: Settings) -> float:
    """Return how long one step of all arms and seeds takes."""
    return STEP + step_work(settings) / TRAINING_RATE


def measurement_seconds(settings: Settings) -> float:
    """Return how long it takes to measure all arms and seeds once."""
    inputs = settings.seeds * settings.data.validation + (SURFACE_SIDE**2 if settings.data.has_surfaces else 0)
    shows = settings.kind_card.shows
    inputs += settings.seeds * sum(each.images for each in shows)
    return (1 + len(shows)) * MEASUREMENT + ARMS * settings.student_cost.effort * inputs / FORWARD_RATE


def students_seconds(settings: Settings) -> float:
    """Return how long a run takes whose teacher, the first of them, is trained already."""
    steps = sum(stage.steps(settings) for stage in settings.kind_card.stages)
    before = steps * STEP + stages_work(settings) / TRAINING_RATE
    return START + before + settings.steps * step_seconds(settings) + _looking_seconds(settings)


def _looking_seconds(settings: Settings) -> float:
    """Return how long reading the data, the teacher's answers and the measures take; with small data nearly nothing."""
    data = settings.data
    train = sum(data.train_per_class)
    images = train + data.validation + data.test
    measured = min(train, MEASURED_IMAGES) + data.validation + data.test
    answers = settings.teacher_cost.effort * images
    answers += _students_a_seed(settings) * settings.seeds * settings.student_cost.effort * measured
    looks = FEWEST_LOOKS * measurement_seconds(settings)
    return looks + answers / FORWARD_RATE + images * prod(data.shape) / READING_RATE


def together_seconds(settings: Settings, students: int) -> float:
    """Return how long it takes to train so many students of one arm as one population."""
    a_step = STEP + 3 * students * settings.student_cost.effort * settings.images_a_step / TRAINING_RATE
    return START + settings.steps * a_step


def teacher_seconds(settings: Settings) -> float:
    """Return how long one teacher's training takes."""
    return settings.teacher_steps * STEP + settings.teacher_work / TRAINING_RATE
