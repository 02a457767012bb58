"""What a run hands on: plain typed values that know nothing of torch."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from kdviz.catalog import Cost
from kdviz.experiment import Experiment

Arm = Literal["hard", "smoothed", "distilled"]
ARMS: tuple[Arm, ...] = ("hard", "smoothed", "distilled")
Interval = tuple[float, float]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Estimate(_Value):
    """A mean over seeds and its 95 % interval, which one seed does not have."""

    mean: float
    ci95: Interval | None


class Snapshot(_Value):
    """Where training stands.

    Attributes
    ----------
    stage : str
        ``"teacher"`` or ``"students"``.
    step, steps : int
        Steps taken, and steps there will be.
    seconds : float
        Since the run began.
    accuracy, loss : dict
        Arm to one number a seed, on validation images. The loss is the cross-entropy with the labels, in nats.
    """

    stage: Literal["teacher", "students"]
    step: int
    steps: int
    seconds: float
    accuracy: dict[str, list[float]]
    loss: dict[str, list[float]]


class Divergence(_Value):
    """Where training stopped being numbers.

    Attributes
    ----------
    stage : str
        ``"teacher"`` or ``"students"``.
    step : int
        The step whose loss ran away or was no number, counted from one.
    arm : str
    seed : int
    """

    stage: Literal["teacher", "students"]
    step: int
    arm: str
    seed: int


class Size(_Value):
    """What a network costs: parameters, multiply-accumulates on one input, bytes as 32-bit floats."""

    parameters: int
    macs: int
    bytes: int

    @classmethod
    def of(cls, cost: Cost) -> "Size":
        """Copy a catalog's cost."""
        return cls(parameters=cost.parameters, macs=cost.macs, bytes=cost.bytes)


class TeacherResult(Size):
    """The teacher's size, and its accuracy on the test images."""

    accuracy: float


class ArmResult(_Value):
    """One arm on the test images.

    Attributes
    ----------
    accuracy : list of float
        One fraction a seed.
    mean, ci95
        Of those.
    nll : float
        Mean negative log-likelihood of the labels, in nats.
    agreement : float
        Share of images on which student and teacher answer alike, averaged over seeds.
    kl : float
        Mean KL(teacher ‖ student) at T = 1, in nats, averaged over seeds.
    """

    accuracy: list[float]
    mean: float
    ci95: Interval | None
    nll: float
    agreement: float
    kl: float


class RunResult(_Value):
    """A run's verdict and the numbers that it rests on.

    Attributes
    ----------
    run_id : str
    experiment : Experiment
    seconds : float
        From the first step's preparation to the last measure.
    teacher, student
        Sizes, and the teacher's accuracy.
    arms : dict
        Of the hard-label twin, the label-smoothing control and the distilled student.
    gain : Estimate
        Distilled less hard, paired within each seed; a fraction.
    curves : list of Snapshot
        The students' training.
    diverged : Divergence or None
        Set where training ended early; the measures are then of the last good weights.
    verdict : str
        In English; pages write it anew in the reader's language.
    """

    run_id: str
    experiment: Experiment
    seconds: float
    teacher: TeacherResult
    student: Size
    arms: dict[Arm, ArmResult]
    gain: Estimate
    curves: list[Snapshot]
    diverged: Divergence | None = None
    verdict: str = ""

    def report(self) -> dict[str, Any]:
        """Return what the command line prints: the verdict and its numbers, ready for JSON."""
        full = self.model_dump(mode="json")
        extra = {"hard": {"nll", "agreement", "kl"}, "smoothed": {"nll", "agreement", "kl"}, "distilled": {"nll"}}
        arms = {
            arm: {name: value for name, value in values.items() if name not in extra[arm]}
            for arm, values in full["arms"].items()
        }
        size = {"parameters", "macs", "bytes"}
        report = {
            "run_id": full["run_id"],
            "experiment": full["experiment"],
            "seconds": round(self.seconds, 3),
            "teacher": {"accuracy": self.teacher.accuracy, **self.teacher.model_dump(include=size)},
            "student": full["student"],
            "arms": arms,
            "gain": full["gain"],
            "verdict": self.verdict,
        }
        return report | ({"diverged": full["diverged"]} if self.diverged else {})


class RunFailedError(RuntimeError):
    """A run that ended before there were students.

    Attributes
    ----------
    where : Divergence
    """

    def __init__(self, where: Divergence) -> None:
        super().__init__(f"the {where.stage}'s training diverged at step {where.step}")
        self.where = where

    def __reduce__(self) -> tuple[type, tuple[Divergence]]:
        return type(self), (self.where,)
