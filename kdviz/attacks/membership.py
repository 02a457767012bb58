"""Membership inference: whoever's loss is low was probably trained on."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata


def auc(members: NDArray[Any], others: NDArray[Any]) -> NDArray[Any]:
    """Return how often a member's loss is below another's, ties counted half: the area under the ROC curve.

    Half is what a coin does. Whatever the threshold, this is how well a threshold on the loss tells members apart.

    Parameters
    ----------
    members, others : ndarray, shapes (..., n) and (..., m)
        Losses.

    Returns
    -------
    ndarray, shape (...)

    References
    ----------
    Yeom et al. 2018, Privacy Risk in Machine Learning; Mann and Whitney 1947.
    """
    count, rest = members.shape[-1], others.shape[-1]
    ranks = rankdata(np.concatenate([members, others], axis=-1), axis=-1)[..., :count].sum(-1)
    above = ranks - count * (count + 1) / 2
    return np.asarray(1 - above / (count * rest))
