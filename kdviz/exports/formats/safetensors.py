"""The weights as they are, with metadata."""

from safetensors.numpy import save

from kdviz.exports.format import Files, StudentFormat
from kdviz.exports.material import Material
from kdviz.i18n import N_


def write(material: Material) -> Files:
    """Return a safetensors file with the names of kdviz's own modules."""
    return {".safetensors": save(material.student.weights, material.metadata)}


FORMAT = StudentFormat(
    name="safetensors",
    title=N_("Weights (safetensors)"),
    summary=N_("The weights with their names and what is known of the student; for PyTorch, JAX and others."),
    place=50,
    write=write,
    answers="kdviz.exports.checks.torch:of_safetensors",
)
