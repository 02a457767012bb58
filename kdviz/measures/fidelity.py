"""How closely students agree with their teacher, apart from who is right.

Stanton et al. 2021, Does Knowledge Distillation Really Work?
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax, rel_entr, softmax


def agreement(student_logits: NDArray[Any], teacher_logits: NDArray[Any]) -> NDArray[Any]:
    """Return the share of images on which student and teacher give the same answer.

    Parameters
    ----------
    student_logits : ndarray, shape (..., n, classes)
    teacher_logits : ndarray, shape (n, classes)

    Returns
    -------
    ndarray, shape (...)
    """
    return np.asarray((student_logits.argmax(-1) == teacher_logits.argmax(-1)).mean(-1))


def kl_to_teacher(student_logits: NDArray[Any], teacher_logits: NDArray[Any]) -> NDArray[Any]:
    """Return the mean KL(teacher ‖ student) at T = 1, in nats; shapes as in `agreement`."""
    # rel_entr of the probabilities themselves would be infinite where a student's probability underflows.
    teacher = softmax(teacher_logits.astype(float), axis=-1)
    entropy_part = rel_entr(teacher, np.ones_like(teacher)).sum(-1)
    cross_part = (teacher * log_softmax(student_logits.astype(float), axis=-1)).sum(-1)
    return np.asarray((entropy_part - cross_part).mean(-1))
