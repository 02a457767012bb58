"""The material of an export: a student's weights, what is known of it, and the samples that a format needs."""

import json
from dataclasses import dataclass
from functools import cached_property

from kdviz.catalog import DatasetCard
from kdviz.experiment import Experiment
from kdviz.exports.integers import Integers
from kdviz.exports.layers import Layer, Values, layers_of
from kdviz.results import Arrays
from kdviz.results.snapshot import Estimate


@dataclass(frozen=True)
class Student:
    """A student that was kept.

    Attributes
    ----------
    job_id : str
        The run, or the compression, that trained it.
    network : str
        What it is in the end: a compression may have made it smaller.
    origin : str
        The arm of a run, or the pipeline of a compression.
    weights : dict of ndarray
        By name, of this student alone.
    accuracy : Estimate
        Of the students of all seeds.
    """

    job_id: str
    experiment: Experiment
    network: str
    origin: str
    seed: int
    weights: Arrays
    accuracy: Estimate

    @property
    def data(self) -> DatasetCard:
        """The data set's card."""
        return self.experiment.data

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """Its layers, from the inputs on."""
        return layers_of(self.weights)

    @property
    def parameters(self) -> int:
        """How many numbers it is."""
        return sum(values.size for values in self.weights.values())

    @property
    def title(self) -> str:
        """The student in a line of words."""
        return f"{self.data.name}, student {self.network}, {self.origin}, seed {self.seed}"

    @property
    def metadata(self) -> dict[str, str]:
        """All that is known of the student, for formats that keep it beside the weights."""
        known = {
            "title": self.title,
            "job": self.job_id,
            "experiment": json.dumps(self.experiment.changes(), sort_keys=True),
            "dataset": self.data.name,
            "network": self.network,
            "origin": self.origin,
            "seed": str(self.seed),
            "classes": ",".join(map(str, range(self.data.classes))),
            "accuracy": repr(self.accuracy.mean),
        }
        return known | ({"accuracy_ci95": json.dumps(self.accuracy.ci95)} if self.accuracy.ci95 else {})


@dataclass(frozen=True)
class Material:
    """A student with samples of its data set.

    Attributes
    ----------
    training, inputs : ndarray of float32, shapes (n, *shape)
        Training samples, which ranges are taken from, and the test samples.
    labels : ndarray of int64, shape (n,)
        Of the test samples.
    teacher_logits : ndarray or None, shape (n, classes)
        The teacher's answers to the test samples; None where they were not kept.
    """

    student: Student
    training: Values
    inputs: Values
    labels: Values
    teacher_logits: Values | None = None

    @cached_property
    def integers(self) -> Integers:
        """The student in integers."""
        return Integers.of(self.student.layers, self.training)
