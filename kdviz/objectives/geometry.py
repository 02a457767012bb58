"""Directions, and a distance of numbers, whose gradients are numbers at zero, too."""

import torch
from torch import Tensor

# Squares below it count as zero; those of 32-bit floats are denormal from 1e-38 on.
TINY = 1e-30


def unit(vectors: Tensor) -> Tensor:
    """Return vectors of shape (…, d) divided by their lengths; zeros stay zeros, with gradient zero."""
    squares = vectors.square().sum(-1, keepdim=True)
    positive = squares > TINY
    return vectors * torch.where(positive, torch.where(positive, squares, 1.0).rsqrt(), 0.0)


def huber(difference: Tensor) -> Tensor:
    """Return ½x² where |x| ≤ 1 and |x| − ½ beyond.

    That is the largest c·x − ½c² with |c| ≤ 1, at which no gradient goes through c: what is left of it is one product.
    """
    slope = difference.detach().clamp(-1, 1)
    return slope * (difference - 0.5 * slope)
