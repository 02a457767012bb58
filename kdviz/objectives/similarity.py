"""Similarity-preserving distillation.

classic  +  γ·‖G_t − G_s‖²_F / n²,   G = the rows of A·Aᵀ divided by their lengths, A the batch's features
"""

from torch import Tensor

from kdviz.objectives.classic import classic
from kdviz.objectives.geometry import unit
from kdviz.objectives.terms import Number


def similarity(
    student_logits: Tensor,
    teacher_logits: Tensor,
    labels: Tensor,
    student_layers: tuple[Tensor, ...],
    teacher_layers: tuple[Tensor, ...],
    *,
    temperature: Number,
    alpha: Number,
    similarity_weight: Number,
    smoothing: Number = 0.0,
) -> Tensor:
    """Return the similarity-preserving loss of one student on one batch; usual are γ = 3000 and α = 0.

    Parameters
    ----------
    student_logits, teacher_logits : Tensor, shape (n, classes)
    labels : Tensor of int64, shape (m,), m ≤ n
    student_layers, teacher_layers : tuple of one Tensor, shape (n, …)
        Penultimate features.
    temperature, alpha, smoothing : Tensor or float
        As of the classic objective.
    similarity_weight : Tensor or float
        γ.

    Returns
    -------
    Tensor, shape ()

    References
    ----------
    Tung and Mori 2019, Similarity-Preserving Knowledge Distillation, equations 1 to 4.
    """
    own, theirs = similarities(student_layers[0]), similarities(teacher_layers[0].detach())
    base = classic(student_logits, teacher_logits, labels, temperature=temperature, alpha=alpha, smoothing=smoothing)
    return base + similarity_weight * (own - theirs).square().mean()


def similarities(features: Tensor) -> Tensor:
    """Return how alike the images of a batch look, from features of shape (n, …): unit rows, shape (n, n)."""
    rows = features.flatten(1)
    return unit(rows @ rows.mT)
