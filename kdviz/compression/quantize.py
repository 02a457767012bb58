"""Quantization of weights to few bits.

ŵ = round(w/s)·s,  s = max |w| / (2^(bits−1) − 1)    over the layer's weights, or over those of each output
"""

import torch
from torch import Tensor

from kdviz.catalog.method import StageKnobs
from kdviz.compression.rounding import rounded
from kdviz.compression.student import Student

ITERATIONS = 30


def quantize(student: Student, knobs: StageKnobs, noise: dict[str, Tensor]) -> Student:
    """Return the student with rounded weights or, where it is to train with them, with its grid only."""
    parameters, levels = {**student.parameters}, {**student.levels}
    for place, name in enumerate(levels, start=1):
        if knobs.only not in (None, place):
            continue
        weights = parameters[name] * student.masks[name]
        if knobs.codebook == "kmeans":
            parameters[name] = clustered(weights, student.masks[name], 2**knobs.bits)
            levels[name] = torch.zeros_like(levels[name])
            continue
        levels[name] = torch.full_like(levels[name], knobs.levels)
        if knobs.when == "after":
            parameters[name] = rounded(weights, levels[name], channel=knobs.grid == "channel")
    return student._replace(parameters=parameters, levels=levels)


def clustered(weights: Tensor, mask: Tensor, count: int) -> Tensor:
    """Return each weight that is not cut as the center of its cluster, of which there are at most `count`.

    minimize Σ (w − c(w))²    by Lloyd's algorithm, from evenly spaced centers

    References
    ----------
    Han, Mao, Dally 2016, Deep Compression, arXiv:1510.00149, section 3.
    """
    values, left = weights.flatten(), mask.flatten()
    low, high = values.amin(), values.amax()
    centers = low + (high - low) * torch.linspace(0, 1, count, dtype=values.dtype, device=values.device)
    for _iteration in range(ITERATIONS):
        nearest = _nearest(values, centers)
        zeros = torch.zeros_like(centers)
        sums, sizes = zeros.scatter_add(0, nearest, values * left), zeros.scatter_add(0, nearest, left)
        centers = torch.where(sizes > 0, sums / sizes.clamp(min=1), centers)
    return (centers[_nearest(values, centers)] * left).view_as(weights)


def _nearest(values: Tensor, centers: Tensor) -> Tensor:
    """Return the place of the nearest center for each value; they ascend, and stay so when they become means."""
    return torch.searchsorted((centers[1:] + centers[:-1]) / 2, values)
