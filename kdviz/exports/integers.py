"""A student in 8-bit integers, and its exact answers: the one reference of all formats that hold integers.

a = Σ (x − x₀)·(w − 128) + b    in 32-bit integers
y = clip(round(M·a), 0, 255)    M·a one product of 32-bit floats, M = s_x·s_w / s_y, rounded half to even

Clipping at 0 is the ReLU. The last layer's answers are s_x·s_w·a. Weights have a scale for each output.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kdviz.exports.layers import Layer, Values, activations, pooled, through

ZERO = 128
LARGEST, LEVELS = 127, 255
# Sixteenths, which the digits' pixels are, fall on one of 240 steps; of 255 steps every second one falls on a tie.
INPUT_STEPS = 240
# Integers that 32-bit floats hold exactly.
EXACT = 2**24
# How near to a tie another way of computing may round the other way.
TIE = 1e-5


@dataclass(frozen=True)
class IntegerLayer:
    """A layer in integers.

    Attributes
    ----------
    weights : ndarray of uint8
        w, shaped as those of `Layer`; 128 stands for zero. They are unsigned since x86 without VNNI lets sums of signed
        ones saturate: ONNX Runtime's answers were 1.63 logits off.
    bias : ndarray of int32, shape (outputs,)
    weight_scales : ndarray of float32, shape (outputs,)
        s_w.
    scale_in, scale_out : float32
        s_x, and s_y; that of the last layer is 1.
    zero : int
        x₀; zero for all layers but the first.
    """

    weights: Values
    bias: Values
    weight_scales: Values
    scale_in: np.float32
    scale_out: np.float32
    zero: int

    @property
    def is_convolution(self) -> bool:
        """Whether it is a convolution."""
        return self.weights.ndim == 4

    @property
    def scales(self) -> Values:
        """M, one a output, shape (outputs,), rounded as ONNX Runtime's convolutions do."""
        return np.asarray(self.scale_in * self.weight_scales / self.scale_out)


@dataclass(frozen=True)
class Integers:
    """A student in integers, layer by layer."""

    layers: tuple[IntegerLayer, ...]

    @classmethod
    def of(cls, layers: Sequence[Layer], training: Values) -> "Integers":
        """Quantize a network, with the ranges that its values have on `training` inputs, shape (n, *shape)."""
        found, low, high = [], min(0.0, float(training.min())), max(0.0, float(training.max()))
        scale = np.float32((high - low) / INPUT_STEPS or 1.0)
        zero = round(-low / float(scale))
        for layer, values in zip(layers, activations(layers, training), strict=True):
            last = layer is layers[-1]
            following = np.float32(1.0 if last else float(values.max()) / LEVELS or 1.0)
            found.append(_quantized(layer, scale, following, zero))
            scale, zero = following, 0
        return cls(tuple(found))

    def answers(self, inputs: Values) -> tuple[Values, Values]:
        """Return the logits, shape (n, classes), and for which inputs some value is within `TIE` of a tie, shape (n,).

        Parameters
        ----------
        inputs : ndarray of float32, shape (n, *shape)
        """
        first = self.layers[0]
        scaled = inputs.astype(np.float32) / first.scale_in
        ties = _near_tie(scaled)
        values = np.clip(np.rint(scaled) + first.zero, 0, LEVELS)
        for layer in self.layers:
            # Products of 64-bit floats are exact here, and far faster than those of integers.
            sums = through(values.astype(np.float64) - layer.zero, layer.weights.astype(np.float64) - ZERO)
            along = (slice(None), None, None) if layer.is_convolution else ()
            sums = (sums + layer.bias[along]).astype(np.int32)
            scaled = sums.astype(np.float32) * layer.scales[along]
            if layer is not self.layers[-1]:
                ties |= _near_tie(scaled)
                values = np.clip(np.rint(scaled), 0, LEVELS)
                values = pooled(values) if layer.is_convolution else values
        return scaled, ties


def _quantized(layer: Layer, scale_in: np.float32, scale_out: np.float32, zero: int) -> IntegerLayer:
    weights, bias = layer.weights.astype(np.float64), layer.bias.astype(np.float64)
    largest = np.abs(weights).reshape(len(weights), -1).max(1)
    # Where a bias dwarfs the weights, it decides: as an integer it must not grow too large for a float.
    scales = np.maximum(largest / LARGEST, np.abs(bias) / (float(scale_in) * EXACT))
    scales = np.where(scales > 0, scales, 1.0).astype(np.float32)
    per_output = scales.astype(np.float64).reshape(-1, *[1] * (weights.ndim - 1))
    return IntegerLayer(
        (np.clip(np.rint(weights / per_output), -LARGEST, LARGEST) + ZERO).astype(np.uint8),
        np.rint(bias / (float(scale_in) * scales.astype(np.float64))).astype(np.int32),
        scales,
        scale_in,
        scale_out,
        zero,
    )


def _near_tie(scaled: Values) -> Values:
    """Return for which inputs a value that is not clipped is near a tie, shape (n,)."""
    flat = scaled.reshape(len(scaled), -1).astype(np.float64)
    near = np.abs(flat - np.floor(flat) - 0.5) < TIE
    return np.asarray((near & (flat > -LEVELS - 1) & (flat < LEVELS + 1)).any(1))
