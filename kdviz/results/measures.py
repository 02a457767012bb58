"""The measures of students, the same for runs and for cells."""

from typing import Any

from pydantic import Field, model_validator

from kdviz.results.snapshot import Estimate, Interval, Value

# The measures besides accuracy and gain.
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


class Measures(Value):
    """One arm's students on the test images, unless said otherwise; means over seeds.

    Runs of earlier versions have accuracy, NLL, agreement and KL alone, and an interval of the accuracy alone; what was
    not measured is None.

    Attributes
    ----------
    accuracy : list of float
        One fraction a seed.
    mean, ci95
        Of those; all intervals are 95 % t-intervals over seeds.
    nll : float
        Negative log-likelihood of the labels, in nats.
    brier : float or None
        Squared distance of the probabilities from the labels, summed over classes.
    ece : float or None
        Expected calibration error of each seed's answers.
    agreement : float
        Share of images on which student and teacher answer alike.
    agreement_train : float or None
        The same of the training images.
    agreement_on_errors : float or None
        The same, of the test images on which the teacher errs; None where it errs on none, too.
    kl : float
        KL(teacher ‖ student) at T = 1, in nats.
    intervals : dict
        Of each measure from `nll` on; None for one seed.
    balanced : Estimate or None
        The mean recall over classes; None where all classes are about as frequent, since it is the accuracy then.
    recall : list of Estimate or None
        The share of each class that is recognized; likewise, and None for a class that has no test image.
    """

    accuracy: list[float]
    mean: float
    ci95: Interval | None
    nll: float
    brier: float | None = None
    ece: float | None = None
    agreement: float
    agreement_train: float | None = None
    agreement_on_errors: float | None = None
    kl: float
    intervals: dict[str, Interval | None] = Field(default_factory=dict)
    reliability: Reliability | None = None
    balanced: Estimate | None = None
    recall: list[Estimate | None] | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_earlier_cells(cls, data: Any) -> Any:
        """Read what sweeps of earlier versions kept: an estimate a measure, and the seeds' accuracies beside them."""
        if not isinstance(data, dict) or "accuracies" not in data:
            return data
        known = {name: data[name] for name in MEASURES if data.get(name)}
        return {
            **data,
            "accuracy": data["accuracies"],
            **data["accuracy"],
            **{name: estimate["mean"] for name, estimate in known.items()},
            "intervals": {name: estimate["ci95"] for name, estimate in known.items()},
        }

    def has(self, name: str) -> bool:
        """Return whether `name`, ``"accuracy"`` or one of `MEASURES`, was measured."""
        return getattr(self, name) is not None

    def estimate(self, name: str) -> Estimate:
        """Return a measure with its interval, where there `has` been one."""
        if name == "accuracy":
            return Estimate(mean=self.mean, ci95=self.ci95)
        return Estimate(mean=getattr(self, name), ci95=self.intervals.get(name))


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
