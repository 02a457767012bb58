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


def agreement_on_errors(
    student_logits: NDArray[Any], teacher_logits: NDArray[Any], labels: NDArray[Any]
) -> NDArray[Any]:
    """Return the agreement on those images on which the teacher errs; no number where it errs on none.

    There a student can agree only by having taken over the very mistake. Shapes as in `agreement`, and labels (n,).
    """
    wrong = teacher_logits.argmax(-1) != labels
    if not wrong.any():
        return np.full(student_logits.shape[:-2], np.nan)
    return agreement(student_logits[..., wrong, :], teacher_logits[wrong])


def between_seeds(logits: NDArray[Any], labels: NDArray[Any], train_answers: NDArray[Any]) -> dict[str, float]:
    """Return how well each seed's student stands for the next seed's, averaged over these pairs.

    Of untaught students it is the fidelity that comes from the task alone.

    Parameters
    ----------
    logits : ndarray, shape (seeds, n, classes)
        On test images, of two seeds or more.
    labels : ndarray, shape (n,)
        Theirs.
    train_answers : ndarray, shape (seeds, m)
        The classes that they answer on training images.

    Returns
    -------
    dict of float
        ``"agreement"``, ``"agreement_train"``, ``"kl"`` at T = 1 in nats, and ``"agreement_on_errors"``: where the next
        seed's errs, and no number where none does.
    """
    pairs = list(zip(logits, np.roll(logits, -1, axis=0), strict=True))
    on_errors = [float(agreement_on_errors(student, other, labels)) for student, other in pairs]
    erring = [share for share in on_errors if not np.isnan(share)]
    return {
        "agreement": float(np.mean([agreement(student, other) for student, other in pairs])),
        "agreement_train": float((train_answers == np.roll(train_answers, -1, axis=0)).mean()),
        "kl": float(np.mean([kl_to_teacher(student, other) for student, other in pairs])),
        "agreement_on_errors": float(np.mean(erring)) if erring else float("nan"),
    }
