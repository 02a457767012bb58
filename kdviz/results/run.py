"""The result of a run, and the files that it keeps."""

from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field

from kdviz.catalog import Cost
from kdviz.catalog.device import Device
from kdviz.experiment import Experiment
from kdviz.experiment.arms import Arm
from kdviz.results.arrays import Arrays
from kdviz.results.measures import Measures, Reliability, Untaught
from kdviz.results.snapshot import Divergence, Estimate, Interval, Snapshot, Value

Bias = Literal["before", "frequency", "best_on_test"]
BIASES: tuple[Bias, ...] = ("before", "frequency", "best_on_test")


class Size(Value):
    """What a network costs: parameters, multiply-accumulates on one input, bytes as 32-bit floats."""

    parameters: int
    macs: int
    bytes: int

    @classmethod
    def of(cls, cost: Cost) -> "Size":
        """Copy a catalog's cost."""
        return cls(parameters=cost.parameters, macs=cost.macs, bytes=cost.bytes)


class TeacherResult(Size):
    """The teacher's size, and how well it answers on the test images; without reliability in runs from before it.

    Attributes
    ----------
    balanced : float or None
    recall : list of float or None
        As of `Measures`, of one network.
    """

    accuracy: float
    reliability: Reliability | None = None
    balanced: float | None = None
    recall: list[float | None] | None = None


class StageResult(Value):
    """Who was trained on the way to the students, or beside them, on the test images.

    Attributes
    ----------
    accuracy : list of float
        One fraction a seed, or a single one where all seeds share it; empty where nothing is to answer yet.
    mean, ci95
        Of those.
    parameters : int
        That it trained, its companions' with them.
    macs, bytes : int
        What it would cost to deploy; zero for what answers nothing.
    seconds : float
        What it took; nothing where it was trained along with the students, in whose seconds it is.
    """

    name: str
    accuracy: list[float] = Field(default_factory=list)
    mean: float | None = None
    ci95: Interval | None = None
    parameters: int = 0
    macs: int = 0
    bytes: int = 0
    steps: int = 0
    seconds: float = 0.0


class Recall(Estimate):
    """How much of a class is recognized with a bias on its logit, on the test images.

    Attributes
    ----------
    mean, ci95
        Of the recall over seeds.
    recall, bias : list of float
        One a seed.
    accuracy : Estimate
        Of all test images with that bias: what it costs the other classes is in it.
    """

    recall: list[float]
    bias: list[float]
    accuracy: Estimate


class OmittedResult(Value):
    """What is known of a class that no student has seen.

    Attributes
    ----------
    share : float
        How frequent the class is, which the bias from the class frequency goes by.
    arms : dict
        Arm to recall ``"before"`` any bias, with the one from the class ``"frequency"``, and with the one that is
        ``"best_on_test"``: chosen on the very images that it is measured on, so nobody could have had it.
    """

    label: int
    share: float
    arms: dict[Arm, dict[Bias, Recall]]


class RunResult(Value):
    """A run's numbers.

    Attributes
    ----------
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
    omitted : OmittedResult or None
        Where a class was left out.
    untaught : Untaught or None
        None for one seed, and in runs from before it was measured.
    fingerprint : str
        Of the content of the data set; empty in runs from before it was taken.
    device : Device or None
        The kind of device that the students trained on; None in runs from before it was kept, when a GPU was used
        wherever there was one.
    """

    run_id: str
    experiment: Experiment
    seconds: float
    teacher_seconds: float = 0.0
    teacher: TeacherResult
    student: Size
    arms: dict[Arm, Measures]
    gain: Estimate
    curves: list[Snapshot]
    diverged: Divergence | None = None
    stages: list[StageResult] = Field(default_factory=list)
    extra_parameters: int = 0
    omitted: OmittedResult | None = None
    untaught: Untaught | None = None
    fingerprint: str = ""
    device: Device | None = None


@dataclass(frozen=True)
class Outcome:
    """Everything that a finished run keeps.

    Attributes
    ----------
    students : dict of ndarray, shapes (seeds, arms, …)
        The students' weights by name; arms are in the order of `ARMS`.
    arrays : dict of ndarray
        ``{validation,test}_{inputs,labels,ids}``, ``…_teacher_logits`` of shape (n, classes) and ``…_student_logits``
        of shape (seeds, arms, n, classes).
    course : dict of ndarray
        What the students came to know of a few validation images; see `kdviz.training.watch.observer.Observer.course`.
    samples : dict of ndarray
        ``inputs`` and ``labels`` of the whole data set, by id.
    """

    result: RunResult
    students: Arrays
    arrays: Arrays
    course: Arrays
    samples: Arrays = field(default_factory=dict)

    @property
    def files(self) -> dict[str, Arrays]:
        """What is kept beside the result, by the name of its file."""
        return {name: getattr(self, name) for name in ("students", "arrays", "course", "samples")}
