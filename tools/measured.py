"""Measures of phenomena: of outcomes, ends of pipelines, settings of a search, and rows of an attack."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdviz import datasets, measures
from kdviz.experiment.compression import Part
from kdviz.exports.integers import Integers
from kdviz.exports.layers import layers_of
from kdviz.results import ARMS, Arm, Bias, Outcome
from kdviz.results.attack import Tried
from kdviz.results.compression import Compressed

SEEDS = 16
# The class of the flows that are found or missed.
ATTACK = 1
# Of an `Outcome` or, of a compression, its students at the end of their pipelines, by part, or, of a search, the
# validation accuracy of settings, shape (settings, blocks of seeds, seeds of a block), or, of an attack, its rows.
Measure = Callable[[Any], NDArray[Any]]
Students = Mapping[Part, Compressed]


def accuracy(arm: Arm) -> Measure:
    """Measure an arm's test accuracy, one number a seed."""
    return lambda outcome: np.array(outcome.result.arms[arm].accuracy)


def stage(name: str) -> Measure:
    """Measure the test accuracy of someone trained on the way."""
    return lambda outcome: np.array(next(one for one in outcome.result.stages if one.name == name).accuracy)


def teacher_accuracy(outcome: Outcome) -> NDArray[Any]:
    """Measure the teacher's test accuracy, a single number."""
    return np.array([outcome.result.teacher.accuracy])


def guessing(outcome: Outcome) -> NDArray[Any]:
    """Return what guessing gets right, one number a seed."""
    return np.full(outcome.result.experiment.seeds, 1 / outcome.result.experiment.data.classes)


def with_bias(arm: Arm, bias: Bias) -> Measure:
    """Measure how much of the omitted class an arm knows, with a bias of one kind or another."""

    def measure(outcome: Outcome) -> NDArray[Any]:
        assert outcome.result.omitted is not None
        return np.array(outcome.result.omitted.arms[arm][bias].recall)

    return measure


def accuracy_with_bias(arm: Arm, bias: Bias) -> Measure:
    """Measure the accuracy on all classes with such a bias, of which a run keeps the logits and the bias."""

    def measure(outcome: Outcome) -> NDArray[Any]:
        assert outcome.result.omitted is not None
        logits = outcome.arrays["test_student_logits"][:, ARMS.index(arm)].copy()
        found = outcome.result.omitted.arms[arm][bias].bias
        logits[..., outcome.result.omitted.label] += np.array(found)[:, None]
        return measures.accuracy(logits, outcome.arrays["test_labels"])

    return measure


def recall(arm: Arm, *, integers: bool = False) -> Measure:
    """Measure which share of the attacks an arm finds, one number a seed, in floats or in 8-bit integers."""

    def measure(outcome: Outcome) -> NDArray[Any]:
        return found_by(outcome, arm, integers=integers)[:, ATTACK]

    return measure


def recall_of_teacher(outcome: Outcome) -> NDArray[Any]:
    """Measure which share of the attacks the teacher finds, a single number."""
    assert outcome.result.teacher.recall is not None
    return np.array([outcome.result.teacher.recall[ATTACK]])


def false_alarms(arm: Arm) -> Measure:
    """Measure which share of the usual flows an arm takes for attacks in 8-bit integers, one number a seed."""
    return lambda outcome: 1 - found_by(outcome, arm, integers=True)[:, 1 - ATTACK]


def found_by(outcome: Outcome, arm: Arm, *, integers: bool) -> NDArray[Any]:
    """Return the share of each class that an arm's students recognize on the test rows, shape (seeds, classes)."""
    experiment = outcome.result.experiment
    dataset = datasets.load(experiment.dataset, experiment.data_seed)
    logits = outcome.arrays["test_student_logits"][:, ARMS.index(arm)]
    if integers:
        training, test = dataset.inputs[dataset.train], dataset.inputs[dataset.test]
        own = [{name: each[seed, ARMS.index(arm)] for name, each in outcome.students.items()} for seed in range(SEEDS)]
        logits = np.stack([Integers.of(layers_of(weights), training).answers(test)[0] for weights in own])
    return measures.recalls(logits, dataset.labels[dataset.test])


def ended(pipeline: str, student: str = "32") -> Measure:
    """Measure the test accuracy at the end of a pipeline."""
    return lambda students: np.array(students[Part(student, pipeline)].accuracy)


def after(pipeline: str, step: int) -> Measure:
    """Measure the test accuracy after a step of a pipeline's last training."""

    def measure(students: Students) -> NDArray[Any]:
        course = students[Part("32", pipeline)].stages[-1].course
        assert course is not None
        return np.array(course.accuracy[course.steps.index(step)])

    return measure


def optimism(seeds: int) -> Measure:
    """Measure by how much the score of the best on some seeds is above its score on all other blocks' seeds."""

    def measure(scores: NDArray[Any]) -> NDArray[Any]:
        found = []
        for block in range(scores.shape[1]):
            chosen_by = scores[:, block, :seeds].mean(1)
            best = int(chosen_by.argmax())
            others = np.delete(scores[best], block, axis=0)
            found.append(chosen_by[best] - others.mean())
        return np.array(found)

    return measure


def of_row(measure: str, **what: Any) -> Measure:
    """Measure a row of an attack, one number a seed; the first of which all of `what` holds."""

    def measured(rows: list[Tried]) -> NDArray[Any]:
        row = next(row for row in rows if all(row.what.get(name) == value for name, value in what.items()))
        return np.array(row.numbers[measure])

    return measured
