"""Learning from the teacher on images without labels alone.

(1 − α)·CE(z_s, y) on labelled images  +  α·T²·KL( softmax(z_t / T) ‖ softmax(z_s / T) ) on the others;   α = 1
"""

from torch import Tensor

from kdviz.networks import Outputs
from kdviz.objectives.terms import Number, hard_term, softened_kl


def unlabeled(
    student: Outputs,
    teacher: Outputs,
    labels: Tensor,
    *,
    temperature: Number,
    alpha: Number,
    smoothing: Number = 0.0,
) -> Tensor:
    """Return the loss of one student whose teacher speaks of unlabelled images only; its weight is α = 1.

    The soft term is zero where no image is unlabelled. With α = 0 the labels' term is left, which the hard-label twin
    has.

    References
    ----------
    Li et al. 2014, Learning Small-Size DNN with Output-Distribution-Based Criteria, section 3.
    """
    m = len(labels)
    hard = (1 - alpha) * hard_term(student.logits[:m], labels, smoothing)
    if m == len(student.logits):
        return hard
    return hard + alpha * temperature**2 * softened_kl(student.logits[m:], teacher.logits[m:], temperature)
