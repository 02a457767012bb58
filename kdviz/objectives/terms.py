"""The two terms that objectives are made of: the labels' and the teacher's."""

import math

import torch
from torch import Tensor

Number = Tensor | float
LOG2_E = math.log2(math.e)
REDUCTIONS = ("batchmean", "mean")


def log_softmax(logits: Tensor) -> Tensor:
    """Return log-probabilities of shape (n, classes).

    A population spends a third of its time here. On a CPU ``F.log_softmax`` over a short last dimension takes four
    times as long, and ``exp`` thirty times as long once a confident student's probabilities underflow; ``exp2`` does
    not mind.
    """
    shifted = logits - logits.detach().amax(dim=1, keepdim=True)
    return shifted - (LOG2_E * shifted).exp2().sum(dim=1, keepdim=True).log()


def kl(log_p: Tensor, log_q: Tensor) -> Tensor:
    """Return KL(p ‖ q) in nats from log-probabilities of shapes (…, n, classes), averaged over the n."""
    return ((LOG2_E * log_p).exp2() * (log_p - log_q)).sum(-1).mean(-1)


def one_hot(labels: Tensor, like: Tensor) -> Tensor:
    """Return labels of shape (n,) as rows of zeros and a one, in the width and type of `like`.

    ``F.one_hot`` looks at the labels' values, which a mapped function cannot.
    """
    return (labels[:, None] == torch.arange(like.shape[1], device=like.device)).to(like)


def hard_term(logits: Tensor, labels: Tensor, smoothing: Number = 0.0) -> Tensor:
    """Return the mean cross-entropy with the labels, each spread by `smoothing` over all classes.

    Parameters
    ----------
    logits : Tensor, shape (n, classes)
    labels : Tensor of int64, shape (n,)
    smoothing : Tensor or float
        Share of each label that goes evenly to all classes.

    Returns
    -------
    Tensor, shape ()

    Raises
    ------
    ValueError
        If the shapes do not fit.

    References
    ----------
    Szegedy et al. 2016, Rethinking the Inception Architecture, section 7.
    """
    if logits.ndim != 2 or labels.shape != logits.shape[:1]:
        raise ValueError(f"labels of shape {tuple(labels.shape)} do not fit logits of {tuple(logits.shape)}")
    log_p = log_softmax(logits)
    own = -log_p.gather(1, labels[:, None]).mean()
    return (1 - smoothing) * own - smoothing * log_p.mean()


def softened_kl(student_logits: Tensor, teacher_logits: Tensor, temperature: Number) -> Tensor:
    """Return KL(teacher ‖ student) at `temperature` in nats, summed over classes, averaged over the batch.

    Parameters
    ----------
    student_logits, teacher_logits : Tensor, shape (n, classes)
        No gradient reaches the teacher's.
    temperature : Tensor or float
        Divides both logits.

    Returns
    -------
    Tensor, shape ()

    Raises
    ------
    ValueError
        If the shapes differ.
    """
    if student_logits.ndim != 2 or student_logits.shape != teacher_logits.shape:
        shapes = f"{tuple(student_logits.shape)} and {tuple(teacher_logits.shape)}"
        raise ValueError(f"logits of student and teacher have shapes {shapes}; they must be equal, with two dimensions")
    log_q = log_softmax(student_logits / temperature)
    log_p = log_softmax(teacher_logits.detach() / temperature)
    return kl(log_p, log_q)


def soft_scale(temperature: Number, t_squared: Tensor | bool, reduction: Tensor | str, classes: int) -> Number:
    """Return what a soft term is multiplied by: T² where wanted, and 1/classes for the reduction ``"mean"``.

    Parameters
    ----------
    reduction : Tensor or str
        A name of `REDUCTIONS`, or its place there.
    """
    place = REDUCTIONS.index(reduction) if isinstance(reduction, str) else reduction
    squared = _choose(t_squared, temperature**2)
    return squared / _choose(place == REDUCTIONS.index("mean"), float(classes))


def _choose(condition: Tensor | bool, yes: Number) -> Number:
    """Return `yes` or one; a tensor's truth may differ between the members of a population."""
    if isinstance(condition, Tensor):
        return torch.where(condition, yes, 1.0)
    return yes if condition else 1.0
