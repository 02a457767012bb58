"""The results of a sweep's cells."""

from dataclasses import dataclass
from typing import Any, Literal

from kdviz.catalog.device import Device
from kdviz.experiment import Experiment, Problem
from kdviz.experiment.arms import ARMS, Arm
from kdviz.results.failure import Failure
from kdviz.results.measures import Measures, Reliability, Untaught
from kdviz.results.run import RunResult, Size, TeacherResult
from kdviz.results.snapshot import Divergence, Estimate, Value


class CellCurves(Value):
    """How a cell's students learned: each seed's accuracy on validation images at each step, and the teacher's."""

    steps: list[int]
    hard: list[list[float]]
    distilled: list[list[float]]
    teacher: float

    def last(self, arm: Literal["hard", "distilled"]) -> float:
        """Return the mean over seeds after the last step: choose by it, since test images must not decide."""
        curves: list[list[float]] = getattr(self, arm)
        return sum(curve[-1] for curve in curves) / len(curves)


class CellResult(Value):
    """A trained cell.

    Attributes
    ----------
    gain : Estimate
        Distilled less hard, paired within each seed; exactly zero where α is.
    untaught : Untaught or None
        None for one seed.
    """

    hard: Measures
    smoothed: Measures
    distilled: Measures
    gain: Estimate
    teacher_accuracy: float
    teacher_reliability: Reliability
    untaught: Untaught | None
    curves: CellCurves

    @property
    def arms(self) -> dict[Arm, Measures]:
        """The three of them."""
        return {arm: getattr(self, arm) for arm in ARMS}

    def as_run(self, experiment: Experiment, name: str, device: Device | None = None) -> RunResult:
        """Return the cell as the result of a run of `experiment` on `device` with the id `name`, without curves."""
        teacher = Size.of(experiment.teacher_cost)
        return RunResult(
            run_id=name,
            experiment=experiment,
            seconds=0.0,
            teacher=TeacherResult(
                **dict(teacher), accuracy=self.teacher_accuracy, reliability=self.teacher_reliability
            ),
            student=Size.of(experiment.student_cost),
            arms=self.arms,
            gain=self.gain,
            curves=[],
            untaught=self.untaught,
            device=device,
        )


class CellOutcome(Value):
    """The end of a cell's training: a result, or where it diverged, or why there are no students.

    Attributes
    ----------
    device : Device or None
        As of `kdviz.results.run.RunResult`; None too where there are no students.
    """

    result: CellResult | None = None
    diverged: Divergence | None = None
    failure: Failure | None = None
    device: Device | None = None


@dataclass(frozen=True)
class CellRecord:
    """A cell as it stands.

    Attributes
    ----------
    values : dict
        The axes' names to this cell's values.
    problem : Problem or None
        Why it cannot be trained.
    outcome : CellOutcome or None
        None until it has been trained.
    """

    place: int
    values: dict[str, Any]
    problem: Problem | None
    outcome: CellOutcome | None

    @property
    def result(self) -> CellResult | None:
        """The trained cell's numbers."""
        return self.outcome.result if self.outcome else None
