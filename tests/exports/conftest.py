"""Students of every kind of network and data, trained for a moment, with their test samples."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd
import pytest

import kdviz
from kdviz import datasets, networks
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


@pytest.fixture(scope="module")
def table(tmp_path_factory) -> Iterator[Material]:
    """A student of an own table: numbers and categories by turns, cells that are missing, names that need care."""
    rng, count = np.random.default_rng(0), 200
    label = rng.integers(0, 2, count)
    color = np.array(["红", "a<b", "c*/"])[rng.integers(0, 3, count)]
    frame = pd.DataFrame(
        {
            "颜色 */": np.where(rng.random(count) < 0.1, None, color),
            # In 32 bits all of them would be the same.
            "time": 1.6e9 + rng.normal(0, 5, count) + 4 * label,
            "known": rng.random(count) < 0.5,
            "amount": np.where(rng.random(count) < 0.2, np.nan, rng.normal(0, 1, count) + label),
            "label": np.array(["好<", "坏"])[label],
        }
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KDVIZ_HOME", str(tmp_path_factory.mktemp("home")))
        experiment = Experiment(dataset=kdviz.data.add(frame, "a table", label="label").name, student="8", labels=20)
        network = networks.build("8", experiment.data.shape, experiment.data.classes, seed=0)
        weights = {name: values.numpy() for name, values in network.state_dict().items()}
        student = Student("0" * 32, experiment, "8", "distilled", 0, weights, Estimate(mean=0.5, ci95=None))
        yield Material.of(student)


@pytest.fixture(params=[*STUDENTS])
def material(request) -> Material:
    return trained(request.param)[0]
