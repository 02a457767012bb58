"""Who is shown better than whom among several, without a find by chance in twenty such comparisons."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

FALSE_FINDS = 0.05


def shown_better(samples: Sequence[Sequence[float]]) -> list[list[bool]]:
    """Tell for all pairs whether the first has a higher mean than the second, surer than chance.

    Two-sided paired t-tests of all pairs; Holm's step-down keeps the probability that any of them errs at 5 %.

    Parameters
    ----------
    samples : sequence of sequence of float
        One number a seed, the same seeds in the same order.

    Returns
    -------
    list of list of bool
        Whether the i-th is shown better than the j-th. Nothing is with a single seed.

    References
    ----------
    Holm 1979, A Simple Sequentially Rejective Multiple Test Procedure.
    """
    values = np.asarray(samples, dtype=float)
    better = [[False] * len(values) for _sample in values]
    first, second = np.triu_indices(len(values), 1)
    if values.shape[-1] < 2 or not len(first):
        return better
    differences = values[first] - values[second]
    chances = _chances(differences)
    for left, pair in zip(range(len(first), 0, -1), np.argsort(chances, kind="stable"), strict=True):
        # Stepping down from the surest, the first that fails ends it.
        if chances[pair] * left > FALSE_FINDS:
            break
        i, j = int(first[pair]), int(second[pair])
        upper, lower = (i, j) if differences[pair].mean() > 0 else (j, i)
        better[upper][lower] = True
    return better


def _chances(differences: NDArray[Any]) -> NDArray[Any]:
    """Return each row's two-sided p-value of its mean being zero."""
    count = differences.shape[1]
    error = differences.std(axis=1, ddof=1) / np.sqrt(count)
    with np.errstate(divide="ignore", invalid="ignore"):
        chances = 2 * stdtr(count - 1, -np.abs(differences.mean(axis=1) / error))
    # Nothing over nothing: there is no difference at all.
    return np.asarray(np.nan_to_num(chances, nan=1.0))
