"""Means over seeds and how sure we are of them."""

from collections.abc import Sequence
from functools import cache
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


def intervals(values: NDArray[Any]) -> list[tuple[float, float] | None]:
    """Return the 95 % t-interval of each row, as `over_seeds` does of one, for many rows in a fraction of the time.

    Parameters
    ----------
    values : ndarray, shape (rows, seeds)
    """
    count = values.shape[1]
    if count < 2:
        return [None] * len(values)
    means, reach = values.mean(axis=1), _critical(count) * values.std(axis=1, ddof=1) / np.sqrt(count)
    return list(zip((means - reach).tolist(), (means + reach).tolist(), strict=True))


def estimates(values: NDArray[Any]) -> list[Estimate]:
    """Return each row's mean and 95 % t-interval; `values` as in `intervals`."""
    means = values.mean(axis=1).tolist()
    return [Estimate(mean=mean, ci95=ci95) for mean, ci95 in zip(means, intervals(values), strict=True)]


@cache
def _critical(count: int) -> float:
    return float(stats.t.ppf(0.975, count - 1))


def difference(first: Sequence[float], second: Sequence[float], paired: bool) -> Estimate:
    """Return the mean difference `second` less `first` and its 95 % t-interval.

    Parameters
    ----------
    first, second : sequence of float
        One number a seed.
    paired : bool
        Whether the seeds are the same, in the same order; else the interval is Welch's.
    """
    if paired:
        return over_seeds(np.subtract(second, first))
    mean = float(np.mean(second) - np.mean(first))
    if min(len(first), len(second)) < 2:
        return Estimate(mean=mean, ci95=None)
    if np.ptp(first) == np.ptp(second) == 0:
        return Estimate(mean=mean, ci95=(mean, mean))
    low, high = stats.ttest_ind(second, first, equal_var=False).confidence_interval(0.95)
    return Estimate(mean=mean, ci95=(float(low), float(high)))
