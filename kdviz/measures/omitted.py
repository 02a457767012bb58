"""A class that students never saw: how much of it they know, and what a bias brings to light.

Hinton, Vinyals, Dean 2015, section 3, chose the bias on the test set; `from_frequency` needs no label. A bias may also
be that of several classes, such as the only ones that students saw.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdviz.measures.classification import accuracy
from kdviz.measures.interval import over_seeds
from kdviz.results import Bias, Recall

Floats = NDArray[np.floating[Any]]
Classes = int | Sequence[int]


def recall(logits: Floats, labels: NDArray[Any], label: int, bias: Floats | float = 0.0) -> Floats:
    """Return the share of the images of class `label` that are answered so, with `bias` added to its logit.

    Parameters
    ----------
    logits : ndarray, shape (..., n, classes)
    labels : ndarray of int, shape (n,)
    bias : ndarray or float, shape (...)

    Returns
    -------
    ndarray, shape (...)
    """
    answered: Floats = (_margins(logits, label) < np.asarray(bias)[..., None])[..., labels == label].mean(-1)
    return answered


def from_frequency(logits: Floats, classes: Classes, share: float) -> Floats:
    """Return the bias with which `share` of the images, of whatever class, are answered as one of `classes`.

    Parameters
    ----------
    logits : ndarray, shape (..., n, classes)
        Of images whose labels are not looked at.
    classes : int or sequence of int
        Whose logits the bias is added to.
    share : float
        How frequent they are known to be.

    Returns
    -------
    ndarray, shape (...)
    """
    margins = np.sort(_margins(logits, classes), axis=-1)
    place = min(max(round(share * margins.shape[-1]), 0), margins.shape[-1] - 1)
    return np.asarray(margins[..., place])


def best_on(logits: Floats, labels: NDArray[Any], classes: Classes) -> Floats:
    """Return the bias of `classes` with the highest accuracy on these very images, which nobody knows beforehand.

    Returns
    -------
    ndarray, shape (...)
    """
    margins = _margins(logits, classes)
    every, own = np.arange(logits.shape[-1]), np.atleast_1d(classes)
    others = np.delete(every, own)
    named, instead = own[logits[..., own].argmax(-1)], others[logits[..., others].argmax(-1)]
    # From no image answered as one of the classes to all: each one, in the order of its margin, gains or loses.
    gains = (named == labels).astype(int) - (instead == labels).astype(int)
    order = np.argsort(margins, axis=-1)
    nobody = np.zeros((*gains.shape[:-1], 1), dtype=int)
    rising = np.concatenate([nobody, np.take_along_axis(gains, order, -1).cumsum(-1)], axis=-1)
    steps = np.take_along_axis(margins, order, -1)
    # As many biases as prefixes: below the first margin, in the middle between two, above the last.
    between = [steps[..., :1] - 1, (steps[..., :-1] + steps[..., 1:]) / 2, steps[..., -1:] + 1]
    return np.take_along_axis(np.concatenate(between, axis=-1), rising.argmax(-1)[..., None], -1)[..., 0]


def biases(validation: Floats, test: Floats, labels: NDArray[Any], label: int, share: float) -> dict[Bias, Floats]:
    """Return the biases that a class is looked at with, each of shape (...).

    Parameters
    ----------
    validation, test : ndarray, shapes (..., n, classes)
        Logits of the images that the frequency is brought about on, and of those that all is measured on.
    labels : ndarray of int
        Of the test images.
    share : float
        How frequent the class is known to be.
    """
    return {
        "before": np.zeros(test.shape[:-2]),
        "frequency": from_frequency(validation, label, share),
        "best_on_test": best_on(test, labels, label),
    }


def recognized(test: Floats, labels: NDArray[Any], label: int, bias: Floats) -> Recall:
    """Measure seeds with their biases.

    Parameters
    ----------
    test : ndarray, shape (seeds, n, classes)
    labels : ndarray of int, shape (n,)
    bias : ndarray, shape (seeds,)
    """
    recalled = recall(test, labels, label, bias)
    return Recall(
        **dict(over_seeds(recalled)),
        recall=recalled.tolist(),
        bias=bias.tolist(),
        accuracy=over_seeds(accuracy(moved(test, label, bias), labels)),
    )


def moved(logits: Floats, classes: Classes, bias: Floats) -> Floats:
    """Return logits with `bias`, shape (...), added to those of `classes`."""
    added = np.array(logits)
    added[..., np.atleast_1d(classes)] += np.asarray(bias)[..., None, None]
    return added


def _margins(logits: Floats, classes: Classes) -> Floats:
    """Return how much is missing to one of `classes` being the answer; shape (..., n)."""
    own = np.atleast_1d(classes)
    return np.asarray(np.delete(logits, own, axis=-1).max(-1) - logits[..., own].max(-1))
