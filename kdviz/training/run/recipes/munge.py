"""MUNGE: a synthetic transfer set around the labelled images, which the teacher answers."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kdviz.results import StageResult
from kdviz.training.draws import Stream, generator, minibatches
from kdviz.training.run.workbench import Stages, Workbench
from kdviz.training.schedule import Clock, stage_reports

Images = NDArray[np.float32]


def munge(bench: Workbench) -> Stages:
    """Make the synthetic images; in every step there are as many of them as labelled ones, for the soft term."""
    experiment, clock = bench.experiment, Clock()
    folds: int = experiment.munge_fold
    streams = [generator(Stream.MUNGE, seed) for seed in experiment.seed_list]
    images = np.stack([bench.dataset.inputs[transfer.labelled] for transfer in bench.transfer_sets])
    flat = images.reshape(*images.shape[:2], -1)
    neighbours = np.stack([nearest(own) for own in flat])
    synthetic = torch.empty(len(images), folds, *images.shape[1:])
    due = stage_reports(experiment, folds)
    for fold in range(folds):
        made = munged(flat, neighbours, experiment.munge_swap, experiment.munge_spread, streams)
        synthetic[:, fold] = torch.from_numpy(made.reshape(images.shape))
        yield bench.told(bench.stage, fold + 1, folds) if fold + 1 in due else None
    bench.stages.append(StageResult(name=bench.stage, seconds=clock.seconds()))
    synthetic = synthetic.flatten(1, 2)
    orders = [minibatches(synthetic.shape[1], experiment.batch_size, rng) for rng in streams]

    def bring(_step: int) -> Tensor:
        return torch.stack([images[next(order)] for images, order in zip(synthetic, orders, strict=True)])

    return bench.plan(bench.with_images(bring))


def nearest(images: Images) -> NDArray[np.int64]:
    """Return each image's nearest neighbour among the others by Euclidean distance; itself where there is no other.

    Parameters
    ----------
    images : ndarray, shape (n, pixels)
    """
    precise = images.astype(np.float64)
    squares = (precise**2).sum(1)
    apart = squares[:, None] + squares - 2 * precise @ precise.T
    if len(images) > 1:
        np.fill_diagonal(apart, np.inf)
    return np.asarray(apart.argmin(1))


def munged(
    images: Images, neighbours: NDArray[np.int64], swap: float, spread: float, streams: list[np.random.Generator]
) -> Images:
    """Return one synthetic image for each of `images`.

    Each image e and its nearest neighbour e′ trade pixels: with probability p, pixel a of e becomes a draw from the
    normal distribution around e′'s with deviation |e_a − e′_a| / s, and pixel a of e′ one around e's. One pair after
    the other, so that an image can trade again with what it has got.

    Parameters
    ----------
    images : ndarray, shape (seeds, n, pixels)
    neighbours : ndarray of int, shape (seeds, n)
    swap, spread : float
        p and s.
    streams : list of Generator
        One a seed.

    References
    ----------
    Bucilua, Caruana, Niculescu-Mizil 2006, Model Compression, algorithm 1.
    """
    work, each = images.copy(), np.arange(len(images))
    swapped = np.stack([rng.random(images.shape[1:], dtype=np.float32) < swap for rng in streams], axis=1)
    normal = np.stack([rng.standard_normal((*images.shape[1:], 2), dtype=np.float32) for rng in streams], axis=1)
    for place, (trade, draw, neighbour) in enumerate(zip(swapped, normal, neighbours.T, strict=True)):
        own, other = work[:, place], work[each, neighbour]
        deviation = np.abs(own - other) / np.float32(spread)
        first, second = other + deviation * draw[..., 0], own + deviation * draw[..., 1]
        work[each, neighbour] = np.where(trade, second, other)
        work[:, place] = np.where(trade, first, own)
    return work
