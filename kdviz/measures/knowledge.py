"""A student's knowledge of each image: how the answers of teacher, hard twin and distilled student relate."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr, softmax


def knowledge(
    labels: NDArray[Any],
    teacher_logits: NDArray[Any],
    hard_logits: NDArray[Any],
    distilled_logits: NDArray[Any],
    temperature: float,
) -> dict[str, NDArray[Any]]:
    """Return for each image how ambiguous it is and what distillation changed.

    Parameters
    ----------
    labels : ndarray of int, shape (n,)
    teacher_logits : ndarray, shape (n, classes)
    hard_logits, distilled_logits : ndarray, shape (seeds, n, classes)
    temperature : float
        That the teacher's answers are softened with.

    Returns
    -------
    dict of ndarray, shapes (n,)
        ``ambiguity``: entropy of the teacher's softened answer, in nats. Shares of seeds: ``disagreement``, in which
        the distilled student answers otherwise than the teacher; ``fixed``, in which it is right and its twin wrong;
        ``broken``, the reverse.
    """
    hard, distilled = hard_logits.argmax(-1) == labels, distilled_logits.argmax(-1) == labels
    return {
        "ambiguity": entr(softmax(teacher_logits.astype(float) / temperature, axis=-1)).sum(-1),
        "disagreement": (distilled_logits.argmax(-1) != teacher_logits.argmax(-1)).mean(0),
        "fixed": (~hard & distilled).mean(0),
        "broken": (hard & ~distilled).mean(0),
    }


def gallery(scores: dict[str, NDArray[Any]], each: int) -> NDArray[Any]:
    """Return the places of the images that are among the `each` highest in any of the scores, in rising order."""
    highest = [np.argsort(-values, kind="stable")[:each] for values in scores.values()]
    return np.unique(np.concatenate(highest))
