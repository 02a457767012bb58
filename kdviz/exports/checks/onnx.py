"""ONNX Runtime runs a file, on one thread."""

import onnxruntime

from kdviz.exports.format import Files
from kdviz.exports.layers import Values
from kdviz.exports.material import Material

# Of what it logs; warnings are about its own optimizations.
ERRORS = 3


def session(file: bytes) -> onnxruntime.InferenceSession:
    """Return a session that runs an ONNX file on one thread of the processor."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = ERRORS
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])


def of_floats(files: Files, material: Material) -> dict[str, Values]:
    """Return the logits of a file in floats."""
    return {"float32": _answers(files, material)}


def of_integers(files: Files, material: Material) -> dict[str, Values]:
    """Return the logits of a file in integers."""
    return {"int8": _answers(files, material)}


def _answers(files: Files, material: Material) -> Values:
    logits: Values = session(files[".onnx"]).run(["logits"], {"input": material.asked})[0]
    return logits
