"""Three arms that wind around each other."""

import numpy as np

from kdviz.catalog import DatasetCard
from kdviz.datasets.dataset import Dataset, class_counts, split

TURN = 1.25 * np.pi
NOISE = 0.08


def load(card: DatasetCard, seed: int) -> Dataset:
    """Return the spirals, each arm turned by a third of a circle, with noise drawn by `seed`."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(card.classes), class_counts(card))
    radius = np.sqrt(rng.uniform(0.01, 1, len(labels)))
    angle = radius * TURN + labels * (2 * np.pi / card.classes)
    points = 2 * radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return split(card, points + rng.normal(0, NOISE, points.shape), labels, rng)
