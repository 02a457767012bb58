"""Three overlapping clouds, of which Bayes' rule gives the true class probabilities."""

import numpy as np

from kdviz.catalog import DatasetCard
from kdviz.datasets.dataset import Dataset, class_counts, split

CENTERS = np.array([[0.0, 1.0], [-0.9, -0.5], [0.9, -0.5]])
SPREAD = 0.75


def load(card: DatasetCard, seed: int) -> Dataset:
    """Return the clouds, drawn by `seed`."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(card.classes), class_counts(card))
    points = CENTERS[labels] + rng.normal(0, SPREAD, (len(labels), 2))
    return split(card, points, labels, rng)
