"""The 95 % t-interval over a few seeds, for whoever may not load scipy: `kdviz.measures` has the others."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import cos, pi, sin, sqrt
from operator import mul
from statistics import fmean, stdev

from kdviz.results.snapshot import Estimate

LEVEL = 0.95
# Each halves what is left between two angles: after these it is less than a float tells apart.
HALVINGS = 60


def over_few(values: Sequence[float]) -> Estimate:
    """Return the mean of one number a seed and its 95 % t-interval; no interval for a single seed."""
    mean = fmean(values)
    if len(values) < 2:
        return Estimate(mean=mean, ci95=None)
    reach = _critical(len(values) - 1) * stdev(values) / sqrt(len(values))
    return Estimate(mean=mean, ci95=(mean - reach, mean + reach))


@lru_cache(maxsize=256)
def _critical(freedom: int) -> float:
    """Return how far a t-value of whole degrees of freedom lies from zero at most, with the chance `LEVEL`."""
    low, high = 0.0, pi / 2
    for _halving in range(HALVINGS):
        angle = (low + high) / 2
        low, high = (angle, high) if _chance(angle, freedom) < LEVEL else (low, angle)
    return sqrt(freedom) * sin(low) / cos(low)


def _chance(angle: float, freedom: int) -> float:
    """Return the chance that a t-value is nearer to zero than ``sqrt(freedom) * tan(angle)``.

    It is a finite sum for whole degrees of freedom (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4).
    """
    odd = freedom % 2
    steps = ((place - 1) / place * cos(angle) ** 2 for place in range(2 + odd, freedom - 1, 2))
    whole = sin(angle) * cos(angle) ** odd * sum(accumulate(steps, mul, initial=1.0))
    if not odd:
        return whole
    return 2 / pi * (angle + (whole if freedom > 1 else 0.0))
