"""When a training run reports, and how long it has been at it."""

from time import perf_counter

from kdviz.experiment import Experiment
from kdviz.experiment.work import FEWEST_LOOKS, measurement_seconds, step_seconds

# Measuring the validation images may take this share of the training itself.
SHARE = 0.05
# Points of a curve: enough to draw ten a second where the usual run takes 1.5 s, three times as long as here. Of many
# seeds there are fewer, for a browser to draw them all in a frame.
MOST, MOST_OF_ALL_SEEDS = 400, 4000
TEACHER_POINTS = 20
STAGE_POINTS = 20


class Clock:
    """Counts the seconds since it was made; that of a run is made when the run begins."""

    def __init__(self) -> None:
        self._start = perf_counter()

    def seconds(self) -> float:
        """Return the seconds passed."""
        return perf_counter() - self._start


def report_steps(steps: int, count: int) -> frozenset[int]:
    """Return the steps to report after: at most `count`, closer together at first, when most is learned.

    They follow from the experiment alone and not from the clock, so that a run that begins again after its worker was
    lost reports the same ones.
    """
    return frozenset(max(1, round(steps * (place / count) ** 1.25)) for place in range(1, count + 1))


def student_reports(experiment: Experiment) -> frozenset[int]:
    """Return the steps after which the students are measured.

    As many as `SHARE` of the training pays for; but not fewer than a curve needs, nor more than can be drawn.
    """
    affordable = int(SHARE * experiment.steps * step_seconds(experiment) / measurement_seconds(experiment))
    most = min(MOST, max(MOST_OF_ALL_SEEDS // experiment.seeds, FEWEST_LOOKS))
    return report_steps(experiment.steps, min(max(affordable, FEWEST_LOOKS), most))


def stage_reports(experiment: Experiment, steps: int) -> frozenset[int]:
    """Return the steps after which those are measured who learn before the students, in a stage of `steps`.

    No more often than the students themselves.
    """
    return report_steps(steps, min(STAGE_POINTS, len(student_reports(experiment))))
