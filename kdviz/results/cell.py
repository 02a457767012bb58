"""What the cells of a sweep come to: plain typed values that know nothing of torch."""

from dataclasses import dataclass
from typing import Any, Literal

from kdviz.experiment import Problem
from kdviz.results.failure import Failure
from kdviz.results.snapshot import Divergence, Estimate, Value

# What a cell's students are compared in, beside accuracy and gain.
MEASURES = ("nll", "brier", "ece", "agreement", "agreement_train", "agreement_on_errors", "kl")


class Reliability(Value):
    """How often answers are right by how sure they are, all seeds together.

    Attributes
    ----------
    count : list of int
        Answers whose confidence, the highest probability, falls into each of the equal bins from 0 to 1.
    confidence, accuracy : list of float
        Their means; zero in an empty bin.
    """

    count: list[int]
    confidence: list[float]
    accuracy: list[float]


class StudentMeasures(Value):
    """One arm of a cell; intervals are 95 % t-intervals over seeds. Test images unless said otherwise.

    Attributes
    ----------
    accuracies : list of float
        One a seed.
    accuracy : Estimate
        Of those.
    nll : Estimate
        Mean negative log-likelihood of the labels, in nats.
    brier : Estimate
        Mean squared distance of the probabilities from the labels, summed over classes.
    ece : Estimate
        Expected calibration error of each seed's answers.
    agreement, agreement_train : Estimate
        Share of test and training images on which student and teacher answer alike.
    agreement_on_errors : Estimate or None
        The same, of the test images on which the teacher errs; None where it errs on none.
    kl : Estimate
        Mean KL(teacher ‖ student) at T = 1, in nats.
    reliability : Reliability
    """

    accuracies: list[float]
    accuracy: Estimate
    nll: Estimate
    brier: Estimate
    ece: Estimate
    agreement: Estimate
    agreement_train: Estimate
    agreement_on_errors: Estimate | None
    kl: Estimate
    reliability: Reliability


class Untaught(Value):
    """How well an untaught student, a seed's hard-label twin, stands for one of the next seed: fidelity's baseline.

    Each seed is in two pairs, so that there is no interval.

    Attributes
    ----------
    agreement, agreement_train : float
        On test and on training images; the latter is None in sweeps from before it was measured.
    agreement_on_errors : float or None
        Of the test images on which the next seed's errs; None where none errs, too.
    kl : float
        KL at T = 1, in nats.
    """

    agreement: float
    agreement_train: float | None = None
    agreement_on_errors: float | None = None
    kl: float


class CellCurves(Value):
    """How a cell's students learned.

    Attributes
    ----------
    steps : list of int
    hard, distilled : list of list of float
        Accuracy on validation images at those steps: one number a seed.
    teacher : float
        Of the teacher, on the same images.
    """

    steps: list[int]
    hard: list[list[float]]
    distilled: list[list[float]]
    teacher: float

    def last(self, arm: Literal["hard", "distilled"]) -> float:
        """Return the mean over seeds after the last step: what to choose by, since test images must have no say."""
        curves: list[list[float]] = getattr(self, arm)
        return sum(curve[-1] for curve in curves) / len(curves)


class CellResult(Value):
    """A trained cell.

    Attributes
    ----------
    hard, smoothed, distilled : StudentMeasures
    gain : Estimate
        Distilled less hard, paired within each seed; exactly zero where α is.
    teacher_accuracy : float
    teacher_reliability : Reliability
    untaught : Untaught or None
        None for one seed.
    curves : CellCurves
    """

    hard: StudentMeasures
    smoothed: StudentMeasures
    distilled: StudentMeasures
    gain: Estimate
    teacher_accuracy: float
    teacher_reliability: Reliability
    untaught: Untaught | None
    curves: CellCurves


class CellOutcome(Value):
    """What training a cell came to: a result, or where it stopped being numbers, or why there were no students."""

    result: CellResult | None = None
    diverged: Divergence | None = None
    failure: Failure | None = None


@dataclass(frozen=True)
class CellRecord:
    """A cell as it stands.

    Attributes
    ----------
    place : int
    values : dict
        The axes' names to this cell's values.
    problem : Problem or None
        Why it cannot be trained.
    outcome : CellOutcome or None
        None as long as it has not been.
    """

    place: int
    values: dict[str, Any]
    problem: Problem | None
    outcome: CellOutcome | None

    @property
    def result(self) -> CellResult | None:
        """The trained cell's numbers."""
        return self.outcome.result if self.outcome else None
