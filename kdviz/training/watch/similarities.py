"""Which images look alike to a network: similarity matrices of one fixed batch, as text that a browser draws."""

import base64
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.func import vmap

from kdviz import measures
from kdviz.catalog.layers import last
from kdviz.catalog.limits import SIMILAR_IMAGES
from kdviz.datasets import Dataset
from kdviz.networks import Network
from kdviz.objectives.similarity import similarities
from kdviz.results import Arm, Interval, Likeness
from kdviz.training.population.device import as_inputs, pick_device
from kdviz.training.population.population import Population

DEEPEST = 255


class Likenesses:
    """Measures the matrices that similarity-preserving distillation compares, whatever the students were trained on.

    Those of the students of `seed`, the first, are shown.
    """

    def __init__(self, dataset: Dataset, teacher: Network, seed: int) -> None:
        ids = batch(dataset)
        images = as_inputs(dataset.inputs[ids])
        (features,) = last(teacher.outputs(images).layers)
        matrix = similarities(features)
        self._images, self._teacher = images.to(pick_device()), matrix.to(pick_device())
        self._ends = float(matrix.min()), float(matrix.max())
        self._ground = Likeness(
            labels=dataset.labels[ids].tolist(), ends=self._ends, teacher=encode(matrix, self._ends), seed=seed
        )

    def look(self, population: Population, members: dict[Arm, int], *, first: bool) -> dict[str, Any]:
        """Return what a snapshot says of the students in `members`, an arm's place each.

        The `first` one also has what stays the same while the students learn.
        """
        (features,) = population.layers(self._images, last)
        chosen = features[:, list(members.values())]
        matrices = vmap(vmap(similarities))(chosen)
        apart = (matrices - self._teacher).square().mean((-1, -2)).sqrt().T.double().cpu().numpy()
        return {
            "similarities": {arm: encode(own, self._ends) for arm, own in zip(members, matrices[0], strict=True)},
            "apart": dict(zip(members, apart.tolist(), strict=True)),
            "apart_ci95": dict(zip(members, measures.intervals(apart), strict=True)),
            "likeness": self._ground if first else None,
        }


def batch(dataset: Dataset) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the ids of the images that are compared: as many of each class, the first of the validation part."""
    labels = dataset.labels[dataset.validation]
    classes = np.unique(labels)
    each = max(1, SIMILAR_IMAGES // len(classes))
    return np.concatenate([dataset.validation[labels == label][:each] for label in classes])


def encode(matrix: Tensor, ends: Interval) -> str:
    """Write a matrix as `Likeness` describes it."""
    low, high = ends
    shades = ((matrix - low) / ((high - low) or 1) * DEEPEST).round().clamp(0, DEEPEST).to(torch.uint8)
    return base64.b64encode(shades.cpu().numpy().tobytes()).decode("ascii")
