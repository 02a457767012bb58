"""Data of MNIST's size: a student of a population against one alone, and the default scene against its estimate."""

import os
import statistics
import tempfile
from time import perf_counter

import numpy as np
import torch

from benchmarks.population import STUDENTS, contenders
from benchmarks.timing import alternate, report
from kdviz import datasets
from kdviz.catalog.fetched import FILES, folder_of
from kdviz.datasets import idx
from kdviz.engine import Engine
from kdviz.experiment import Experiment
from kdviz.experiment.work import students_seconds, teacher_seconds

SETTINGS = {"dataset": "mnist", "labels": 100, "student": "32"}
TRAINING, TEST, SIDE, CLASSES = 60_000, 10_000, 28, 10
WAIT = 10.0


def measure() -> None:
    """Print how many times faster a student 784-32-10 of 64 is than one alone, and seconds to the verdict."""
    before = os.environ.get("KDVIZ_HOME")
    with tempfile.TemporaryDirectory() as home:
        os.environ["KDVIZ_HOME"] = home
        _make_up()
        _measure_students()
        _measure_estimate()
    if before is not None:
        os.environ["KDVIZ_HOME"] = before


def _make_up() -> None:
    """Put files of MNIST's size into the home: what takes time is how many pixels there are, not which."""
    rng, folder = np.random.default_rng(0), folder_of("mnist")
    folder.mkdir(parents=True)
    for images, labels, count in ((*FILES[:2], TRAINING), (*FILES[2:], TEST)):
        classes = np.arange(count, dtype=np.uint8) % CLASSES
        pictures = np.frombuffer(rng.bytes(count * SIDE * SIDE), np.uint8).reshape(count, SIDE, SIDE).copy()
        # A bright row tells the class.
        pictures[np.arange(count), 2 * classes] = 255
        idx.write(folder / images, pictures)
        idx.write(folder / labels, classes)


def _measure_students() -> None:
    torch.set_num_threads(1)
    experiment = Experiment(**SETTINGS, seeds=STUDENTS)
    trained = contenders(experiment, datasets.load(experiment.dataset, experiment.data_seed))
    seconds = alternate({name: trained[name] for name in ("population", "plain")})
    faster = STUDENTS * seconds["plain"] / seconds["population"]
    report(f"a student 784-32-10 of {STUDENTS}, against a plain PyTorch loop", faster, "x", "-", True)


def _measure_estimate() -> None:
    """Print how long the default scene takes with 100 labels, and how many times its estimate that is."""
    engine, experiment = Engine(), Experiment(**SETTINGS)

    def run() -> float:
        start = perf_counter()
        engine.result(engine.submit(experiment, "bench", afresh=True).job_id)
        return perf_counter() - start

    # The workers and their libraries are up after it.
    engine.result(engine.submit(Experiment(), "bench").job_id)
    first, median = run(), statistics.median(run() for _round in range(3))
    engine.close()
    students = students_seconds(experiment)
    report("100 labels of 70,000 images 28×28 to the verdict (median of 3)", median, "s", "10 or less", median <= WAIT)
    for what, ratio in (
        ("… times its estimate", median / students),
        ("… the teacher's training included", first / (students + teacher_seconds(experiment))),
    ):
        report(what, ratio, "x", "0.5 to 2", 0.5 <= ratio <= 2)
