"""The compression: an experiment whose student goes through pipelines, each beside its controls."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from math import ceil
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from kdviz.catalog import network, plain
from kdviz.catalog.architecture import rewritten
from kdviz.catalog.deployed import Deployed
from kdviz.catalog.device import Device
from kdviz.catalog.limits import LIMITS
from kdviz.experiment.experiment import Experiment
from kdviz.experiment.packing import ROOMS, evenly, numbers_a_student
from kdviz.experiment.pipeline import CompressionError, Pipeline
from kdviz.i18n import N_

USUAL = (
    "train",
    "distill",
    "train,prune=0.8,tune=labels:250",
    "train,quantize=4",
    "distill,prune=0.8,tune=teacher:250",
    "distill,quantize=4",
    "train,prune=0.8,tune=labels:250,quantize=4",
    "distill,prune=0.8,tune=teacher:250,quantize=4",
)
PLAIN = "train"
DENSE_BITS = "quantize=8"
What = Literal["equal-steps", "dense-same-bytes", "by-labels"]


@dataclass(frozen=True)
class Part:
    """What is trained once: a pipeline of one student, who is the experiment's or a dense one of as many bytes."""

    student: str
    pipeline: str


@dataclass(frozen=True)
class Control:
    """What a pipeline is held against.

    Attributes
    ----------
    of : str
        The pipeline.
    what : str
        ``"equal-steps"``: the same training, nothing compressed. ``"dense-same-bytes"``: a dense student of as many
        packed bytes, at 8 bits where the pipeline quantizes, trained by the same, one after the other, for as many
        steps. ``"by-labels"``: the same stages with the labels in the teacher's place.
    part : Part or None
        None where there is none: no dense student is as small.
    """

    of: str
    what: What
    part: Part | None


@dataclass(frozen=True)
class Group:
    """Parts that one worker trains together, by their places; its number is counted from zero."""

    number: int
    places: tuple[int, ...]


