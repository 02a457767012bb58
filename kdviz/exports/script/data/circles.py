import numpy as np
from sklearn.datasets import make_circles


def samples(seed, counts):
    """Return points of a ring around a disc, their labels, and the random numbers that split them."""
    points, labels = make_circles(tuple(map(int, counts)), noise=0.15, factor=0.5, random_state=seed)
    return points, labels, np.random.default_rng(seed)
