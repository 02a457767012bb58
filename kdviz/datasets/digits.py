"""The 8×8 digits that ship with scikit-learn."""

from functools import cache
from typing import Any

import numpy as np
from sklearn.datasets import load_digits

from kdviz.catalog import DatasetCard
from kdviz.datasets.dataset import Dataset, split


def load(card: DatasetCard, seed: int) -> Dataset:
    """Return the digits with pixels from 0 to 1, split by `seed`."""
    digits = _digits()
    return split(card, digits.images[:, None] / 16, digits.target, np.random.default_rng(seed))


@cache
def _digits() -> Any:
    # They are text on disk: reading it takes half as long as all else before a run's first step.
    return load_digits()
