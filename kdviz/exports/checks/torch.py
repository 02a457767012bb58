"""PyTorch runs a student: what float formats are held against, and how weights are read back."""

import torch
from safetensors.numpy import load

from kdviz import networks
from kdviz.exports.format import Files
from kdviz.exports.layers import Values
from kdviz.exports.material import Material
from kdviz.results import Arrays


def answers(material: Material, weights: Arrays | None = None) -> Values:
    """Return the logits of the student, or of its network with other `weights`, on the test samples."""
    student = material.student
    network = networks.build(student.network, student.data.shape, student.data.classes, seed=0).eval()
    held = student.weights if weights is None else weights
    network.load_state_dict({name: torch.from_numpy(values) for name, values in held.items()})
    with torch.inference_mode():
        logits: Values = network(torch.from_numpy(material.inputs)).numpy()
    return logits


def of_safetensors(files: Files, material: Material) -> dict[str, Values]:
    """Return the logits of the weights in a safetensors file."""
    return {"float32": answers(material, load(files[".safetensors"]))}
