"""What a run hands on: plain typed values that know nothing of torch."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from kdviz.catalog import Cost
from kdviz.experiment import Experiment
from kdviz.i18n import SpokenError

Arm = Literal["hard", "smoothed", "distilled"]
ARMS: tuple[Arm, ...] = ("hard", "smoothed", "distilled")
# What `kdviz.measures.knowledge` scores images by.
SCORES = ("ambiguity", "disagreement", "fixed", "broken")
Interval = tuple[float, float]
Arrays = dict[str, NDArray[Any]]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Estimate(_Value):
    """A mean over seeds and its 95 % interval, which one seed does not have."""

    mean: float
    ci95: Interval | None


class Plane(_Value):
    """The ground that decision surfaces are drawn on, told once with the students' first snapshot.

    A surface is a grid of answers as text: one byte a cell in base64, rows from the top and each from the left; the
    upper four bits are the class, the lower four how sure the network is of it, from guessing (0) to certainty (15).

    Attributes
    ----------
    left, bottom : float
        The corner of the square.
    extent : float
        Its side, in the data's units.
    side : int
        Cells a side.
    teacher : str
        The teacher's surface.
    seed : int
        Whose students are drawn.
    points : list of (x, y, label)
        That seed's labelled points, with the label noise in them.
    """

    left: float
    bottom: float
    extent: float
    side: int
    teacher: str
    seed: int
    points: list[tuple[float, float, int]]


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
    ci95 : dict
        ``"accuracy"`` and ``"loss"`` to each arm's 95 % t-interval over seeds; None for one seed.
    teacher_accuracy : float or None
        Of the students' teacher, on the same images.
    plane : Plane or None
        On data in the plane, with the students' first snapshot.
    surfaces : dict
        On data in the plane, arm to the decision surface of the plane's seed.
    """

    stage: Literal["teacher", "students"]
    step: int
    steps: int
    seconds: float
    accuracy: dict[str, list[float]]
    loss: dict[str, list[float]]
    ci95: dict[str, dict[str, Interval | None]] = {}
    teacher_accuracy: float | None = None
    plane: Plane | None = None
    surfaces: dict[str, str] = {}


class Divergence(_Value):
    """Where the students' training stopped being numbers.

    Attributes
    ----------
    step : int
        The step that made the loss run away or be no number, counted from one; the weights from before it are kept.
    arm : str
    seed : int
    """

    step: int
    arm: Arm
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


class StageResult(_Value):
    """Who was trained on the way to the students, or beside them, on the test images.

    Attributes
    ----------
    name : str
    accuracy : list of float
        One fraction a seed, or a single one where all seeds share it; empty where nothing is to answer yet.
    mean, ci95
        Of those.
    parameters, steps : int
    seconds : float
        What it took; nothing where it was trained along with the students.
    """

    name: str
    accuracy: list[float] = []
    mean: float | None = None
    ci95: Interval | None = None
    parameters: int = 0
    steps: int = 0
    seconds: float = 0.0


class RunResult(_Value):
    """A run's verdict and the numbers that it rests on.

    Attributes
    ----------
    run_id : str
    experiment : Experiment
    seconds : float
        From the first step's preparation to the last measure.
    teacher_seconds : float
        Of those, the teacher's training; zero for a teacher that was trained before.
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
    stages : list of StageResult
        What the kind of distillation trained on the way.
    extra_parameters : int
        Trained beside the student's own and not part of it.
    verdict : str
        In English; pages write it anew in the reader's language.
    """

    run_id: str
    experiment: Experiment
    seconds: float
    teacher_seconds: float = 0.0
    teacher: TeacherResult
    student: Size
    arms: dict[Arm, ArmResult]
    gain: Estimate
    curves: list[Snapshot]
    diverged: Divergence | None = None
    stages: list[StageResult] = []
    extra_parameters: int = 0
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


@dataclass(frozen=True)
class Outcome:
    """Everything that a finished run keeps.

    Attributes
    ----------
    result : RunResult
    students : dict of ndarray, shapes (seeds, arms, …)
        The students' weights by name; arms are in the order of `ARMS`.
    arrays : dict of ndarray
        ``{validation,test}_{inputs,labels,ids}``, ``…_teacher_logits`` of shape (n, classes) and ``…_student_logits``
        of shape (seeds, arms, n, classes).
    course : dict of ndarray
        What the students came to know of a few validation images; see `kdviz.training.observer.Observer.course`.
    """

    result: RunResult
    students: Arrays
    arrays: Arrays
    course: Arrays


class RunFailedError(SpokenError):
    """A run that ended before there were students."""


class Failure(_Value):
    """Why a run has no result: a marked message, and what fills its blanks."""

    template: str
    blanks: dict[str, str | int] = {}

    @classmethod
    def of(cls, error: SpokenError) -> "Failure":
        """Keep what `error` says."""
        return cls(template=error.template, blanks=error.blanks)


class Status(StrEnum):
    """Where a run stands. Interrupted ones were in flight when the process that had submitted them ended."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def in_flight(self) -> bool:
        """Whether there is more to come."""
        return self in (Status.WAITING, Status.RUNNING)


class Event(_Value):
    """A snapshot with its number in the run's log, counted from one."""

    seq: int
    snapshot: Snapshot


class RunRecord(_Value):
    """A run as history keeps it.

    Attributes
    ----------
    run_id : str
    experiment : Experiment
    status : Status
    attempt : int
        How often its training began; more than once where a worker was lost.
    title : str
        Given by its reader; empty at first.
    pinned : bool
    created_at, ended_at : float
        Seconds since 1970; `ended_at` is None while it is in flight.
    result : RunResult or None
        Of a finished run.
    failure : Failure or None
        Of a failed one.
    """

    run_id: str
    experiment: Experiment
    status: Status
    attempt: int
    title: str
    pinned: bool
    created_at: float
    ended_at: float | None
    result: RunResult | None
    failure: Failure | None

    def report(self) -> dict[str, Any]:
        """Return what the command line prints: the run's report where there is one, and how it came about."""
        kept = self.model_dump(mode="json", exclude={"result", "failure"})
        said = {"failure": self.failure.template.format(**self.failure.blanks)} if self.failure else {}
        return kept | (self.result.report() if self.result else {}) | said
