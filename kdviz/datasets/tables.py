"""The tables that ship with scikit-learn: wine and breast cancer.

They are parted and standardized as one's own tables are, so that a copy added as CSV gives the same numbers.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdviz.catalog import DatasetCard
from kdviz.datasets.dataset import Dataset
from kdviz.datasets.own import prepared, raw
from kdviz.datasets.rows import Rows
from kdviz.results import Arrays
from kdviz.results.data import Column

FILES = {"wine": "wine_data.csv", "breast-cancer": "breast_cancer.csv"}


def load(card: DatasetCard, seed: int) -> Dataset:
    """Return a table with its columns standardized on training rows; `seed` draws the parts."""
    return prepared(card, _arrays(card), seed)


def rows(card: DatasetCard, seed: int) -> Rows:
    """Return the raw rows of a table, under the names that scikit-learn has for its columns."""
    # It is wanted for exports alone: with all of scipy it takes most of a second.
    from sklearn import datasets  # noqa: PLC0415 - slow to load

    names = getattr(datasets, f"load_{card.name.replace('-', '_')}")().feature_names
    return raw(card, _arrays(card), [Column(name=str(name), use="number") for name in names], seed)


def _arrays(card: DatasetCard) -> Arrays:
    numbers, labels = _rows(FILES[card.name])
    return {"numbers": numbers, "labels": labels}


@cache
def _rows(name: str) -> tuple[NDArray[Any], NDArray[Any]]:
    package = find_spec("sklearn")
    assert package is not None
    assert package.origin is not None
    # The first line has how many rows and columns there are, and the classes' names.
    rows = np.loadtxt(Path(package.origin).parent / "datasets" / "data" / name, delimiter=",", skiprows=1)
    return rows[:, :-1], rows[:, -1].astype(np.int64)
