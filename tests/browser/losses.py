"""The classic loss of one input, taken apart as ``web/components/shared/softening.js`` does it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]


def log_softmax(logits: Floats, temperature: float) -> Floats:
    """Return log-probabilities at `temperature`, shaped as the logits, over the last axis."""
    values = np.asarray(logits, dtype=float)
    shifted = (values - values.max(axis=-1, keepdims=True)) / temperature
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


def entropy(shares: Floats) -> float:
    """Return the entropy of one distribution in nats; its exponential is the effective number of classes."""
    positive = shares[shares > 0]
    return float(-(positive * np.log(positive)).sum())


@dataclass(frozen=True)
class LossTerms:
    """The classic loss of one input, apart.

    Attributes
    ----------
    hard : float
        Cross-entropy with the label, in nats.
    soft : float
        The KL with its factors, as it is weighted by α.
    total : float
        (1 − α)·hard + α·soft.
    kl, cross_entropy, teacher_entropy : float
        Of the softened answers; the second is the sum of the other two.
    hard_gradient, soft_gradient : ndarray, shape (classes,)
        On the student's logits, with their weights.
    cosine : float
        Between the soft gradient and that of logit matching; NaN where either is zero.
    """

    hard: float
    soft: float
    total: float
    kl: float
    cross_entropy: float
    teacher_entropy: float
    hard_gradient: Floats
    soft_gradient: Floats
    cosine: float


def loss_terms(
    student: Floats, teacher: Floats, label: int, temperature: float, alpha: float, t_squared: bool, mean: bool
) -> LossTerms:
    """Take the classic loss of one input apart.

    Parameters
    ----------
    student, teacher : ndarray, shape (classes,)
        Logits.
    label : int
    temperature, alpha : float
    t_squared : bool
        Whether the soft term is multiplied by T².
    mean : bool
        Whether it is divided by the number of classes, as torch's default reduction does.

    References
    ----------
    Hinton, Vinyals, Dean 2015, Distilling the Knowledge in a Neural Network, sections 2 and 2.1.
    """
    own = log_softmax(student, 1)
    log_shares, log_targets = log_softmax(student, temperature), log_softmax(teacher, temperature)
    shares, targets = np.exp(log_shares), np.exp(log_targets)
    told = targets > 0
    kl = float((targets[told] * (log_targets - log_shares)[told]).sum())
    scale = (temperature**2 if t_squared else 1) / (len(student) if mean else 1)
    apart = shares - targets
    # Where both are sure of the same class its difference is rounding noise; all of them sum to zero.
    exact, sure = apart.copy(), int(np.minimum(shares, targets).argmax())
    exact[sure] = -np.delete(apart, sure).sum()
    matching = np.asarray(student, dtype=float) - teacher
    matching = matching - matching.mean()
    norms = np.linalg.norm(exact) * np.linalg.norm(matching)
    return LossTerms(
        hard=float(-own[label]),
        soft=scale * kl,
        total=float(-(1 - alpha) * own[label] + alpha * scale * kl),
        kl=kl,
        cross_entropy=float(-(targets[told] * log_shares[told]).sum()),
        teacher_entropy=entropy(targets),
        hard_gradient=(1 - alpha) * (np.exp(own) - np.eye(len(student))[label]),
        soft_gradient=alpha * scale * apart / temperature,
        cosine=float(exact @ matching / norms) if norms else float("nan"),
    )
