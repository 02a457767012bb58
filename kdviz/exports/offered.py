"""What a server under load answers with: a student beside its teacher, as ONNX files in floats."""

import json
from collections.abc import Generator
from typing import Any

from kdviz.exports.formats import onnx
from kdviz.exports.material import Material, Student
from kdviz.exports.timed import contenders

# How many test samples are asked by turns, each a request.
ASKED = 64


def offered(student: Student, _clock: object = None) -> Generator[None, None, list[dict[str, Any]]]:
    """Return the arguments of a `kdviz.serving.load.Offered` for each contender, the teacher first."""
    found = []
    for who, each in contenders(student).items():
        yield None
        given = Material.of(each)
        rows = _rows(given)[:ASKED]
        found.append(
            {
                "who": who,
                "network": each.network,
                "parameters": each.parameters,
                "file": onnx.write(given)[".onnx"],
                "bodies": [json.dumps({"rows": [row]}).encode() for row in rows],
            }
        )
    return found


def _rows(given: Material) -> list[Any]:
    """Return the test samples as a server takes them."""
    if given.rows is not None:
        return given.rows.spoken(given.asked)
    return list(given.inputs.reshape(len(given.inputs), -1).astype(float).tolist())
