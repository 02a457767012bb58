"""A ring around a disc."""

import numpy as np
from sklearn.datasets import make_circles

from kdviz.catalog.datasets.circles import ENTRY
from kdviz.datasets.dataset import Dataset, class_counts, split


def load(seed: int) -> Dataset:
    """Return the circles with Gaussian noise of standard deviation 0.15, drawn by `seed`."""
    counts = tuple(map(int, class_counts(ENTRY)))
    inputs, labels = make_circles(counts, noise=0.15, factor=0.5, random_state=seed)
    return split(ENTRY, inputs, labels, np.random.default_rng(seed))
