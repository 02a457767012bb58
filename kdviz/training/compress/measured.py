"""What is measured of compressed students: their answers, bytes, and how sensitive their layers are."""

import base64
import gzip
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save
from torch import Tensor

from kdviz import measures
from kdviz.catalog import Stage
from kdviz.catalog.deployed import FLOAT_BYTES
from kdviz.datasets import Dataset
from kdviz.results import Arrays
from kdviz.results.compression import Bytes, Compressed, Sensitivity, StageAccuracy, kept_seeds
from kdviz.training.compress.students import Students
from kdviz.training.population.device import as_inputs, pick_device

SPARSITIES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
BITS = (8, 7, 6, 5, 4, 3, 2)


class Tested:
    """The test images, or those that searches choose by, and how accurate students are on them."""

    def __init__(self, dataset: Dataset, images: Literal["test", "validation"] = "test") -> None:
        ids = dataset.test if images == "test" else dataset.validation
        self.inputs = as_inputs(dataset.inputs[ids]).to(pick_device())
        self._labels = dataset.labels[ids]

    def accuracy(self, logits: Tensor) -> list[float]:
        """Return the accuracy of each of several students, `logits` of shape (students, n, classes)."""
        found: list[float] = measures.accuracy(logits.cpu().numpy(), self._labels).tolist()
        return found


def compressed(
    students: Students, stages: list[StageAccuracy], sensitivity: list[Sensitivity], validation: list[float]
) -> Compressed:
    """Return what is kept of students at the end of a pipeline."""
    deployed, seeds = students.deployed, kept_seeds(students.deployed.parameters)
    kept = {name: values[:seeds] for name, values in _weights(students).items()}
    biases = sum(layer.outputs for layer in deployed.layers)
    return Compressed(
        network=deployed.network,
        stages=stages,
        bytes=stages[-1].bytes or taken(students),
        parameters=deployed.parameters,
        nonzero=round(_left(students).sum(1).mean()) + biases,
        macs=deployed.macs,
        sensitivity=sensitivity,
        weights=base64.b64encode(save(kept)).decode("ascii"),
        validation=validation,
    )


def taken(students: Students) -> Bytes:
    """Return what one of the students takes, on average."""
    deployed, weights = students.deployed, _weights(students)
    files = [save({name: values[place] for name, values in weights.items()}) for place in range(len(students.seeds))]
    return Bytes(
        parameters=FLOAT_BYTES * deployed.parameters,
        packed=round(np.mean([deployed.packed_with(own.tolist()) for own in _left(students)])),
        file=round(np.mean([len(file) for file in files])),
        gzip=round(np.mean([len(gzip.compress(file, mtime=0)) for file in files])),
    )


def _left(students: Students) -> NDArray[Any]:
    """Return how many weights are left of each student, shape (seeds, layers)."""
    return np.stack([mask.flatten(1).sum(1).cpu().numpy() for mask in students.stacked.masks.values()], axis=1)


def _weights(students: Students) -> Arrays:
    """Return the weights of all seeds, shapes (seeds, …)."""
    return {name: values.cpu().numpy() for name, values in students.stacked.parameters.items()}


def sensitivity(students: Students, tested: Tested) -> list[Sensitivity]:
    """Return how accurate students are with one layer pruned or quantized, by how much."""
    found = []
    for layer in range(1, len(students.deployed.layers) + 1):
        for stage in [f"prune={share}" for share in SPARSITIES] + [f"quantize={bits}" for bits in BITS]:
            hurt = students.after(Stage.read(f"{stage}:only{layer}"))
            found.append(Sensitivity(stage=stage, layer=layer, accuracy=tested.accuracy(hurt.logits(tested.inputs))))
    return found
