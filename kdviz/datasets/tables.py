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
from kdviz.datasets.own import prepared

FILES = {"wine": "wine_data.csv", "breast-cancer": "breast_cancer.csv"}


def load(card: DatasetCard, seed: int) -> Dataset:
    """Return a table with its columns standardized on training rows; `seed` draws the parts."""
    numbers, labels = _rows(FILES[card.name])
    return prepared(card, {"numbers": numbers, "labels": labels}, seed)


@cache
def _rows(name: str) -> tuple[NDArray[Any], NDArray[Any]]:
    package = find_spec("sklearn")
    assert package is not None
    assert package.origin is not None
    # The first line has how many rows and columns there are, and the classes' names.
    rows = np.loadtxt(Path(package.origin).parent / "datasets" / "data" / name, delimiter=",", skiprows=1)
    return rows[:, :-1], rows[:, -1].astype(np.int64)
