"""Deep mutual learning.

CE(z_i, y)  +  λ·1/(K − 1)·Σ_{j ≠ i} KL( softmax(z_j) ‖ softmax(z_i) )
"""

from torch import Tensor

from kdviz.networks import Outputs
from kdviz.objectives.terms import Number, hard_term, kl, log_softmax


def mutual(
    student: Outputs,
    teacher: Outputs,
    labels: Tensor,
    *,
    peer_weight: Number,
    smoothing: Number = 0.0,
) -> Tensor:
    """Return the loss of one of K students that learn from each other; the usual λ is 1.

    Parameters
    ----------
    teacher : Outputs
        What all K students say at this moment, logits of shape (K, n, classes). Its own are among them: their distance
        from themselves is zero, and so is its gradient. No gradient reaches any of them.
    peer_weight : Tensor or float
        λ.

    References
    ----------
    Zhang et al. 2018, Deep Mutual Learning, equations 3 to 8; there the students take turns within a step, here all
    look at each other's answers from before it.
    """
    hard = hard_term(student.logits[: len(labels)], labels, smoothing)
    log_q = log_softmax(student.logits)
    cohort = teacher.logits.detach()
    log_p = log_softmax(cohort.flatten(0, 1)).unflatten(0, cohort.shape[:2])
    return hard + peer_weight * kl(log_p, log_q).sum() / max(1, len(cohort) - 1)
