"""The results of compressions."""

from dataclasses import dataclass, field
from statistics import fmean

from pydantic import Field

from kdviz.catalog.device import Device
from kdviz.experiment.compression import Compression, What
from kdviz.results.arrays import Arrays
from kdviz.results.failure import Failure
from kdviz.results.record import Status
from kdviz.results.snapshot import Estimate, Value


class Course(Value):
    """How a student came along in a stage that trains.

    Attributes
    ----------
    steps : list of int
        Of this stage; the first is 0, before it.
    accuracy : list of list of float
        At each of these steps, on the test images: one fraction a seed.
    """

    steps: list[int]
    accuracy: list[list[float]]


class Bytes(Value):
    """What a student takes.

    Attributes
    ----------
    parameters : int
        Four times their count.
    packed : int
        By arithmetic, see `kdviz.catalog.deployed`; the mean over seeds where these differ.
    file, gzip : int
        The safetensors file of one student's weights, zeros and all, and that file compressed; means over seeds.
    """

    parameters: int
    packed: int
    file: int
    gzip: int


class StageAccuracy(Value):
    """A stage of a pipeline, and what the student is after it.

    Attributes
    ----------
    accuracy : list of float
        On the test images, one fraction a seed.
    bytes : Bytes or None
        What it takes; None in results of earlier versions.
    """

    stage: str
    accuracy: list[float]
    course: Course | None = None
    bytes: Bytes | None = None


class Arrival(Value):
    """News of a compression: students that have come through the first stages of a pipeline.

    Attributes
    ----------
    share : float
        Of the work of those who train with them, from 0 to 1.
    pipeline : str
        These stages.
    accuracy : list of float
        As of `StageAccuracy`.
    """

    share: float
    student: str
    pipeline: str
    accuracy: list[float]
    bytes: Bytes


class Sensitivity(Value):
    """How accurate an uncompressed student is after one stage, restricted to one layer: one fraction a seed."""

    stage: str
    layer: int
    accuracy: list[float]


class Compressed(Value):
    """A student at the end of a pipeline.

    Attributes
    ----------
    network : str
        What it is in the end: `shrink` makes it another.
    parameters, nonzero, macs : int
        `nonzero` are those that no mask has cut, biases with them; the mean over seeds where these differ.
    sensitivity : list of Sensitivity
        Of a pipeline of one stage.
    weights : str
        A safetensors file in base64: the weights, shapes (seeds, …), of as many of the first seeds as are kept.
    validation : list of float
        Its accuracy on the validation images, one fraction a seed; empty in results of earlier versions.
    """

    network: str
    stages: list[StageAccuracy]
    bytes: Bytes
    parameters: int
    nonzero: int
    macs: int
    sensitivity: list[Sensitivity] = Field(default_factory=list)
    weights: str = ""
    validation: list[float] = Field(default_factory=list)

    @property
    def accuracy(self) -> list[float]:
        """In the end, one fraction a seed."""
        return self.stages[-1].accuracy

    @property
    def promise(self) -> float:
        """What students are chosen by: mean accuracy on validation images; on test images where only those are kept."""
        return fmean(self.validation or self.accuracy)


class CompressedOutcome(Value):
    """The end of a pipeline: a student, or why there is none.

    Attributes
    ----------
    device : Device or None
        As of `kdviz.results.run.RunResult`; None too where there is no student.
    """

    result: Compressed | None = None
    failure: Failure | None = None
    device: Device | None = None


class CompressedRow(Value):
    """A pipeline's student among the others.

    Attributes
    ----------
    student, pipeline : str
        What went through which stages.
    accuracy : Estimate or None
        None where there is no student.
    gain : Estimate or None
        Against the plain student, who learned from the labels alone and is not compressed; paired within each seed.
    gain_by_teacher : Estimate or None
        Against the same stages with the labels in the teacher's place, likewise; None where no stage has the teacher.
    loss : Estimate or None
        By how much it is less accurate than the whole student, see `CompressionResult.whole`, likewise; None in results
        of earlier versions.
    stages : list of Estimate
        The accuracy after each stage.
    sensitivity : list of Estimate
        How much of its accuracy is lost by each of `Compressed.sensitivity`; paired within each seed.
    """

    student: str
    pipeline: str
    accuracy: Estimate | None = None
    gain: Estimate | None = None
    gain_by_teacher: Estimate | None = None
    loss: Estimate | None = None
    stages: list[Estimate] = Field(default_factory=list)
    sensitivity: list[Estimate] = Field(default_factory=list)
    result: Compressed | None = None
    failure: Failure | None = None

    @property
    def of_stages(self) -> list[tuple[str, Estimate]]:
        """Each stage, and the accuracy after it."""
        return [
            (stage.stage, known)
            for stage, known in zip(self.result.stages if self.result else (), self.stages, strict=True)
        ]

    @property
    def of_layers(self) -> list[tuple[Sensitivity, Estimate]]:
        """Each stage on one layer, and the accuracy that it costs; none where that was kept by an earlier version."""
        known = self.result.sensitivity if self.result and self.sensitivity else ()
        return [*zip(known, self.sensitivity, strict=True)]


