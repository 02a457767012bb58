"""The time and memory of a whole map, against loops and against fewer workers."""

import os
import resource
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

import psutil
import torch

from benchmarks import population
from benchmarks.timing import alternate, report
from kdviz.engine import Engine
from kdviz.experiment import Experiment, Sweep
from kdviz.experiment.arms import members
from kdviz.experiment.packing import chunks
from kdviz.store import teachers
from kdviz.training.sweep.chunk import train_cells

LANDSCAPE = Sweep.over(
    Experiment(), {"temperature": [1, 2, 3, 4, 6, 8, 12, 20], "alpha": [0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1]}
)
# Two cells of more students than a worker's memory could hold at once.
LARGE = Sweep.over(Experiment(student="512x512", seeds=32, steps=20), {"alpha": [0.5, 0.9]})
ROUNDS = 5


def measure() -> None:
    """Print the landscape's seconds and ratios, and what a worker holds."""
    _against_a_loop()
    with tempfile.TemporaryDirectory() as home:
        os.environ["KDVIZ_HOME"] = home
        engines = {workers: Engine(workers) for workers in (1, 2)}
        for engine in engines.values():
            engine.await_workers()
        seconds: dict[int, list[float]] = {workers: [] for workers in engines}
        worked: list[float] = []
        for round_ in range(ROUNDS + 1):
            for workers, engine in engines.items():
                before = _processor_seconds(engine)
                taken = _seconds(engine)
                if round_:
                    seconds[workers].append(taken)
                    worked += [_processor_seconds(engine) - before] if workers == 2 else []
                elif workers == 2:
                    report("the first landscape, two workers, their captures included", taken, "s", "-", True)
        median = statistics.median(seconds[2])
        report("the 8 × 8 landscape with 8 seeds, two workers (median of 5)", median, "s", "6 or less", median <= 6)
        report("processor seconds that its workers took, together", statistics.median(worked), "s", "-", True)
        ratio = statistics.median(one / two for one, two in zip(seconds[1], seconds[2], strict=True))
        report("two workers against one (median of 5)", ratio, "x", "1.5 or more", ratio >= 1.5)
        _report_memory(engines[2], "the most memory that a worker held, after landscapes")
        _seconds(engines[2], LARGE)
        _report_memory(engines[2], "the most memory that a worker held, after 32 seeds of 512x512")
        for engine in engines.values():
            engine.close()


def _report_memory(engine: Engine, what: str) -> None:
    """Report the peak of the worker that had the highest one since it started, in units of 1024 bytes on Linux."""
    peaks = engine.workers.cluster.client.run(lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)
    report(what, max(peaks.values()), "MB", "1000 or less", max(peaks.values()) <= 1000)


def _seconds(engine: Engine, sweep: Sweep = LANDSCAPE) -> float:
    start = perf_counter()
    engine.result(engine.submit(sweep, "bench", afresh=True).job_id)
    return perf_counter() - start


def _processor_seconds(engine: Engine) -> float:
    """Return what the workers have taken, on however busy a machine."""
    taken = engine.workers.cluster.client.run(lambda: sum(psutil.Process().cpu_times()[:2]))
    return float(sum(taken.values()))


def _against_a_loop() -> None:
    """Compare a student of a chunk, measured in every way, with the plain loop that only trains one."""
    torch.set_num_threads(1)
    weights = teachers.load(Path("/nowhere"), Experiment())
    assert weights is not None
    first = chunks(LANDSCAPE.cells, "cpu")[0]
    experiments = [experiment for place in first.places if (experiment := LANDSCAPE.cells[place].experiment)]
    students = sum(map(len, members(experiments).values()))
    plain = population.plain_loop()
    seconds = alternate({"chunk": lambda: [*train_cells(experiments, weights)], "plain": plain})
    ratio = seconds["plain"] / (seconds["chunk"] / students)
    report("a student of a landscape, against a plain PyTorch loop", ratio, "x", "15 or more", ratio >= 15)
