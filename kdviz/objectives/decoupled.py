"""Decoupled distillation.

CE(z_s, y)  +  w·T²·( α·KL(b_t ‖ b_s) + β·KL(p̂_t ‖ p̂_s) ),   w = min(1, step / warm-up)

b = (p_y, 1 − p_y), and p̂ are the other classes among themselves: softmax over all classes but y.
"""

import torch
from torch import Tensor

from kdviz.networks import Outputs
from kdviz.objectives.terms import Number, hard_term, kl, log_softmax, one_hot


def decoupled(
    student: Outputs,
    teacher: Outputs,
    labels: Tensor,
    *,
    temperature: Number,
    target_weight: Number,
    nontarget_weight: Number,
    warm_up: Number = 0,
    step: Number = 1,
    smoothing: Number = 0.0,
) -> Tensor:
    """Return the decoupled loss of one student on one batch; usual are α = 1, β = 8, T = 4.

    Without labels there is no target: images beyond the first m do not count.

    Parameters
    ----------
    target_weight, nontarget_weight : Tensor or float
        α and β.
    warm_up, step : Tensor or float
        The step, counted from one, at which both weights are reached, and the one that this is.

    References
    ----------
    Zhao et al. 2022, Decoupled Knowledge Distillation, equations 5 to 7 and section 4.1 (warm-up).
    """
    m = len(labels)
    hard = hard_term(student.logits[:m], labels, smoothing)
    own = one_hot(labels, student.logits).bool()
    softened, wanted = student.logits[:m] / temperature, teacher.logits[:m].detach() / temperature
    target = kl(_binary(wanted, own), _binary(softened, own))
    others = kl(_others(wanted, own), _others(softened, own))
    grown = torch.clamp(torch.as_tensor(step) / torch.clamp(torch.as_tensor(warm_up), min=1), max=1.0)
    return hard + grown * temperature**2 * (target_weight * target + nontarget_weight * others)


def _binary(logits: Tensor, own: Tensor) -> Tensor:
    """Return log(p_y) and log(1 − p_y), shape (n, 2); the second is no difference of ones, which would lose digits."""
    whole = logits.logsumexp(1)
    label = torch.where(own, logits, 0.0).sum(1) - whole
    rest = _without(logits, own).logsumexp(1) - whole
    return torch.stack([label, rest], dim=1)


def _others(logits: Tensor, own: Tensor) -> Tensor:
    """Return log-probabilities of the other classes among themselves, shape (n, classes); the label's place has zero.

    So has it for teacher and student alike, and what is equal adds nothing to their distance.
    """
    return torch.where(own, 0.0, log_softmax(_without(logits, own)))


def _without(logits: Tensor, own: Tensor) -> Tensor:
    """Take the label out, however far it is ahead: the authors' code subtracts 1000, which may be too little."""
    return torch.where(own, -torch.inf, logits)
