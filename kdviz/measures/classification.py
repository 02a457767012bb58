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


def negative_log_likelihood(logits: NDArray[Any], labels: NDArray[Any]) -> NDArray[Any]:
    """Return the mean of −log p(label), in nats; shapes as in `accuracy`."""
    return np.asarray(-log_softmax(logits, axis=-1)[..., np.arange(len(labels)), labels].mean(-1))
