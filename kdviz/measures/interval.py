"""Means over seeds and how sure we are of them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from kdviz.results import Estimate

# Of a bootstrap: how often images are drawn again, and the seed of that.
RESAMPLES, RESAMPLED_BY = 1000, 0


def over_seeds(values: Sequence[float] | NDArray[Any]) -> Estimate:
    """Return the mean of one number a seed and its 95 % t-interval; no interval for a single seed.

    Paired gains are the same measure of the differences within each seed.
    """
    numbers = np.asarray(values, dtype=float)
    mean = float(numbers.mean())
    if len(numbers) < 2:
        return Estimate(mean=mean, ci95=None)
    return _about(mean, np.sqrt(_variance(numbers)), len(numbers) - 1)


def intervals(values: NDArray[Any]) -> list[tuple[float, float] | None]:
    """Return the 95 % t-interval of each row, as `over_seeds` does of one, for many rows in a fraction of the time.

    Parameters
    ----------
    values : ndarray, shape (rows, seeds)
    """
    count = values.shape[1]
    if count < 2:
        return [None] * len(values)
    means, reach = values.mean(axis=1), _critical(count - 1) * values.std(axis=1, ddof=1) / np.sqrt(count)
    return list(zip((means - reach).tolist(), (means + reach).tolist(), strict=True))


def estimates(values: NDArray[Any]) -> list[Estimate]:
    """Return each row's mean and 95 % t-interval; `values` as in `intervals`."""
    means = values.mean(axis=1).tolist()
    return [Estimate(mean=mean, ci95=ci95) for mean, ci95 in zip(means, intervals(values), strict=True)]


def resampled_means(contributions: NDArray[Any]) -> NDArray[Any]:
    """Return the means over images drawn again with replacement, `RESAMPLES` times and every time alike: a bootstrap.

    What is made of two columns is paired, since all are of the same images.

    Parameters
    ----------
    contributions : ndarray, shape (images, columns)

    Returns
    -------
    ndarray, shape (`RESAMPLES`, columns)

    References
    ----------
    Efron 1979, Bootstrap Methods: Another Look at the Jackknife.
    """
    count, rng = len(contributions), np.random.default_rng(RESAMPLED_BY)
    drawn = (np.bincount(rng.integers(count, size=count), minlength=count) for _again in range(RESAMPLES))
    return np.stack([times @ contributions / count for times in drawn])


def over_resamples(value: float, resamples: NDArray[Any]) -> Estimate:
    """Return a number with its 95 % bootstrap interval, 1.96 standard errors to both sides.

    Percentiles would move a calibration error up, which is larger of images that come twice.
    """
    return _about(value, float(resamples.std(ddof=1)), np.inf)


@lru_cache(maxsize=256)
def _critical(freedom: float) -> float:
    # All of scipy.stats takes a second to import, in every worker.
    return float(stdtrit(freedom, 0.975))


def _variance(numbers: NDArray[Any]) -> float:
    """Return the variance of the mean."""
    return float(numbers.var(ddof=1) / len(numbers))


def _about(mean: float, error: float, freedom: float) -> Estimate:
    reach = _critical(freedom) * error
    return Estimate(mean=mean, ci95=(float(mean - reach), float(mean + reach)))


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
    parts = [(_variance(np.asarray(values, dtype=float)), len(values) - 1) for values in (first, second)]
    variance = sum(part for part, _freedom in parts)
    freedom = variance**2 / sum(part**2 / freedom for part, freedom in parts)
    return _about(mean, variance**0.5, freedom)
