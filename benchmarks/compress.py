"""The time of the usual pipelines, and of a step with masks and rounded weights against a plain one."""

import os
import statistics
import tempfile
from collections import deque
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

import torch

from benchmarks.sweep import processor_seconds
from benchmarks.timing import alternate, report
from kdviz import datasets
from kdviz.catalog import Stage
from kdviz.engine import Engine
from kdviz.experiment import Compression, Experiment, Pipeline
from kdviz.store import teachers
from kdviz.training.compress.measured import Tested, sensitivity
from kdviz.training.compress.students import Students
from kdviz.training.compress.together import Program, Together, Training
from kdviz.training.draws import draw
from kdviz.training.run import teacher
from kdviz.training.run.students import arms_population
from kdviz.training.run.workbench import Workbench

USUAL = Compression.of(Experiment())
ROUNDS, STEPS, STUDENTS = 3, 250, 4
COMPRESSED = {"masked": ("prune=0.8",), "rounded": ("quantize=4",), "masked and rounded": ("prune=0.8", "quantize=4")}


def measure() -> None:
    """Print the seconds of the usual eight pipelines, and what masks and grids cost a step."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["KDVIZ_HOME"] = home
        engine = Engine(2)
        engine.await_workers()
        seconds, worked = [], []
        for _round in range(ROUNDS):
            before, start = processor_seconds(engine), perf_counter()
            engine.result(engine.submit(USUAL, "bench", afresh=True).job_id)
            seconds.append(perf_counter() - start)
            worked.append(processor_seconds(engine) - before)
        engine.close()
    report("the usual eight pipelines, two workers, their captures included", seconds[0], "s", "-", True)
    median = statistics.median(seconds)
    report("the usual eight pipelines with 8 seeds, two workers (median of 3)", median, "s", "10 or less", median <= 10)
    report("processor seconds that its workers took, together", statistics.median(worked), "s", "-", True)
    contenders = {"plain": _steps(()), **{name: _steps(stages) for name, stages in COMPRESSED.items()}}
    steps = alternate(contenders, rounds=11, clock=process_time)
    for name in COMPRESSED:
        ratio = steps[name] / steps["plain"]
        report(f"a {name} student's step against a plain one's", ratio, "x", "1.5 or less", ratio <= 1.5)
    dataset = datasets.load(USUAL.experiment.dataset, USUAL.experiment.data_seed)
    maps = alternate({"maps": lambda: sensitivity(_students(), Tested(dataset))}, rounds=5, clock=process_time)["maps"]
    report("both sensitivity maps of a student with 8 seeds, processor seconds", maps, "s", "5 or less", maps <= 5)


def _students() -> Students:
    """Return the students of all seeds as they begin."""
    experiment = USUAL.experiment
    parameters = {name: values[:, 0] for name, values in arms_population(experiment).parameters.items()}
    return Students.trained(parameters, Pipeline.read("train").deployed(experiment), experiment.seed_list)


def _steps(stages: tuple[str, ...]) -> Callable[[], object]:
    """Return what tunes students after `stages`, a few of each seed together."""
    torch.set_num_threads(1)
    experiment = USUAL.experiment
    weights = teachers.load(Path("/nowhere"), experiment)
    assert weights is not None
    dataset = datasets.load(experiment.dataset, experiment.data_seed)
    transfer_sets = [draw(experiment, dataset, seed) for seed in experiment.seed_list]
    logits = teacher.logits_by_id(teacher.taught(experiment, weights), dataset)
    bench = Workbench(experiment, dataset, transfer_sets, weights, logits)
    students = _students()
    for stage in stages:
        students = students.after(Stage.read(stage))
    tuning = Training(students, Stage.read("tune=teacher"), taught=True, learning_rate=0.003)
    batches = [*islice(bench.batches(), STEPS)]
    together = Together(Program(experiment, 0, STEPS, students.form), [tuning] * STUDENTS)
    return lambda: deque(together.train(iter(batches)), maxlen=0)
