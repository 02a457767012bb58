"""Whether a student is right as often as it is sure."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdviz.measures.interval import over_resamples, resampled_means
from kdviz.results import Estimate

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
    return np.asarray(_squared_distances(probabilities, labels).mean(-1))


def _squared_distances(probabilities: NDArray[Any], labels: NDArray[Any]) -> NDArray[Any]:
    own = probabilities[..., np.arange(len(labels)), labels]
    return np.asarray(np.square(probabilities).sum(-1) - 2 * own + 1)


def bins(probabilities: NDArray[Any], labels: NDArray[Any]) -> Bins:
    """Sort answers into `BINS` equal bins by confidence; shapes as in `brier`."""
    confidence, right, places = _sorted(probabilities, labels)
    members = confidence.shape[:-1]
    rows = np.arange(int(np.prod(members)))[:, None] * BINS + places.reshape(-1, len(labels))

    def total(weights: NDArray[Any] | None = None) -> NDArray[Any]:
        ravelled = None if weights is None else weights.ravel().astype(float)
        sums = np.bincount(rows.ravel(), ravelled, minlength=int(np.prod(members)) * BINS)
        return sums.reshape(*members, BINS)

    return Bins(total(), total(confidence), total(right))


def _sorted(probabilities: NDArray[Any], labels: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return of each answer how sure it is, whether it is right, and its bin."""
    confidence = probabilities.max(-1)
    places = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return confidence, probabilities.argmax(-1) == labels, places


def served(probabilities: NDArray[Any], labels: NDArray[Any]) -> tuple[Estimate, Estimate, Estimate, NDArray[Any]]:
    """Return accuracy, expected calibration error and Brier score of one net's answers, with bootstrap intervals.

    Parameters
    ----------
    probabilities : ndarray, shape (n, classes)
    labels : ndarray of int, shape (n,)

    Returns
    -------
    accuracy, error, score : Estimate
    errors : ndarray, shape (resamples,)
        The calibration error on each resample of the images, for what is paired with another net's.
    """
    confidence, right, places = _sorted(probabilities, labels)
    # A bin's mean distance of accuracy from confidence is the sum of what each image in it adds.
    by_bin = (right - confidence)[:, None] * (places[:, None] == np.arange(BINS))
    contributions = np.column_stack([right, _squared_distances(probabilities, labels), by_bin])
    means, resamples = contributions.mean(0), resampled_means(contributions)
    errors = np.abs(resamples[:, 2:]).sum(-1)
    return (
        over_resamples(float(means[0]), resamples[:, 0]),
        over_resamples(float(np.abs(means[2:]).sum()), errors),
        over_resamples(float(means[1]), resamples[:, 1]),
        errors,
    )


def expected_calibration_error(sorted_answers: Bins) -> NDArray[Any]:
    """Return the mean distance of accuracy from confidence over the bins, weighted by their answers.

    References
    ----------
    Guo et al. 2017, On Calibration of Modern Neural Networks, equation 3.
    """
    distances = np.abs(sorted_answers.accuracy - sorted_answers.confidence).sum(-1)
    return np.asarray(distances / sorted_answers.count.sum(-1))
