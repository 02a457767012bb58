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

    Parameters
    ----------
    student, teacher : Outputs
        Logits of shape (n, classes).
    labels : Tensor of int64, shape (m,), m ≤ n
        Of the first m images; the soft term has the others. It is zero where there are none.
    temperature, alpha, smoothing : Tensor or float
        As of the classic objective; with α = 0 it is the labels' term, as the hard-label twin has it.

    Returns
    -------
    Tensor, shape ()

    References
    ----------
    Li et al. 2014, Learning Small-Size DNN with Output-Distribution-Based Criteria, section 3.
    """
    m = len(labels)
    hard = (1 - alpha) * hard_term(student.logits[:m], labels, smoothing)
    if m == len(student.logits):
        return hard
    return hard + alpha * temperature**2 * softened_kl(student.logits[m:], teacher.logits[m:], temperature)
