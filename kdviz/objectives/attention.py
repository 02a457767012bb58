"""Attention transfer.

classic  +  β·Σ_blocks mean( (Q_s/‖Q_s‖ − Q_t/‖Q_t‖)² ),   Q = mean over channels of A², as a vector of pixels
"""

from torch import Tensor

from kdviz.networks import Outputs
from kdviz.objectives.classic import classic
from kdviz.objectives.geometry import unit
from kdviz.objectives.terms import Number


def attention(
    student: Outputs,
    teacher: Outputs,
    labels: Tensor,
    *,
    temperature: Number,
    alpha: Number,
    attention_weight: Number,
    smoothing: Number = 0.0,
) -> Tensor:
    """Return the attention-transfer loss of one student on one batch; usual are β = 1000 and α = 0.

    Parameters
    ----------
    student, teacher : Outputs
        With the blocks' maps, shapes (n, channels, height, width); those of one place have one height and width, and
        what a deeper network has more is left out.
    attention_weight : Tensor or float
        β.

    References
    ----------
    Zagoruyko and Komodakis 2017, Paying More Attention to Attention, equation 2, with the mean of squares of the
    authors' code in place of the norm, to which the usual β belongs.
    """
    pairs = zip(student.layers, teacher.layers, strict=False)
    apart = sum((attention_map(own) - attention_map(theirs.detach())).square().mean() for own, theirs in pairs)
    base = classic(student, teacher, labels, temperature=temperature, alpha=alpha, smoothing=smoothing)
    return base + attention_weight * apart


def attention_map(maps: Tensor) -> Tensor:
    """Return where maps of shape (n, channels, height, width) are active: unit vectors, shape (n, height × width)."""
    return unit(maps.square().mean(1).flatten(1))
