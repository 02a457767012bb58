"""What a compressed student takes where it is deployed, by arithmetic alone.

packed bytes = ⌈(Σ mask bits + Σ bits × weights left) / 8⌉ + 4 × biases + 4 × scales

A pruned layer has a mask of one bit a weight, and a quantized one a scale for all its weights, one for each of its
outputs, or the values of its codebook; all these and the biases are 32-bit floats, as are weights that are not
quantized.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

from kdviz.catalog.architecture import cost, network, rewritten
from kdviz.catalog.choice import CatalogError, Shape
from kdviz.i18n import N_

FLOAT_BITS, FLOAT_BYTES = 32, 4
Grid = Literal["", "tensor", "channel", "kmeans"]


@dataclass(frozen=True)
class DeployedLayer:
    """One layer.

    Attributes
    ----------
    weights : int
        Its weights, those that are cut with them; biases are one for each of its `outputs`.
    left : float
        Weights that are not cut. What one student has left in each layer is not known before it is trained: this is
        what it would be if other cuts hit all layers alike.
    masked : bool
        Whether some of them are cut.
    bits : int
        Of each weight that is left.
    grid : str
        What its weights are rounded to; empty where they are not.
    """

    weights: int
    outputs: int
    left: float
    masked: bool = False
    bits: int = FLOAT_BITS
    grid: Grid = ""

    @property
    def scales(self) -> int:
        """Floats that the grid is kept as."""
        known: dict[str, int] = {"": 0, "tensor": 1, "channel": self.outputs, "kmeans": 2**self.bits}
        return known[self.grid]


@dataclass(frozen=True)
class Deployed:
    """A student where it is deployed.

    Attributes
    ----------
    activations : bool
        Whether what goes into each layer is rounded, too.
    """

    network: str
    shape: Shape
    classes: int
    layers: tuple[DeployedLayer, ...]
    activations: bool = False

    @classmethod
    def of(cls, text: str, shape: Shape, classes: int) -> "Deployed":
        """Return the network `text` as it is before any compression."""
        family, widths = network(text)
        sizes = zip(family.layers(widths, shape, classes), (*widths, classes), strict=True)
        layers = [DeployedLayer(size.parameters - out, out, size.parameters - out) for size, out in sizes]
        return cls(text, shape, classes, tuple(layers))

    @property
    def packed(self) -> int:
        """Bytes, all bits in one stream."""
        return self.packed_with([layer.left for layer in self.layers])

    def packed_with(self, left: Sequence[float]) -> int:
        """Return the bytes where the layers have so many weights `left`."""
        bits = sum(
            layer.weights * layer.masked + layer.bits * own for layer, own in zip(self.layers, left, strict=True)
        )
        floats = sum(layer.outputs + layer.scales for layer in self.layers)
        return ceil(round(bits, 3) / 8) + FLOAT_BYTES * floats

    @property
    def parameters(self) -> int:
        """Weights and biases, those that are cut with them."""
        return cost(self.network, self.shape, self.classes).parameters

    @property
    def macs(self) -> int:
        """Multiply-accumulates of one forward pass on one input; zeros save none."""
        return cost(self.network, self.shape, self.classes).macs

    def at(self, only: int | None) -> tuple[int, ...]:
        """Return the places of the layers that a stage is about: the one counted as `only` from 1, or all.

        Raises
        ------
        CatalogError
            If there is no such layer.
        """
        if only is None:
            return tuple(range(len(self.layers)))
        if only > len(self.layers):
            template = N_("The student {network} has {count} layers: there is no layer {only}.")
            raise CatalogError(template, network=self.network, count=len(self.layers), only=only)
        return (only - 1,)

    def changed(self, places: Sequence[int], change: Callable[[DeployedLayer], DeployedLayer]) -> "Deployed":
        """Return the student with the layers at `places` as `change` makes them."""
        layers = [change(layer) if place in places else layer for place, layer in enumerate(self.layers)]
        return replace(self, layers=tuple(layers))

    def narrowed(self, kept: Callable[[int], int]) -> "Deployed":
        """Return the student with fewer neurons, or channels, in each hidden layer: `kept` of so many.

        Raises
        ------
        CatalogError
            If there is no hidden layer, or nothing left of one.
        """
        widths = network(self.network)[1]
        if not widths:
            raise CatalogError(N_("The student {network} has no hidden layer to shrink."), network=self.network)
        left = [kept(width) for width in widths]
        if min(left) < 1:
            template = N_("The student {network} has a hidden layer of {width}, of which nothing would be left.")
            raise CatalogError(template, network=self.network, width=min(widths))
        smaller = Deployed.of(rewritten(self.network, left), self.shape, self.classes)
        pairs = zip(self.layers, smaller.layers, strict=True)
        layers = [
            replace(old, weights=new.weights, outputs=new.outputs, left=old.left * new.weights / old.weights)
            for old, new in pairs
        ]
        return replace(smaller, layers=tuple(layers), activations=self.activations)
