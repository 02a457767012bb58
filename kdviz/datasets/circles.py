"""A ring around a disc."""

import numpy as np
from sklearn.datasets import make_circles

from kdviz.catalog import DatasetCard
from kdviz.datasets.dataset import Dataset, class_counts, split


def load(card: DatasetCard, seed: int) -> Dataset:
    """Return the circles with Gaussian noise of standard deviation 0.15, drawn by `seed`."""
    counts = tuple(map(int, class_counts(card)))
    inputs, labels = make_circles(counts, noise=0.15, factor=0.5, random_state=seed)
    return split(card, inputs, labels, np.random.default_rng(seed))
