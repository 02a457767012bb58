"""Three overlapping clouds; Bayes' rule gives their true class probabilities."""

import numpy as np
from scipy.special import softmax
from scipy.stats import multivariate_normal

from kdviz.catalog import DatasetCard
from kdviz.datasets.dataset import Dataset, Floats, class_counts, split

CENTERS = np.array([[0.0, 1.0], [-0.9, -0.5], [0.9, -0.5]])
SPREAD = 0.75


def class_probabilities(card: DatasetCard, points: Floats) -> Floats:
    """Return the true probability of each class at `points`.

    Parameters
    ----------
    card : DatasetCard
        How frequent the classes are.
    points : ndarray, shape (n, 2)

    Returns
    -------
    ndarray, shape (n, 3)
        Rows sum to one.
    """
    priors = np.log(class_counts(card))
    densities = [multivariate_normal(center, SPREAD**2).logpdf(points) for center in CENTERS]
    return np.asarray(softmax(np.stack(densities, axis=1) + priors, axis=1))


def load(card: DatasetCard, seed: int) -> Dataset:
    """Return the clouds, drawn by `seed`, with their true class probabilities."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(card.classes), class_counts(card))
    points = CENTERS[labels] + rng.normal(0, SPREAD, (len(labels), 2))
    inputs = points.astype(np.float32)
    return split(card, inputs, labels, rng, class_probabilities(card, inputs))
