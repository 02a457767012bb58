"""Rounding to a grid, and gradients that go through it."""

import torch
from torch import Tensor


def rounded(weights: Tensor, levels: Tensor, *, channel: bool) -> Tensor:
    """Return weights on the grid that has `levels` steps on each side of zero; as they are where that is 0.

    Parameters
    ----------
    weights : Tensor, shape (outputs, …)
    channel : bool
        Whether each output has a scale of its own.

    References
    ----------
    Jacob et al. 2018, Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference,
    arXiv:1712.05877; symmetric, without a zero point.
    """
    largest = weights.abs().flatten(1).amax(1) if channel else weights.abs().amax()
    scale = largest / levels.clamp(min=1)
    scale = torch.where(scale > 0, scale, torch.ones_like(scale))
    scale = scale.reshape(-1, *[1] * (weights.ndim - 1)) if channel else scale
    return torch.where(levels > 0, (weights / scale).round() * scale, weights)


def straight_through(values: Tensor, changed: Tensor) -> Tensor:
    """Return `changed`, whose gradient goes to `values` as if they had not been changed.

    w + (ŵ − w).detach()

    References
    ----------
    Bengio, Léonard, Courville 2013, Estimating or Propagating Gradients Through Stochastic Neurons, arXiv:1308.3432.
    """
    return values + (changed - values).detach()
