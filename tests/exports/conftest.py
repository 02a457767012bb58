"""Students of every kind of network and data, trained for a moment, with their test samples."""

from functools import cache

import numpy as np
import pytest

from kdviz import datasets
from kdviz.experiment import Experiment
from kdviz.exports.material import Material, Student
from kdviz.results.snapshot import Estimate
from tests.conftest import run_here

QUICK = {"teacher": "16", "teacher_steps": 60, "steps": 60, "seeds": 2}
STUDENTS = {
    "mlp": {"student": "32"},
    "convnet": {"student": "conv:4x8"},
    "linear": {"student": "linear"},
    "plane": {"dataset": "spirals", "student": "8x8"},
    "two classes": {"dataset": "moons", "student": "8"},
}


@cache
def trained(name: str) -> tuple[Material, np.ndarray]:
    """Return the second seed's distilled student of an entry of `STUDENTS`, and what it answered to test samples."""
    experiment = Experiment(**QUICK, **STUDENTS[name])
    outcome = run_here(experiment)
    weights = {layer: values[1, 2] for layer, values in outcome.students.items()}
    measured, arrays = outcome.result.arms["distilled"], outcome.arrays
    accuracy = Estimate(mean=measured.mean, ci95=measured.ci95)
    student = Student("0" * 32, experiment, experiment.student, "distilled", 1, weights, accuracy)
    dataset = datasets.load(experiment.dataset, experiment.data_seed)
    training, test = dataset.inputs[dataset.train], [arrays[f"test_{part}"] for part in ("inputs", "labels")]
    return Material(student, training, *test, arrays["test_teacher_logits"]), arrays["test_student_logits"][1, 2]


@pytest.fixture(params=[*STUDENTS])
def material(request) -> Material:
    return trained(request.param)[0]
