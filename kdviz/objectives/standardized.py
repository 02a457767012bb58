"""Classic distillation on standardized logits.

(1 − α)·CE(z_s, y)  +  α·T²·KL( softmax(Z(z_t) / T) ‖ softmax(Z(z_s) / T) ),   Z(z) = (z − mean z) / √(var z + ε)
"""

from torch import Tensor

from kdviz.networks import Outputs
from kdviz.objectives.terms import Number, hard_term, softened_kl

EPSILON = 1e-6


def standardized(
    student: Outputs,
    teacher: Outputs,
    labels: Tensor,
    *,
    temperature: Number,
    alpha: Number,
    smoothing: Number = 0.0,
) -> Tensor:
    """Return the loss of one student on one batch; usual are T = 2 and a soft term that weighs most.

    Parameters
    ----------
    temperature : Tensor or float
        T, in units of each image's own deviation.

    References
    ----------
    Sun et al. 2024, Logit Standardization in Knowledge Distillation, algorithm 1.
    """
    hard = hard_term(student.logits[: len(labels)], labels, smoothing)
    soft = softened_kl(z_score(student.logits), z_score(teacher.logits), temperature)
    return (1 - alpha) * hard + alpha * temperature**2 * soft


def z_score(logits: Tensor) -> Tensor:
    """Return logits with mean 0 and deviation 1 in each row of (n, classes); equal ones become zeros."""
    centred = logits - logits.mean(1, keepdim=True)
    return centred * (centred.square().mean(1, keepdim=True) + EPSILON).rsqrt()
