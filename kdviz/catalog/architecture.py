"""Networks as texts: what each says, and what it costs, from arithmetic alone."""

import re
from collections.abc import Sequence
from functools import cache

from kdviz.catalog import networks
from kdviz.catalog.choice import CatalogError, Cost, Maps, NetworkFamily, Shape
from kdviz.catalog.entries import entries
from kdviz.catalog.layers import middle
from kdviz.i18n import N_

NETWORKS = entries(networks, NetworkFamily)
# Networks to begin with, for whoever may write any; the simplest first.
IDEAS = tuple(idea for family in [*NETWORKS.values()][::-1] for idea in family.ideas)


@cache
def network(text: str) -> tuple[NetworkFamily, tuple[int, ...]]:
    """Read a network's text.

    Parameters
    ----------
    text : str
        Such as ``"256x256"``, ``"linear"`` or ``"conv:8x16"``.

    Returns
    -------
    family : NetworkFamily
    widths : tuple of int
        Of its hidden layers or blocks.

    Raises
    ------
    CatalogError
        If no family reads it.
    """
    for family in NETWORKS.values():
        if re.fullmatch(family.pattern, text):
            return family, family.widths(text)
    raise CatalogError(
        N_("“{text}” is not a network; write widths such as 256x256 or 16, “linear”, or conv:8x16"), text=text
    )


def canonical_network(text: str) -> str:
    """Return the one way of writing the network `text`, so that equal networks compare equal."""
    return re.sub(r"0*(\d+)", r"\1", text.strip().lower())


def rewritten(text: str, widths: Sequence[int]) -> str:
    """Return the network `text` with other widths, as many as it has."""
    each = iter(widths)
    return re.sub(r"\d+", lambda _width: str(next(each)), text)


@cache
def cost(text: str, shape: Shape, classes: int) -> Cost:
    """Return what the network `text` costs on inputs of `shape` with `classes` outputs, without building it.

    Raises
    ------
    CatalogError
        If it cannot be read, or does not fit such inputs.
    """
    family, widths = network(text)
    layers = family.layers(widths, shape, classes)
    return Cost(
        parameters=sum(layer.parameters for layer in layers),
        macs=sum(layer.macs for layer in layers),
        activations=sum(layer.activations for layer in layers),
        effort=sum(layer.macs * layer.effort for layer in layers),
    )


@cache
def middle_layer(text: str, shape: Shape, classes: int) -> Maps:
    """Return the size of the hidden layer in the middle of the network `text`; nothing where it has none."""
    family, widths = network(text)
    sizes = [
        Maps(channels, layer.activations // channels)
        for channels, layer in zip(widths, family.layers(widths, shape, classes), strict=False)
    ]
    return next(iter(middle(tuple(sizes))), Maps(0, 0))
