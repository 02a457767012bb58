"""What the cells of a sweep come to: plain typed values that know nothing of torch."""

from dataclasses import dataclass
from typing import Any, Literal

from kdviz.experiment import Problem, Sweep
from kdviz.i18n import ENGLISH, Translator
from kdviz.results import Divergence, Estimate, Failure, Status, Value
from kdviz.verdicts.run import divergence

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


def untaught_report(untaught: Untaught | None) -> dict[str, float | None]:
    """Return the untaught pairs' numbers by their names in tables, all of them also where there are none."""
    return {f"untaught_{name}": getattr(untaught, name, None) for name in Untaught.model_fields}


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

    def reason(self, _: Translator = ENGLISH) -> str:
        """Say why there are no numbers; nothing where there are, or may still be."""
        if self.problem is not None:
            return self.problem.sentence(_)
        if self.outcome is None or self.outcome.result is not None:
            return ""
        if self.outcome.failure is not None:
            return _(self.outcome.failure.template).format(**self.outcome.failure.blanks)
        return divergence(self.outcome.diverged, _) if self.outcome.diverged else ""

    def report(self) -> dict[str, Any]:
        """Return what the command line prints of it, ready for JSON."""
        if self.result is None:
            return {**self.values, **({"problem": self.reason()} if self.reason() else {})}
        taught, errors = self.result.distilled, self.result.distilled.agreement_on_errors
        return {
            **self.values,
            "accuracy": taught.accuracy.model_dump(mode="json"),
            "hard": self.result.hard.accuracy.model_dump(mode="json"),
            "smoothed": self.result.smoothed.accuracy.model_dump(mode="json"),
            "gain": self.result.gain.model_dump(mode="json"),
            **{name: getattr(taught, name).mean for name in MEASURES if name != "agreement_on_errors"},
            "agreement_on_errors": errors.mean if errors else None,
            **untaught_report(self.result.untaught),
        }


@dataclass(frozen=True)
class SweepRecord:
    """A sweep as it stands.

    Attributes
    ----------
    sweep_id : str
    sweep : Sweep
    status : Status
    title : str
    created_at : float
        Seconds since 1970.
    ended_at : float or None
    seconds : float
        Trained so far, from the first task sent to the last finished, waiting and breaks not counted.
    failure : Failure or None
    cells : tuple of CellRecord
        In order; empty in a list of many sweeps.
    done : int
        How many cells have been trained or cannot be.
    """

    sweep_id: str
    sweep: Sweep
    status: Status
    title: str
    created_at: float
    ended_at: float | None
    seconds: float
    failure: Failure | None
    cells: tuple[CellRecord, ...]
    done: int

    def report(self) -> dict[str, Any]:
        """Return what the command line prints, ready for JSON."""
        return {
            "sweep_id": self.sweep_id,
            "axes": [axis.name for axis in self.sweep.axes],
            "seconds": round(self.seconds, 3),
            "status": self.status.value,
            "experiment": self.sweep.base.model_dump(mode="json"),
            "rows": [cell.report() for cell in self.cells],
        }
