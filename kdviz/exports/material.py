"""The material of an export: a student's weights, what is known of it, and the samples that a format needs."""

import json
from dataclasses import dataclass, replace
from functools import cached_property

from kdviz import datasets
from kdviz.catalog import OWN_NAME, DatasetCard
from kdviz.datasets.rows import Rows, raw_rows
from kdviz.experiment import Experiment
from kdviz.experiment.arms import ARMS
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

    @property
    def who(self) -> str:
        """What it is called beside others: ``"student"``, or ``"compressed"``."""
        return "student" if self.origin in ARMS else "compressed"

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
        """The student in a line of words, without the name of own data: it opens them, and files are passed on."""
        called = self.data.title if OWN_NAME.fullmatch(self.data.name) else self.data.name
        return f"{called}, student {self.network}, {self.origin}, seed {self.seed}"

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
        if self.data.class_names:
            known["class_names"] = json.dumps(self.data.class_names, ensure_ascii=False)
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
    rows : Rows or None
        Of a table: the test samples as they stand in its file, and how inputs are made of them.
    """

    student: Student
    training: Values
    inputs: Values
    labels: Values
    teacher_logits: Values | None = None
    rows: Rows | None = None

    @classmethod
    def of(cls, student: Student, teacher_logits: Values | None = None) -> "Material":
        """Return a student with the samples of its data set."""
        dataset = datasets.load(student.data.name, student.experiment.data_seed)
        rows = raw_rows(student.data, student.experiment.data_seed)
        tested = None if rows is None else replace(rows, values=rows.values[dataset.test])
        training, inputs = dataset.inputs[dataset.train], dataset.inputs[dataset.test]
        return cls(student, training, inputs, dataset.labels[dataset.test], teacher_logits, tested)

    @property
    def asked(self) -> Values:
        """The test samples as a file takes them: raw rows of a table, else inputs."""
        return self.inputs if self.rows is None else self.rows.values

    @property
    def metadata(self) -> dict[str, str]:
        """What is known of the student, and of the columns that its rows have."""
        if self.rows is None:
            return self.student.metadata
        columns = json.dumps([column.told for column in self.rows.columns], ensure_ascii=False)
        return self.student.metadata | {"columns": columns}

    @cached_property
    def integers(self) -> Integers:
        """The student in integers."""
        return Integers.of(self.student.layers, self.training)
