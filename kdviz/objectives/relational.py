"""Relational distillation.

classic  +  λ_d·mean_{i,j} h(ψ_s(i,j) − ψ_t(i,j))  +  λ_a·mean_{v,i,k} h(cos_s(i,v,k) − cos_t(i,v,k))

ψ is a distance divided by the mean one, cos the angle at v, h Huber's loss. i, j, k are all images of
a batch, v is one of them: a labelled one, and an unlabelled one if there are any.
"""

import torch
from torch import Tensor

from kdviz.networks import Outputs
from kdviz.objectives.classic import classic
from kdviz.objectives.geometry import TINY, huber
from kdviz.objectives.terms import Number

ROUNDING = 1e-6


def relational(
    student: Outputs,
    teacher: Outputs,
    labels: Tensor,
    *,
    temperature: Number,
    alpha: Number,
    distance_weight: Number,
    angle_weight: Number,
    smoothing: Number = 0.0,
) -> Tensor:
    """Return the relational loss of one student on one batch; usual are λ_d = 25, λ_a = 50 and α = 0.

    Parameters
    ----------
    student, teacher : Outputs
        With one layer, the penultimate features, shape (n, …).
    distance_weight, angle_weight : Tensor or float
        λ_d and λ_a.

    Notes
    -----
    Angles of all triples would cost n³. They are taken between all pairs at the first labelled image of the batch and
    at the first unlabelled one: either part comes in random order and they are equally large, so that this is a fresh,
    unbiased sample in every step. A second labelled one would make a step of an MLP a fifth dearer and, measured with
    30 and 60 labels over 16 seeds, the student no better.

    References
    ----------
    Park et al. 2019, Relational Knowledge Distillation, equations 4 to 10; means are over all pairs and triples, those
    of equal images included, as in the authors' code.
    """
    own, theirs = student.layers[0].flatten(1), teacher.layers[0].detach().flatten(1)
    m = len(labels)
    (distances, angles), (their_distances, their_angles) = relations(own, m), relations(theirs, m)
    distance = huber(distances - their_distances).mean()
    angle = huber(angles - their_angles).mean()
    base = classic(student, teacher, labels, temperature=temperature, alpha=alpha, smoothing=smoothing)
    return base + distance_weight * distance + angle_weight * angle


def relations(features: Tensor, m: int) -> tuple[Tensor, Tensor]:
    """Return how the rows of (n, d) lie to each other, from their inner products: differences would be n²·d numbers.

    Parameters
    ----------
    features : Tensor, shape (n, d)
    m : int
        How many of the rows are labelled; they come first.

    Returns
    -------
    distances : Tensor, shape (n, n)
        Divided by the mean of those above zero.
    cosines : Tensor, shape (vertices, n, n)
        Of the angles between all pairs, at the first row and at row m if there is one.
    """
    centred = features - features.mean(0)
    products = centred @ centred.mT
    own = products.diagonal()
    sums = own[:, None] + own
    squares = sums - 2 * products
    # What rounding leaves of equal rows is no distance.
    some = squares > (ROUNDING * sums).clamp(min=TINY)
    lengths = torch.where(some, squares, 1.0).sqrt()
    apart = torch.where(some, lengths, 0.0)
    mean = apart.sum() / some.sum().clamp(min=1)
    # ⟨i − v, j − v⟩ = ⟨i, j⟩ − ⟨i, v⟩ − ⟨j, v⟩ + ⟨v, v⟩, over both lengths.
    vertices = slice(0, m + 1, m)
    to_vertex = products[vertices]
    sides = products - to_vertex[:, :, None] - (to_vertex - own[vertices, None])[:, None]
    shorter = torch.where(some[vertices], 1 / lengths[vertices], 0.0)
    return apart * (1 / (mean + (mean == 0))), sides * shorter[:, :, None] * shorter[:, None]
