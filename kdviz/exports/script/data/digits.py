import numpy as np
from sklearn.datasets import load_digits


def samples(seed, counts):
    """Return all digits, with pixels from 0 to 1, their labels, and the random numbers that split them."""
    pixels, labels = load_digits(return_X_y=True)
    return pixels.reshape(-1, 1, 8, 8) / 16, labels, np.random.default_rng(seed)
