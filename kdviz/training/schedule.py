"""When a training run reports, and how long it has been at it."""

from time import perf_counter

from kdviz.experiment import Experiment

# Measuring the validation images may take this share of the training itself.
SHARE = 0.05
FEWEST, MOST = 10, 80
# What a step or a measurement costs beside its arithmetic, in multiply-accumulates of one student.
OVERHEAD = 60_000


class Clock:
    """Counts the seconds since it was made."""

    def __init__(self) -> None:
        self._start = perf_counter()

    def seconds(self) -> float:
        """Return the seconds passed."""
        return perf_counter() - self._start


def report_steps(steps: int, count: int) -> frozenset[int]:
    """Return the steps to report after: at most `count`, close together at first, then ever further apart.

    They follow from the experiment alone and not from the clock, so that a run that begins again after its worker was
    lost reports the same ones.
    """
    return frozenset(max(1, round(steps * (place / count) ** 1.5)) for place in range(1, count + 1))


def student_reports(experiment: Experiment) -> frozenset[int]:
    """Return the steps after which the students are measured.

    As many as `SHARE` of the training pays for; but not fewer than a curve needs, nor more than an eye tells apart.
    """
    macs = experiment.student_cost.macs
    step, measurement = 3 * experiment.images_a_step * macs + OVERHEAD, experiment.data.validation * macs + OVERHEAD
    affordable = int(SHARE * experiment.steps * step / measurement)
    return report_steps(experiment.steps, min(max(affordable, FEWEST), MOST))


def teacher_reports(experiment: Experiment) -> frozenset[int]:
    """Return the steps after which the teacher is measured."""
    return report_steps(experiment.teacher_steps, MOST // 4)
