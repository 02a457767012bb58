"""MUNGE: a synthetic transfer set around the labelled images, which the teacher answers."""

from collections.abc import Generator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kdviz.training.draws import Stream, generator, minibatches
from kdviz.training.lesson import Lesson, Plan


def munge(lesson: Lesson) -> Generator[None, None, Plan]:
    """Return the plan with, in every step, as many synthetic images as labelled ones for the soft term."""
    yield from ()
    experiment, made = lesson.experiment, []
    streams = [generator(Stream.MUNGE, seed) for seed in experiment.seed_list]
    for transfer, rng in zip(lesson.transfer_sets, streams, strict=True):
        images = lesson.dataset.inputs[transfer.labelled]
        flat = images.reshape(len(images), -1)
        folds = [
            munged(flat, experiment.munge_swap, experiment.munge_spread, rng) for _fold in range(experiment.munge_fold)
        ]
        made.append(np.concatenate(folds).reshape(-1, *images.shape[1:]))
    synthetic = torch.from_numpy(np.stack(made))
    orders = [minibatches(synthetic.shape[1], experiment.batch_size, rng) for rng in streams]

    def bring(_step: int) -> Tensor:
        return torch.stack([images[next(order)] for images, order in zip(synthetic, orders, strict=True)])

    return lesson.plan(lesson.with_images(bring))


def munged(
    images: NDArray[np.floating[Any]], swap: float, spread: float, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Return one synthetic image for each of `images`, shape (n, pixels).

    Each image e and its nearest neighbour e′ trade pixels: with probability p, pixel a of e becomes a draw from the
    normal distribution around e′'s with deviation |e_a − e′_a| / s, and the other way round.

    References
    ----------
    Bucilua, Caruana, Niculescu-Mizil 2006, Model Compression, algorithm 1 (p is `swap`, s is `spread`).
    """
    work = images.astype(np.float64)
    if len(work) < 2:
        return work.astype(np.float32)
    squares = (images.astype(np.float64) ** 2).sum(1)
    apart = squares[:, None] + squares - 2 * images.astype(np.float64) @ images.T.astype(np.float64)
    np.fill_diagonal(apart, np.inf)
    for place, neighbour in enumerate(apart.argmin(1)):
        own, other = work[place].copy(), work[neighbour].copy()
        swapped = rng.random(len(own)) < swap
        deviation = np.abs(own - other) / spread
        work[place] = np.where(swapped, rng.normal(other, deviation), own)
        work[neighbour] = np.where(swapped, rng.normal(own, deviation), other)
    return work.astype(np.float32)
