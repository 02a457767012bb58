"""Decision surfaces of networks on data in the plane, as text that a browser draws."""

import base64

import numpy as np
import torch
from torch import Tensor

from kdviz.catalog.limits import SURFACE_SIDE
from kdviz.datasets import Dataset
from kdviz.networks import Network
from kdviz.results import Plane
from kdviz.training.draws import TransferSet
from kdviz.training.population.device import as_inputs

MARGIN = 0.08
SURE = 15


def ground(dataset: Dataset, transfer: TransferSet, seed: int, teacher: Network) -> tuple[Plane, Tensor]:
    """Return the square around all points, and its grid as inputs of shape (side², 2)."""
    low, high = dataset.inputs.min(axis=0), dataset.inputs.max(axis=0)
    extent = float((high - low).max()) * (1 + 2 * MARGIN)
    left, bottom = ((low + high - extent) / 2).tolist()
    places = (np.arange(SURFACE_SIDE) + 0.5) / SURFACE_SIDE * extent
    x, y = np.meshgrid(left + places, (bottom + places)[::-1])
    grid = as_inputs(np.stack([x.ravel(), y.ravel()], axis=1))
    points = zip(*dataset.inputs[transfer.labelled].T.tolist(), transfer.labels.tolist(), strict=True)
    plane = Plane(
        left=left,
        bottom=bottom,
        extent=extent,
        side=SURFACE_SIDE,
        teacher=encode(teacher(grid)),
        seed=seed,
        points=list(points),
    )
    return plane, grid


def encode(logits: Tensor) -> str:
    """Write each row's answer and how sure it is, as `Plane` describes it.

    Parameters
    ----------
    logits : Tensor, shape (side², classes)
        Of at most 16 classes.
    """
    top, answer = logits.softmax(-1).max(-1)
    guessing = 1 / logits.shape[-1]
    sure = ((top - guessing) / (1 - guessing) * SURE).round().to(torch.uint8)
    shades = (answer.to(torch.uint8) << 4) | sure
    return base64.b64encode(shades.cpu().numpy().tobytes()).decode("ascii")
