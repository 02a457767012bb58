from itertools import pairwise

from torch import nn


def convnet(widths):
    """Return blocks of 3×3 convolution, ReLU and 2×2 max-pool, and one linear layer."""
    pairs = pairwise((SHAPE[0], *widths))
    blocks = [(nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)) for a, b in pairs]
    features = widths[-1] * (SHAPE[1] >> len(widths)) * (SHAPE[2] >> len(widths))
    return nn.Sequential(*[part for block in blocks for part in block], nn.Flatten(), nn.Linear(features, CLASSES))
