"""The time of an export with its verification, where PyTorch and ONNX Runtime are imported."""

from time import perf_counter

import torch

from benchmarks.timing import report
from kdviz import networks
from kdviz.experiment import Experiment
from kdviz.exports.format import StudentFormat
from kdviz.exports.material import Material, Student
from kdviz.exports.registry import formats
from kdviz.exports.verified import written
from kdviz.results.snapshot import Estimate

SIZES = ("32", "conv:8x16", "256x256")


def measure() -> None:
    """Print the seconds of each format, for students of three sizes."""
    torch.set_num_threads(1)
    for size in SIZES:
        for name, chosen in formats().items():
            if isinstance(chosen, StudentFormat):
                # What is imported with the first file is not counted.
                written(chosen, Material.of(student(size)))
                start = perf_counter()
                written(chosen, Material.of(student(size)))
                seconds = perf_counter() - start
                report(f"an export of {size} as {name}, verified", seconds, "s", "1 or less", seconds <= 1)


def student(size: str) -> Student:
    """Return a student of digits with first weights."""
    experiment = Experiment.shared(student=size)
    network = networks.build(size, experiment.data.shape, experiment.data.classes, seed=0)
    weights = {name: values.numpy() for name, values in network.state_dict().items()}
    return Student("0" * 32, experiment, size, "distilled", 0, weights, Estimate(mean=0.0, ci95=None))
