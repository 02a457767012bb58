"""What several teachers say together.

probabilities:  T·log Σ_k w_k·softmax(z_k / T)        logits:  Σ_k w_k·z_k

w_k = 1/K, or proportional to the highest probability of teacher k
"""

import torch
from torch import Tensor

AVERAGES = ("probabilities", "logits")


def together(teacher_logits: Tensor, *, temperature: float, averaging: str, by_confidence: bool) -> Tensor:
    """Return logits that stand for K teachers; softened with `temperature` they give the averaged probabilities.

    Usual are equal weights and averaged probabilities.

    Parameters
    ----------
    teacher_logits : Tensor, shape (K, n, classes)
    temperature : float
        T, which probabilities are averaged at.
    averaging : str
        A name of `AVERAGES`.
    by_confidence : bool
        Whether a teacher counts for each image by the probability (T = 1) that it gives to its own answer.

    Returns
    -------
    Tensor, shape (n, classes)

    References
    ----------
    Hinton, Vinyals, Dean 2015, section 5: arithmetic mean of probabilities, or geometric one, which is that of logits.
    """
    weights = torch.ones_like(teacher_logits[..., :1])
    if by_confidence:
        weights = teacher_logits.softmax(-1).amax(-1, keepdim=True)
    weights = weights / weights.sum(0)
    if averaging == "logits":
        return (weights * teacher_logits).sum(0)
    return temperature * ((teacher_logits / temperature).log_softmax(-1) + weights.log()).logsumexp(0)
