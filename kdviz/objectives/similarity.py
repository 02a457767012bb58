"""Similarity-preserving distillation.

classic  +  γ·‖G_t − G_s‖²_F / n²,   G = the rows of A·Aᵀ divided by their lengths, A the batch's features
"""

from torch import Tensor

from kdviz.networks import Outputs
from kdviz.objectives.classic import classic
from kdviz.objectives.geometry import unit
from kdviz.objectives.terms import Number


def similarity(
    student: Outputs,
    teacher: Outputs,
    labels: Tensor,
    *,
    temperature: Number,
    alpha: Number,
    similarity_weight: Number,
    smoothing: Number = 0.0,
) -> Tensor:
    """Return the similarity-preserving loss of one student on one batch; usual are γ = 3000 and α = 0.

    Parameters
    ----------
    student, teacher : Outputs
        With one layer, the penultimate features, shape (n, …).
    similarity_weight : Tensor or float
        γ.

    References
    ----------
    Tung and Mori 2019, Similarity-Preserving Knowledge Distillation, equations 1 to 4.
    """
    own, theirs = similarities(student.layers[0]), similarities(teacher.layers[0].detach())
    base = classic(student, teacher, labels, temperature=temperature, alpha=alpha, smoothing=smoothing)
    return base + similarity_weight * (own - theirs).square().mean()


def similarities(features: Tensor) -> Tensor:
    """Return how alike the images of a batch look, from features of shape (n, …): unit rows, shape (n, n)."""
    rows = features.flatten(1)
    return unit(rows @ rows.mT)
