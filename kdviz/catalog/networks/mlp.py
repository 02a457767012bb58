"""Multilayer perceptrons of any hidden widths, down to a linear model."""

from itertools import pairwise
from math import prod

from kdviz.catalog.choice import Layer, NetworkFamily, Shape
from kdviz.i18n import N_


def widths(text: str) -> tuple[int, ...]:
    """Read ``"256x256"`` as (256, 256) and ``"linear"`` as ()."""
    return () if text == "linear" else tuple(int(width) for width in text.split("x"))


def layers(widths: tuple[int, ...], shape: Shape, classes: int) -> tuple[Layer, ...]:
    """Return the cost of each linear layer, biases included."""
    sizes = (prod(shape), *widths, classes)
    return tuple(Layer(parameters=(a + 1) * b, macs=a * b, activations=b) for a, b in pairwise(sizes))


ENTRY = NetworkFamily(
    name="mlp",
    title=N_("Multilayer perceptron"),
    summary=N_("Hidden layers of the given widths with ReLU between them."),
    code="kdviz.networks.mlp:MLP",
    pattern=r"linear|[1-9][0-9]{0,11}(x[1-9][0-9]{0,11})*",
    ideas=("linear", "8", "16", "32", "64", "32x32", "128x128", "256x256", "512x512"),
    widths=widths,
    layers=layers,
)
