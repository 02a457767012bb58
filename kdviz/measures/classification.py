"""How good predictions are, against the labels."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax


def accuracy(logits: NDArray[Any], labels: NDArray[Any]) -> NDArray[Any]:
    """Return the share of right answers.

    Parameters
    ----------
    logits : ndarray, shape (..., n, classes)
    labels : ndarray of int, shape (n,)

    Returns
    -------
    ndarray, shape (...)
    """
    return np.asarray((logits.argmax(-1) == labels).mean(-1))


def recalls(logits: NDArray[Any], labels: NDArray[Any]) -> NDArray[Any]:
    """Return which share of each class is recognized, shape (..., classes); NaN of a class that is not there.

    Their mean is the balanced accuracy. Shapes are as in `accuracy`.
    """
    of_class = labels[:, None] == np.arange(logits.shape[-1])
    counts = of_class.sum(0)
    right = (logits.argmax(-1) == labels) @ of_class.astype(float)
    return np.asarray(np.where(counts > 0, right / np.maximum(counts, 1), np.nan))


def negative_log_likelihood(logits: NDArray[Any], labels: NDArray[Any]) -> NDArray[Any]:
    """Return the mean of −log p(label), in nats; shapes as in `accuracy`."""
    return np.asarray(-log_softmax(logits, axis=-1)[..., np.arange(len(labels)), labels].mean(-1))
