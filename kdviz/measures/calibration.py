"""Whether a student is right as often as it is sure."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 15


@dataclass(frozen=True)
class Bins:
    """Answers by their confidence, the highest probability, in equal bins from 0 to 1.

    Attributes
    ----------
    count : ndarray of int, shape (..., bins)
    confidence, accuracy : ndarray, shape (..., bins)
        Sums over the answers in each bin.
    """

    count: NDArray[Any]
    confidence: NDArray[Any]
    accuracy: NDArray[Any]


def brier(probabilities: NDArray[Any], labels: NDArray[Any]) -> NDArray[Any]:
    """Return the mean squared distance of probabilities from labels, summed over classes: from 0 to 2.

    Parameters
    ----------
    probabilities : ndarray, shape (..., n, classes)
    labels : ndarray of int, shape (n,)

    Returns
    -------
    ndarray, shape (...)

    References
    ----------
    Brier 1950, Verification of Forecasts Expressed in Terms of Probability.
    """
    own = probabilities[..., np.arange(len(labels)), labels]
    return np.asarray((np.square(probabilities).sum(-1) - 2 * own + 1).mean(-1))


def bins(probabilities: NDArray[Any], labels: NDArray[Any]) -> Bins:
    """Sort answers into `BINS` equal bins by confidence; shapes as in `brier`."""
    confidence = probabilities.max(-1)
    right = probabilities.argmax(-1) == labels
    members = confidence.shape[:-1]
    places = np.minimum((confidence * BINS).astype(int), BINS - 1)
    rows = np.arange(int(np.prod(members)))[:, None] * BINS + places.reshape(-1, len(labels))

    def total(weights: NDArray[Any] | None = None) -> NDArray[Any]:
        ravelled = None if weights is None else weights.ravel().astype(float)
        sums = np.bincount(rows.ravel(), ravelled, minlength=int(np.prod(members)) * BINS)
        return sums.reshape(*members, BINS)

    return Bins(total(), total(confidence), total(right))


def expected_calibration_error(sorted_answers: Bins) -> NDArray[Any]:
    """Return the mean distance of accuracy from confidence over the bins, weighted by their answers.

    References
    ----------
    Guo et al. 2017, On Calibration of Modern Neural Networks, equation 3.
    """
    distances = np.abs(sorted_answers.accuracy - sorted_answers.confidence).sum(-1)
    return np.asarray(distances / sorted_answers.count.sum(-1))
