"""Shrinking: whole neurons or channels are removed.

keep the k neurons j of a layer with the largest Σ_i |w_ji|, and of the next layer what reads them
"""

from itertools import pairwise

from torch import Tensor

from kdviz.catalog.method import StageKnobs
from kdviz.compression.student import WEIGHT, Student

BIAS = ".bias"


def shrink(student: Student, knobs: StageKnobs, noise: dict[str, Tensor]) -> Student:
    """Return a smaller student: it answers as the larger one would with its other neurons silent.

    References
    ----------
    Li, Kadav, Durdanovic, Samet, Graf 2017, Pruning Filters for Efficient ConvNets, arXiv:1608.08710.
    """
    parameters, masks = {**student.parameters}, {**student.masks}
    for name, following in pairwise(student.masks):
        bias = name.removesuffix(WEIGHT) + BIAS
        width = len(student.masks[name])
        incoming = (student.parameters[name] * student.masks[name]).abs().flatten(1).sum(1)
        worth = noise[bias] if knobs.criterion == "random" else incoming
        # In their old order.
        kept = worth.topk(knobs.kept(width)).indices.sort().values
        parameters[bias] = parameters[bias][kept]
        for tensors in (parameters, masks):
            tensors[name] = tensors[name][kept]
            tensors[following] = _reading(tensors[following], kept, width)
    return student._replace(parameters=parameters, masks=masks)


def _reading(weights: Tensor, kept: Tensor, width: int) -> Tensor:
    """Return the weights that read the neurons `kept` of `width`: a channel's pixels stand next to each other."""
    outputs, read, *rest = weights.shape
    pixels = read // width
    chosen = weights.reshape(outputs, width, -1)[:, kept]
    return chosen.reshape(outputs, len(kept) * pixels, *rest)