class Compression(BaseModel):
    """An experiment whose student goes through pipelines, checked and immutable. See `Compression.of`."""

    model_config = ConfigDict(frozen=True)

    experiment: Experiment
    pipelines: tuple[str, ...]

    @classmethod
    def of(cls, experiment: Experiment, pipelines: Sequence[str] = ()) -> Self:
        """Return the compression of the student of `experiment` by `pipelines`, or by the usual eight.

        Raises
        ------
        CompressionError
            If a pipeline cannot be read, does not fit the student or comes twice, or all are over the limits.

        Examples
        --------
        >>> compression = Compression.of(Experiment(), ["distill,prune=0.8,tune=teacher:250,quantize=4"])
        >>> [control.part.student for control in compression.controls if control.part]
        ['32', '8', '32']
        """
        if len(pipelines) > LIMITS.compression_pipelines:
            template = N_("A compression of {count} pipelines was asked for: allowed are at most {limit}.")
            raise CompressionError(template, count=len(pipelines), limit=LIMITS.compression_pipelines)
        read = [Pipeline.read(text) for text in pipelines or USUAL]
        for pipeline in read:
            if read.count(pipeline) > 1:
                template = N_("The pipeline {pipeline} is given twice: give every pipeline once.")
                raise CompressionError(template, pipeline=pipeline.text)
            pipeline.check(experiment)
        compression = cls(experiment=experiment, pipelines=tuple(pipeline.text for pipeline in read))
        compression.check_work()
        return compression

    @classmethod
    def kept(cls, request: dict[str, Any]) -> "Compression":
        """Read a compression that was submitted once: limits may have changed since, and do not concern it."""
        return cls.model_construct(
            experiment=Experiment.kept(request["experiment"]), pipelines=tuple(request["pipelines"])
        )

    @cached_property
    def rows(self) -> tuple[Part, ...]:
        """The pipelines of the experiment's student."""
        return tuple(Part(self.experiment.student, text) for text in self.pipelines)

    @cached_property
    def plain(self) -> Part:
        """The student that all are held against: labels alone, nothing compressed."""
        return Part(self.experiment.student, PLAIN)

    @cached_property
    def roots(self) -> tuple[Part, ...]:
        """The plain student, and the others of one training alone that the pipelines begin with."""
        begun = [Part(self.experiment.student, Pipeline.read(text).stages[0].text) for text in self.pipelines]
        return tuple(dict.fromkeys([self.plain, *begun]))

    @cached_property
    def controls(self) -> tuple[Control, ...]:
        """What each pipeline is held against, where that is not itself."""
        return tuple(control for text in self.pipelines for control in self._controls(Pipeline.read(text)))

    def _controls(self, pipeline: Pipeline) -> list[Control]:
        student, found = self.experiment.student, list[Control]()
        if pipeline.compresses:
            found.append(Control(pipeline.text, "equal-steps", Part(student, pipeline.uncompressed.text)))
            if (dense := self._dense(pipeline)) != Part(student, pipeline.text):
                found.append(Control(pipeline.text, "dense-same-bytes", dense))
        if pipeline.taught:
            found.append(Control(pipeline.text, "by-labels", Part(student, pipeline.by_labels.text)))
        return found

    def _dense(self, pipeline: Pipeline) -> Part | None:
        """Return the largest dense student that takes no more packed bytes, trained from scratch by the same."""
        deployed = pipeline.deployed(self.experiment)
        bits = f",{DENSE_BITS}" if any(layer.grid for layer in deployed.layers) else ""
        training = Pipeline.read(f"{self._as_long(pipeline)}{bits}")
        widths, data = network(self.experiment.student)[1], self.experiment.data
        widest = max(widths, default=0)

        def scaled(width: int) -> str:
            return rewritten(self.experiment.student, [max(1, width * own // widest) for own in widths])

        def packed(width: int) -> int:
            return training.deploys(Deployed.of(scaled(width), data.shape, data.classes)).packed

        # A little pruning takes more bytes than none: the mask.
        sizes = range(1, 2 * widest)
        width = bisect_right(sizes, deployed.packed, key=packed)
        if not width:
            return None
        try:
            training.check(self.experiment_of(scaled(width)))
        except (ValidationError, CompressionError):
            return None
        return Part(scaled(width), training.text)

    def _as_long(self, pipeline: Pipeline) -> str:
        """Write the trainings of `pipeline`, by what each learns from, all at the experiment's learning rate."""
        texts, rate = list[str](), plain(self.experiment.learning_rate)
        for tuning, stages in groupby(
            pipeline.uncompressed.stages, key=lambda stage: stage.tuning and stage.tuning.target
        ):
            if tuning is None:
                texts += [stage.text for stage in stages]
                continue
            more = sum(stage.tuning.steps for stage in stages if stage.tuning)
            texts += [f"tune={tuning}:{min(LIMITS.steps, more - done)}:{rate}" for done in range(0, more, LIMITS.steps)]
        return ",".join(texts)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """All that is trained, each once: the pipelines, what they begin with, and what they are held against."""
        controls = [control.part for control in self.controls if control.part]
        return tuple(dict.fromkeys([*self.rows, *self.roots, *controls]))

    def experiment_of(self, student: str) -> Experiment:
        """Return the experiment with another student."""
        if student == self.experiment.student:
            return self.experiment
        return Experiment.shared(**{**self.experiment.changes(), "student": student})

    def groups(self, device: Device) -> tuple[Group, ...]:
        """Return the parts that train together: those of one student, in even pieces where they are many.

        They follow from the request and the kind of device alone: however many workers there are, they do the same.
        """
        by_student: dict[str, list[int]] = {}
        for place in sorted(range(len(self.parts)), key=lambda place: self.parts[place].pipeline):
            by_student.setdefault(self.parts[place].student, []).append(place)
        cut, room = list[tuple[int, ...]](), ROOMS[device]
        for student, places in by_student.items():
            held = numbers_a_student(self.experiment_of(student))
            most = max(1, min(room.students, room.numbers // held) // self.experiment.seeds)
            cut += map(tuple, evenly(places, ceil(len(places) / most)))
        return tuple(Group(number, places) for number, places in enumerate(cut))

    def digest(self, salt: str = "") -> str:
        """Return the SHA-256 of the canonical experiment, the pipelines and `salt`, in hexadecimal."""
        text = json.dumps([self.experiment.canonical(), self.pipelines], sort_keys=True, allow_nan=False) + salt
        return hashlib.sha256(text.encode()).hexdigest()

    def check_work(self) -> None:
        """Refuse what takes too long; raises `CompressionError`."""
        work = sum(Pipeline.read(part.pipeline).work(self.experiment_of(part.student)) for part in self.parts)
        if work <= LIMITS.sweep_multiply_accumulates:
            return
        template = N_(
            "The compression asks for {asked} billion multiply-accumulates: allowed are at most {limit} billion. Take "
            "fewer pipelines, a smaller student, fewer steps or seeds."
        )
        limit = f"{LIMITS.sweep_multiply_accumulates / 1e9:,.0f}"
        raise CompressionError(template, asked=f"{work / 1e9:,.0f}", limit=limit)
