"""What a seed draws: labelled images, label noise, unlabelled images, initial weights and the order of batches.

Each has a stream of random numbers of its own, so that turning one knob leaves the other draws as they were.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from kdviz.datasets import Dataset, allot, stratified
from kdviz.datasets.dataset import Integers
from kdviz.experiment import Experiment

EPOCHS_AT_ONCE, PLACES_AT_ONCE = 16, 2**14


class Stream(IntEnum):
    """Names for the independent streams of one seed.

    They count from one: NumPy takes (seed, 0) for the same as the seed itself, with which data sets are drawn.
    """

    LABELLED = 1
    NOISE = 2
    UNLABELLED = 3
    WEIGHTS = 4
    BATCHES = 5
    UNLABELLED_BATCHES = 6
    TEACHER_WEIGHTS = 7
    TEACHER_BATCHES = 8
    DROPOUT = 9
    COMPANIONS = 10
    GENERATIONS = 11
    ASSISTANTS = 12
    PEERS = 13
    MUNGE = 14
    NOISE_IMAGES = 15
    PARTS = 16
    SOFT_LABELS = 17
    CUTS = 18
    QUERIES = 19
    MEMBERS = 20


def generator(stream: Stream, seed: int) -> np.random.Generator:
    """Return the random numbers of `stream` for `seed`."""
    return np.random.default_rng((seed, int(stream)))


def torch_seed(stream: Stream, seed: int, place: int = 0) -> int:
    """Return a seed for torch that follows from `stream`, `seed` and, where there are several of them, `place`."""
    entropy = (seed, int(stream), place) if place else (seed, int(stream))
    return int(np.random.SeedSequence(entropy).generate_state(1)[0])


@dataclass(frozen=True)
class TransferSet:
    """What one seed's students see.

    Attributes
    ----------
    labelled, unlabelled : ndarray of int64
        Sample ids.
    labels : ndarray of int64, shape (len(labelled),)
        With the label noise in them.
    """

    labelled: Integers
    unlabelled: Integers
    labels: Integers


def draw(experiment: Experiment, dataset: Dataset, seed: int) -> TransferSet:
    """Draw the transfer set of `seed` from the training images."""
    pool = dataset.train[dataset.labels[dataset.train] != experiment.omit_class]
    pool_labels = dataset.labels[pool]
    counts = np.bincount(pool_labels, minlength=experiment.data.classes)
    shares = allot(counts, experiment.labelled_images)
    labelled = pool[stratified(pool_labels, shares, generator(Stream.LABELLED, seed))]
    rest = np.setdiff1d(pool, labelled)
    unlabelled = generator(Stream.UNLABELLED, seed).permutation(rest)[: experiment.unlabelled_images]
    labels = _with_noise(dataset.labels[labelled], experiment.label_noise, generator(Stream.NOISE, seed))
    return TransferSet(labelled, unlabelled, labels)


def _with_noise(labels: Integers, share: float, rng: np.random.Generator) -> Integers:
    """Replace `share` of the labels, each by one of the other classes that occur."""
    noisy = labels.copy()
    wrong = rng.permutation(len(labels))[: round(share * len(labels))]
    present = np.unique(labels)
    places = np.searchsorted(present, labels[wrong])
    noisy[wrong] = present[(places + rng.integers(1, len(present), len(wrong))) % len(present)]
    return noisy


def minibatches(count: int, size: int, rng: np.random.Generator) -> Iterator[Integers]:
    """Yield batches of `size` places among `count` without end, every place once before any comes again."""
    waiting = np.empty(0, dtype=np.int64)
    # Their number changes no draw.
    epochs = np.tile(np.arange(count), (min(max(PLACES_AT_ONCE // count, 1), EPOCHS_AT_ONCE), 1))
    while True:
        waiting = np.concatenate([waiting, rng.permuted(epochs, axis=1).ravel()])
        whole = len(waiting) // size
        yield from waiting[: whole * size].reshape(whole, size)
        waiting = waiting[whole * size :]
