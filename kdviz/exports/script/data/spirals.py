import numpy as np


def samples(seed, counts):
    """Return points of three spirals, their labels, and the random numbers that split them."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(counts)), counts)
    radius = np.sqrt(rng.uniform(0.01, 1, len(labels)))
    angle = radius * 1.25 * np.pi + labels * (2 * np.pi / len(counts))
    points = 2 * radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return points + rng.normal(0, 0.08, points.shape), labels, rng
