"""The 8×8 digits that ship with scikit-learn."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdviz.catalog import DatasetCard
from kdviz.datasets.dataset import Dataset, split


def load(card: DatasetCard, seed: int) -> Dataset:
    """Return the digits with pixels from 0 to 1, split by `seed`."""
    pixels, labels = _digits()
    return split(card, pixels.reshape(-1, 1, 8, 8) / 16, labels, np.random.default_rng(seed))


@cache
def _digits() -> tuple[NDArray[Any], NDArray[Any]]:
    # They are text on disk: reading it takes half as long as all else before a run's first step.
    rows = np.loadtxt(_file(), delimiter=",")
    return rows[:, :-1], rows[:, -1].astype(int)


def _file() -> Path:
    """Return where scikit-learn keeps them.

    Its own `load_digits` comes with pandas and all of scipy: a third of the time in which a worker gets ready.
    """
    package = find_spec("sklearn")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / "datasets" / "data" / "digits.csv.gz"
