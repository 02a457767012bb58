import numpy as np


def samples(seed, counts):
    """Return points of three overlapping clouds, their labels, and the random numbers that split them."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(counts)), counts)
    centers = np.array([[0.0, 1.0], [-0.9, -0.5], [0.9, -0.5]])
    return centers[labels] + rng.normal(0, 0.75, (len(labels), 2)), labels, rng
