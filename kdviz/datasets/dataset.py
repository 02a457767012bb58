"""A data set in three parts, every sample with an id of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdviz import catalog
from kdviz.catalog import DatasetCard
from kdviz.results import Arrays

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Dataset:
    """Inputs and labels, and which samples belong to which part.

    Attributes
    ----------
    inputs : ndarray of float32, shape (n, *shape)
        Every sample; its row is its id.
    labels : ndarray of int64, shape (n,)
    train, validation, test : ndarray of int64
        Ids. Choices are made on validation; test is for the verdict.
    """

    inputs: Floats
    labels: Integers
    train: Integers
    validation: Integers
    test: Integers

    @property
    def samples(self) -> Arrays:
        """Inputs and labels by id, whatever part they belong to: its content, without the split."""
        return {"inputs": self.inputs, "labels": self.labels}


def load(name: str, seed: int) -> Dataset:
    """Return the data set `name`; `seed` draws its split and, in the plane, its points."""
    card = catalog.data_set(name)
    dataset: Dataset = catalog.named(card.code)(card, seed)
    return dataset


def allot(weights: Sequence[int] | Integers, total: int) -> Integers:
    """Share `total` out in proportion to `weights` by largest remainders; never more than a weight.

    Parameters
    ----------
    weights : sequence of int, shape (classes,)
        Samples there are of each class.
    total : int
        Samples wanted; at most the sum of the weights.

    Returns
    -------
    ndarray of int64, shape (classes,)
    """
    available = np.asarray(weights, dtype=np.int64)
    exact = available * (total / available.sum())
    shares = np.floor(exact).astype(np.int64)
    order = np.argsort(shares - exact, kind="stable")
    shares[order[: total - shares.sum()]] += 1
    return np.asarray(shares)


def stratified(labels: Integers, counts: Integers, rng: np.random.Generator) -> Integers:
    """Draw ``counts[c]`` positions of each class ``c`` from `labels`, in random order.

    Returns
    -------
    ndarray of int64, shape (counts.sum(),)
    """
    drawn = [rng.permutation(np.flatnonzero(labels == label))[:count] for label, count in enumerate(counts)]
    return rng.permutation(np.concatenate(drawn))


def split(card: DatasetCard, inputs: Floats, labels: Integers, rng: np.random.Generator) -> Dataset:
    """Split samples into the parts that `card` promises, each with the classes in proportion."""
    train = stratified(labels, np.asarray(card.train_per_class), rng)
    rest = np.setdiff1d(np.arange(len(labels)), train)
    counts = allot(np.bincount(labels[rest], minlength=card.classes), card.validation)
    validation = rest[stratified(labels[rest], counts, rng)]
    test = rng.permutation(np.setdiff1d(rest, validation))
    return Dataset(inputs.astype(np.float32), labels.astype(np.int64), train, validation, test)


def class_counts(card: DatasetCard) -> Integers:
    """Return how many samples of each class a generated data set has in all its parts together."""
    return allot(np.asarray(card.train_per_class) * 100, sum(card.train_per_class) + card.validation + card.test)
