"""The student that a page holds, read back out of the file; tests hold a browser's answers against this one's."""

import json
import re
import zlib

import numpy as np

from kdviz.datasets.rows import RawColumn, Rows
from kdviz.exports.format import Files
from kdviz.exports.integers import ZERO, IntegerLayer, Integers
from kdviz.exports.layers import Layer, Values, activations
from kdviz.exports.material import Material
from kdviz.exports.page import KEYS

PACKED = re.compile(rb"^let N=(\d+),L=.*</script><plaintext id=P hidden>(.*)$", re.MULTILINE | re.DOTALL)
ESCAPED = re.compile(b"=(.)")
MODEL = re.compile(r"^let M=(\{.*\}),T=", re.MULTILINE)


class _Reader:
    """Reads the numbers of a page, one array after another."""

    def __init__(self, files: Files) -> None:
        packed = PACKED.search(files[".html"])
        assert packed
        deflated = ESCAPED.sub(lambda found: bytes([found[1][0] - 64]), packed[2])
        held, size = zlib.decompress(deflated, -zlib.MAX_WBITS), int(packed[1])
        model = MODEL.search(held[size:].decode())
        assert model
        told = json.loads(model[1])
        self.model = {name: told[key] for name, key in KEYS.items() if key in told}
        self._bytes = np.frombuffer(held, np.uint8, size).reshape(4, -1).T.tobytes()
        self._at = 0

    def take(self, kind: str, *shape: int) -> Values:
        """Return the next array."""
        values = np.frombuffer(self._bytes, kind, int(np.prod(shape)), self._at).reshape(shape)
        self._at += values.nbytes
        return values

    def inputs(self, material: Material) -> Values:
        """Return the inputs that the page makes of what it is asked."""
        told = self.model.get("columns")
        if told is None:
            return material.inputs
        columns = tuple(RawColumn(**{**each, "categories": tuple(each.get("categories", ()))}) for each in told)
        return Rows(columns, material.asked).inputs(material.asked)

    @property
    def shapes(self) -> list[tuple[int, ...]]:
        """The shapes of the layers' weights."""
        return [(out, read) if pixels == 1 else (out, read, 3, 3) for out, read, pixels in self.model["layers"]]


def of_floats(files: Files, material: Material) -> dict[str, Values]:
    """Return the logits of a page in floats, which computes in 64 bits."""
    page = _Reader(files)
    layers = [Layer(page.take("<f4", *shape), page.take("<f4", shape[0])) for shape in page.shapes]
    return {"float32": activations(layers, page.inputs(material).astype(np.float64))[-1]}


def of_integers(files: Files, material: Material) -> dict[str, Values]:
    """Return the logits of a page in integers."""
    page = _Reader(files)
    held = [
        (page.take("<i1", *shape).astype(np.int16) + ZERO, page.take("<i4", shape[0]), page.take("<f4", shape[0]))
        for shape in page.shapes
    ]
    one = np.float32(1)
    zeros = [page.model["zero"], *[0] * (len(held) - 1)]
    layers = [
        IntegerLayer(weights, bias, scales, one, one, zero)
        for (weights, bias, scales), zero in zip(held, zeros, strict=True)
    ]
    scaled = page.inputs(material) / np.float32(page.model["scale"])
    return {"int8": Integers(tuple(layers)).answers(scaled)[0]}
