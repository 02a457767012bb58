"""A network as a list of layers, from its weights alone, and its answers in plain NumPy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from kdviz.results import Arrays

WEIGHT, BIAS = ".weight", ".bias"
Values = NDArray[Any]


@dataclass(frozen=True)
class Layer:
    """A linear layer, or a 3×3 convolution with padding 1; ReLU follows all but the last, max-pool all convolutions.

    Attributes
    ----------
    weights : ndarray of float32, shape (outputs, inputs) or (outputs, inputs, 3, 3)
    bias : ndarray of float32, shape (outputs,)
    """

    weights: Values
    bias: Values

    @property
    def is_convolution(self) -> bool:
        """Whether it is a convolution."""
        return self.weights.ndim == 4


def layers_of(weights: Arrays) -> tuple[Layer, ...]:
    """Return the layers of one network from the inputs on; that is the order of their names."""
    names = sorted(name for name in weights if name.endswith(WEIGHT))
    return tuple(Layer(weights[name], weights[name.removesuffix(WEIGHT) + BIAS]) for name in names)


def activations(layers: Sequence[Layer], inputs: Values) -> list[Values]:
    """Return what each layer puts out, after ReLU and before pooling; the last are the logits.

    Parameters
    ----------
    inputs : ndarray, shape (n, *shape)
        The computation has its precision.
    """
    found, values = [], inputs
    for layer in layers:
        values = through(values, layer.weights.astype(inputs.dtype)) + _along(layer, layer.bias.astype(inputs.dtype))
        if layer is not layers[-1]:
            values = np.maximum(values, 0)
        found.append(values)
        if layer.is_convolution:
            values = pooled(values)
    return found


def through(values: Values, weights: Values) -> Values:
    """Return the products of a layer's weights with values of shape (n, …), without bias."""
    if weights.ndim == 2:
        return values.reshape(len(values), -1) @ weights.T
    padded = np.pad(values, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = sliding_window_view(padded, (3, 3), axis=(2, 3))
    return np.moveaxis(np.tensordot(windows, weights, axes=([1, 4, 5], [1, 2, 3])), -1, 1)


def pooled(values: Values) -> Values:
    """Return the largest of each 2×2 block of maps, shape (n, channels, height, width); an odd edge is left out."""
    height, width = (size - size % 2 for size in values.shape[2:])
    blocks = values[:, :, :height, :width].reshape(*values.shape[:2], height // 2, 2, width // 2, 2)
    return np.asarray(blocks.max(axis=(3, 5)))


def _along(layer: Layer, values: Values) -> Values:
    """Return one value an output in the shape in which they meet what the layer puts out."""
    return values[:, None, None] if layer.is_convolution else values
