"""Ten thousand students on a GPU: what their training takes, and the whole map."""

import os
import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks.timing import report
from kdviz.engine import Engine
from kdviz.experiment import Experiment, Sweep
from kdviz.experiment.packing import chunks
from kdviz.store import teachers
from kdviz.training.population.device import device_kind
from kdviz.training.sweep.chunk import train_cells
from kdviz.training.warmup import warm_up

# 160 cells of 64 seeds are 10,240 distilled students; with twins and controls 10,368.
MAP = Sweep.over(
    Experiment(seeds=64),
    {"temperature": [1 + place / 2 for place in range(40)], "alpha": [0.3, 0.5, 0.7, 0.9]},
)
ROUNDS = 3


def measure() -> None:
    """Print the seconds of a map of 10,240 students, or that there is no GPU."""
    if device_kind() != "cuda":
        print("10,240 students on a GPU: not measured, since torch finds no GPU here", flush=True)
        return
    warm_up()
    weights = teachers.load(Path("/nowhere"), Experiment())
    assert weights is not None
    (chunk,) = chunks(MAP.cells, "cuda")
    experiments = [experiment for place in chunk.places if (experiment := MAP.cells[place].experiment)]
    for round_ in range(ROUNDS):
        start = trained = perf_counter()
        for share in train_cells(experiments, weights):
            trained = perf_counter() if share == 1 else trained
        first = "the first time, captures included" if round_ == 0 else f"time {round_ + 1}"
        seconds = trained - start
        report(f"training 10,240 students, {first}", seconds, "s", "1 or less", round_ == 0 or seconds <= 1)
        report("measuring them, on one core", perf_counter() - trained, "s", "-", True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["KDVIZ_HOME"] = home
        engine = Engine()
        engine.await_workers()
        for _round in range(ROUNDS):
            start = perf_counter()
            engine.result(engine.submit(MAP, "bench", afresh=True).job_id)
            report("the whole map through the engine", perf_counter() - start, "s", "-", True)
        engine.close()
