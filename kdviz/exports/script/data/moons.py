import numpy as np
from sklearn.datasets import make_moons


def samples(seed, counts):
    """Return points of two moons, their labels, and the random numbers that split them."""
    points, labels = make_moons(tuple(map(int, counts)), noise=0.25, random_state=seed)
    return points, labels, np.random.default_rng(seed)
