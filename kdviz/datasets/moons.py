"""Two interleaved half circles."""

import numpy as np
from sklearn.datasets import make_moons

from kdviz.catalog.datasets.moons import ENTRY
from kdviz.datasets.dataset import Dataset, class_counts, split


def load(seed: int) -> Dataset:
    """Return the moons with Gaussian noise of standard deviation 0.25, drawn by `seed`."""
    inputs, labels = make_moons(tuple(map(int, class_counts(ENTRY))), noise=0.25, random_state=seed)
    return split(ENTRY, inputs, labels, np.random.default_rng(seed))
