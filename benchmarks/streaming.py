"""The cost of watching a training run: the same run with all its snapshots, and with the last one only."""

from functools import partial
from pathlib import Path
from unittest import mock

import torch

from benchmarks.timing import alternate, report
from kdviz.experiment import Experiment
from kdviz.store import teachers
from kdviz.training.run import distill
from kdviz.training.schedule import Clock
from kdviz.training.watch import observer

MOST = 1.05
SCENES = {
    "the default scene": Experiment(),
    "2000 steps": Experiment(steps=2000),
    "64 seeds": Experiment(seeds=64),
    "conv:8x16": Experiment(student="conv:8x16"),
}


def measure() -> None:
    """Print how many times longer a run takes with its snapshots than without."""
    torch.set_num_threads(1)
    for name, experiment in SCENES.items():
        contenders = {"watched": partial(_run, experiment), "unwatched": partial(_run, experiment, unwatched=True)}
        seconds = alternate(contenders, rounds=9)
        ratio = seconds["watched"] / seconds["unwatched"]
        report(f"snapshots: {name}, {_run(experiment)} of them", ratio, "x", "1.05 or less", ratio <= MOST)


def _run(experiment: Experiment, *, unwatched: bool = False) -> int:
    """Train, and return how many snapshots there were."""
    weights = teachers.load(Path("/nowhere"), experiment)
    assert weights is not None
    going = distill.distill(experiment, "bench", weights, Clock())
    if unwatched:
        with mock.patch.object(observer, "student_reports", lambda experiment: frozenset({experiment.steps})):
            return sum(snapshot is not None for snapshot in going)
    return sum(snapshot is not None for snapshot in going)