class ControlRow(Value):
    """What a pipeline is held against; see `kdviz.experiment.compression.Control`.

    Attributes
    ----------
    row : CompressedRow or None
        None where there is no such student.
    gain : Estimate or None
        Of the pipeline over this control, paired within each seed.
    """

    of: str
    what: What
    row: CompressedRow | None = None
    gain: Estimate | None = None


class Tuning(Value):
    """A training in a pipeline, step by step beside the same with the labels in the teacher's place.

    Attributes
    ----------
    of, by_labels : str
        The pipeline as far as this training, and the other one.
    steps : list of int
        Of this stage; the first is 0, before it.
    accuracy, accuracy_by_labels : list of Estimate
        At each of these steps.
    gain : list of Estimate
        Of the first over the second, paired within each seed.
    """

    of: str
    by_labels: str
    steps: list[int]
    accuracy: list[Estimate]
    accuracy_by_labels: list[Estimate]
    gain: list[Estimate]


class Order(Value):
    """Two pipelines of the same stages in different orders.

    Attributes
    ----------
    gain : Estimate
        Of the first over the second, paired within each seed.
    gains : list of float
        One a seed.
    """

    first: str
    second: str
    gain: Estimate
    gains: list[float]


class CompressionResult(Value):
    """What a compression came to.

    Attributes
    ----------
    plain : CompressedRow
        What all gains are against.
    roots : list of CompressedRow
        The uncompressed students that the pipelines begin with, whose sensitivity was measured.
    tunings : list of Tuning
        Of the pipelines with a teacher, in their order, each training once.
    orders : list of Order
        Of the pipelines that differ in nothing but their order.
    device : Device or None
        The kind of device that all students trained on; None where there are none.
    """

    rows: list[CompressedRow]
    controls: list[ControlRow]
    plain: CompressedRow
    roots: list[CompressedRow]
    tunings: list[Tuning] = Field(default_factory=list)
    orders: list[Order] = Field(default_factory=list)
    device: Device | None = None

    @property
    def whole(self) -> CompressedRow:
        """The uncompressed student that promises most: what losses are against."""
        return max(self.roots, key=lambda row: row.result.promise if row.result else -1.0)


# Numbers that are kept of a pipeline's students; those of the first seed always are.
KEPT_NUMBERS = 2**17


def kept_seeds(parameters: int) -> int:
    """Return of how many first seeds the students are kept that have so many `parameters`."""
    return max(1, KEPT_NUMBERS // parameters)


@dataclass(frozen=True)
class CompressionOutcome:
    """What a compression came to, and what is kept beside its students' weights.

    Attributes
    ----------
    arrays : dict of ndarray
        ``test_{inputs,labels,ids}``.
    samples : dict of ndarray
        As of `kdviz.results.run.Outcome`.
    """

    result: CompressionResult
    arrays: Arrays = field(default_factory=dict)
    samples: Arrays = field(default_factory=dict)


@dataclass(frozen=True)
class CompressionRecord:
    """A compression as it stands.

    Attributes
    ----------
    created_at : float
        Seconds since 1970.
    seconds : float
        Trained so far, from the first task sent to the last finished, waiting and breaks not counted.
    done, parts : int
        How many of its students have been trained, and how many there are, controls with them.
    result : CompressionResult or None
        Of a finished one.
    """

    compression_id: str
    compression: Compression
    status: Status
    title: str
    created_at: float
    ended_at: float | None
    seconds: float
    failure: Failure | None
    done: int
    parts: int
    result: CompressionResult | None
