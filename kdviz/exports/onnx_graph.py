"""An ONNX file, put together by hand: nodes, tensors, and the graph around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kdviz.catalog import Shape
from kdviz.exports.layers import Values
from kdviz.exports.protobuf import message

# Opset 17 and IR 8 are what runtimes of the last years read.
OPSET, IR = 17, 8
FLOAT, UINT8, INT32, INT64, DOUBLE = 1, 2, 6, 7, 11
TYPES = {"float32": FLOAT, "uint8": UINT8, "int32": INT32, "int64": INT64, "float64": DOUBLE}
INT, INTS = 2, 7
BATCH = "batch"


@dataclass
class Graph:
    """A graph that grows node by node.

    Attributes
    ----------
    last : str
        The name of what the last node puts out.
    """

    last: str
    nodes: list[bytes] = field(default_factory=list)
    tensors: dict[str, bytes] = field(default_factory=dict)

    def tensor(self, name: str, values: Values) -> str:
        """Keep a constant and return its name."""
        raw = np.ascontiguousarray(values).reshape(values.shape)
        sizes, kind = [*map(int, raw.shape)], TYPES[raw.dtype.name]
        self.tensors[name] = message((1, sizes), (2, kind), (8, name), (9, raw.tobytes()))
        return name

    def then(self, operator: str, *further: str, output: str = "", **attributes: int | Sequence[int]) -> None:
        """Let `operator` follow, with the last output as its first input and `further` ones."""
        output = output or f"{operator.lower()}_{len(self.nodes)}"
        known = [
            message((1, name), (3, value), (20, INT))
            if isinstance(value, int)
            else message((1, name), (8, value), (20, INTS))
            for name, value in attributes.items()
        ]
        self.nodes.append(message((1, [self.last, *further]), (2, output), (3, output), (4, operator), (5, known)))
        self.last = output

    def file(self, shape: Shape, classes: int, metadata: Mapping[str, str], kind: int = FLOAT) -> bytes:
        """Return the file: inputs of any batch size, and of the type `kind`, to logits."""
        graph = message(
            (1, self.nodes),
            (2, "student"),
            (5, self.tensors.values()),
            (11, _tensor_info("input", shape, kind)),
            (12, _tensor_info("logits", (classes,), FLOAT)),
        )
        return message(
            (1, IR),
            (2, "kdviz"),
            (6, metadata["title"]),
            (7, graph),
            (8, message((2, OPSET))),
            (14, [message((1, name), (2, value)) for name, value in metadata.items()]),
        )


def _tensor_info(name: str, shape: Shape, kind: int) -> bytes:
    sizes = [message((2, BATCH)), *(message((1, size)) for size in shape)]
    return message((1, name), (2, message((1, message((1, kind), (2, message((1, sizes))))))))
