"""ONNX in 32-bit floats."""

from kdviz.exports import onnx_rows
from kdviz.exports.format import Files, StudentFormat
from kdviz.exports.material import Material
from kdviz.i18n import N_


def write(material: Material) -> Files:
    """Return an ONNX file of the student."""
    student, graph = material.student, onnx_rows.begun(material)
    for place, layer in enumerate(student.layers):
        last = layer is student.layers[-1]
        held = graph.tensor(f"weight_{place}", layer.weights), graph.tensor(f"bias_{place}", layer.bias)
        if layer.is_convolution:
            graph.then("Conv", *held, kernel_shape=(3, 3), pads=(1, 1, 1, 1))
        else:
            if place == 0 or student.layers[place - 1].is_convolution:
                graph.then("Flatten", axis=1)
            graph.then("Gemm", *held, transB=1, output="logits" if last else "")
        if not last:
            graph.then("Relu")
        if layer.is_convolution:
            graph.then("MaxPool", kernel_shape=(2, 2), strides=(2, 2))
    return {".onnx": onnx_rows.file(graph, material)}


FORMAT = StudentFormat(
    name="onnx",
    title=N_("ONNX file"),
    summary=N_("For ONNX Runtime and most other runtimes, on servers, phones and in browsers."),
    place=10,
    write=write,
    answers="kdviz.exports.checks.onnx:of_floats",
)
