from itertools import pairwise
from math import prod

from torch import nn


def mlp(widths):
    """Return linear layers with ReLU between them."""
    pairs = pairwise((prod(SHAPE), *widths, CLASSES))
    return nn.Sequential(nn.Flatten(), *[part for a, b in pairs for part in (nn.Linear(a, b), nn.ReLU())][:-1])
