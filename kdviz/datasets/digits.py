"""The 8×8 digits that ship with scikit-learn."""

import numpy as np
from sklearn.datasets import load_digits

from kdviz.catalog.datasets.digits import ENTRY
from kdviz.datasets.dataset import Dataset, split


def load(seed: int) -> Dataset:
    """Return the digits with pixels from 0 to 1, split by `seed`."""
    digits = load_digits()
    return split(ENTRY, digits.images[:, None] / 16, digits.target, np.random.default_rng(seed))
