"""ONNX in 8-bit integers.

Weights are unsigned, and the ranges of what goes into each layer are static: those of the training samples.
"""

import numpy as np

from kdviz.exports import onnx_rows
from kdviz.exports.format import Files, StudentFormat
from kdviz.exports.integers import ZERO
from kdviz.exports.material import Material
from kdviz.exports.onnx_graph import FLOAT
from kdviz.i18n import N_


def write(material: Material) -> Files:
    """Return an ONNX file whose answers are those of `kdviz.exports.integers`."""
    layers, graph = material.integers.layers, onnx_rows.begun(material)

    def number(name: str, value: float | np.float32, kind: type[np.generic]) -> str:
        return graph.tensor(name, np.asarray(value, kind))

    nothing, middle = number("nothing", 0, np.uint8), number("middle", ZERO, np.uint8)
    zero = number("input_zero", layers[0].zero, np.uint8)
    graph.then("QuantizeLinear", number("input_scale", layers[0].scale_in, np.float32), zero)
    for place, layer in enumerate(layers):
        last = layer is layers[-1]
        bias = graph.tensor(f"bias_{place}", layer.bias)
        if layer.is_convolution:
            weights = graph.tensor(f"weight_{place}", layer.weights)
            scale_in = number(f"scale_in_{place}", layer.scale_in, np.float32)
            scales = graph.tensor(f"scales_{place}", layer.weight_scales)
            middles = graph.tensor(f"middle_{place}", np.full(len(layer.weights), ZERO, np.uint8))
            scale_out = number(f"scale_out_{place}", layer.scale_out, np.float32)
            held = (scale_in, zero, weights, scales, middles, scale_out, nothing, bias)
            graph.then("QLinearConv", *held, kernel_shape=(3, 3), pads=(1, 1, 1, 1))
            graph.then("MaxPool", kernel_shape=(2, 2), strides=(2, 2))
        else:
            if place == 0 or layers[place - 1].is_convolution:
                graph.then("Flatten", axis=1)
            # ONNX has no linear layer in integers with a bias; these steps are the same arithmetic.
            weights = graph.tensor(f"weight_{place}", layer.weights.T)
            graph.then("MatMulInteger", weights, zero, middle)
            graph.then("Add", bias)
            graph.then("Cast", to=FLOAT)
            graph.then("Mul", graph.tensor(f"scales_{place}", layer.scales), output="logits" if last else "")
            if not last:
                graph.then("QuantizeLinear", number("one", 1.0, np.float32), nothing)
        zero = nothing
    return {".onnx": onnx_rows.file(graph, material)}


FORMAT = StudentFormat(
    name="onnx-int8",
    title=N_("ONNX file, 8-bit integers"),
    summary=N_("A quarter of the size; faster where the student is large, slower where it is small."),
    place=20,
    write=write,
    answers="kdviz.exports.checks.onnx:of_integers",
)
