"""Two interleaved half circles."""

import numpy as np
from sklearn.datasets import make_moons

from kdviz.catalog import DatasetCard
from kdviz.datasets.dataset import Dataset, class_counts, split


def load(card: DatasetCard, seed: int) -> Dataset:
    """Return the moons with Gaussian noise of standard deviation 0.25, drawn by `seed`."""
    inputs, labels = make_moons(tuple(map(int, class_counts(card))), noise=0.25, random_state=seed)
    return split(card, inputs, labels, np.random.default_rng(seed))
