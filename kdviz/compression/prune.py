"""Pruning of single weights.

m = 1 where |w| is among the largest (1 − sparsity)·n, else 0;   ŵ = m·w
"""

import torch
from torch import Tensor

from kdviz.catalog.method import StageKnobs
from kdviz.compression.student import Student


def prune(student: Student, knobs: StageKnobs, noise: dict[str, Tensor]) -> Student:
    """Return the student with weights cut; what is cut already stays cut.

    Parameters
    ----------
    noise : dict of Tensor
        Random numbers for each parameter, for what goes at random.

    References
    ----------
    Han, Pool, Tran, Dally 2015, Learning both Weights and Connections for Efficient Neural Networks, arXiv:1506.02626.
    """
    chosen = [name for place, name in enumerate(student.masks, start=1) if knobs.only in (None, place)]
    masks = {**student.masks}
    if knobs.scope == "layer":
        for name in chosen:
            masks |= _cut(student, [name], knobs, noise)
    else:
        masks |= _cut(student, chosen, knobs, noise)
    parameters = {
        name: values * masks[name] if name in masks else values for name, values in student.parameters.items()
    }
    return student._replace(parameters=parameters, masks=masks)


def _cut(student: Student, names: list[str], knobs: StageKnobs, noise: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the masks of the layers called `names`, whose weights are held against each other."""
    old = torch.cat([student.masks[name].flatten() for name in names])
    worth = noise if knobs.criterion == "random" else student.parameters
    scores = torch.cat([worth[name].abs().flatten() for name in names])
    # What is cut already goes first.
    order = torch.where(old > 0, scores, -torch.ones_like(scores)).argsort(descending=True)
    stays = (torch.arange(len(scores), device=scores.device) < len(scores) - knobs.cut(len(scores))).to(old.dtype)
    mask = old * torch.zeros_like(old).scatter(0, order, stays)
    parts = mask.split([student.masks[name].numel() for name in names])
    return {name: part.view_as(student.masks[name]) for name, part in zip(names, parts, strict=True)}
