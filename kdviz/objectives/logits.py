"""Logit matching.

(1 − α)·CE(z_s, y)  +  α·½·‖z_s − z_t‖²
"""

from torch import Tensor

from kdviz.networks import Outputs
from kdviz.objectives.terms import Number, hard_term


def logits(student: Outputs, teacher: Outputs, labels: Tensor, *, alpha: Number, smoothing: Number = 0.0) -> Tensor:
    """Return the logit-matching loss of one student on one batch; its usual weight is α = 1.

    Parameters
    ----------
    alpha : Tensor or float
        Weight of the regression, which is summed over classes and averaged over images.

    References
    ----------
    Ba and Caruana 2014, Do Deep Nets Really Need to be Deep?, equation 1.
    """
    hard = hard_term(student.logits[: len(labels)], labels, smoothing)
    distance = (student.logits - teacher.logits.detach()).square().sum(1).mean()
    return (1 - alpha) * hard + alpha * 0.5 * distance
