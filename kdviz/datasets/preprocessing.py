"""The preprocessing of tables: imputation, scaling, and a yes or no each category."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdviz.datasets.dataset import Floats
from kdviz.results import Arrays


@dataclass(frozen=True)
class Preprocessing:
    """What makes inputs of raw rows, fitted on training rows alone.

    Attributes
    ----------
    medians : ndarray, shape (numbers,)
        Stand for missing numbers.
    means, scales : ndarray, shape (numbers,)
        Numbers have them taken off, and are divided by them.
    seen : tuple of ndarray of bool, a category each, shapes (values,)
        Which of its values training rows have. Any other is none of them, as a missing one is: it has an input, so that
        networks have as many whatever the seed, and that is always 0.
    """

    medians: NDArray[np.float64]
    means: NDArray[np.float64]
    scales: NDArray[np.float64]
    seen: tuple[NDArray[np.bool_], ...]

    def applied(self, arrays: Arrays) -> Floats:
        """Return the inputs of raw rows: float32, shape (n, features), or (n, channels, height, width) from 0 to 1."""
        if "pictures" in arrays:
            return np.asarray(arrays["pictures"].astype(np.float32) / 255)
        columns = list[NDArray[Any]]()
        if len(self.medians):
            numbers = arrays["numbers"]
            filled = np.where(np.isnan(numbers), self.medians, numbers)
            columns.append((filled - self.means) / self.scales)
        for place, seen in enumerate(self.seen):
            columns.append((arrays["codes"][:, place, None] == np.arange(len(seen))) & seen)
        return np.concatenate([each.astype(np.float32) for each in columns], axis=1)
