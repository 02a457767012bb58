import numpy as np
from sklearn.datasets import load_breast_cancer


def samples(seed, counts):
    """Return measurements of all tumors, their labels, and the random numbers that split them."""
    return *load_breast_cancer(return_X_y=True), np.random.default_rng(seed)
