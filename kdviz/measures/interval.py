"""Means over seeds and how sure we are of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from kdviz.results import Estimate


def over_seeds(values: Sequence[float] | NDArray[Any]) -> Estimate:
    """Return the mean of one number a seed and its 95 % t-interval; no interval for a single seed.

    Paired gains are the same measure of the differences within each seed.
    """
    numbers = np.asarray(values, dtype=float)
    mean = float(numbers.mean())
    if len(numbers) < 2:
        return Estimate(mean=mean, ci95=None)
    error = stats.sem(numbers)
    if error == 0:
        return Estimate(mean=mean, ci95=(mean, mean))
    low, high = stats.t.interval(0.95, len(numbers) - 1, loc=mean, scale=error)
    return Estimate(mean=mean, ci95=(float(low), float(high)))
