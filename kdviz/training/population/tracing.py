"""What a population's gradients come to on batches of one shape, captured as a flat list of tensor operations.

Small nets spend half of a step in the interpreters of ``vmap`` and ``grad``; the list has none of them, and is free of
the operations that automatic differentiation leaves behind and nobody needs.
"""

import operator
import threading
from collections.abc import Callable
from typing import Any, cast

import torch
from torch._guards import TracingContext, tracing
from torch.fx import GraphModule, Node
from torch.fx.experimental.proxy_tensor import make_fx
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_map

aten = torch.ops.aten
MOST_CAPTURES = 64
# None of these changes a value; where the shape stays too, what goes in will do.
_MOVES = {
    aten.view.default,
    aten._unsafe_view.default,
    aten.expand.default,
    aten.detach.default,
    aten.slice.Tensor,
    aten.slice_backward.default,
}
_SCALINGS = {aten.mul.Scalar, aten.mul.Tensor}
# As far as single precision tells a factor from one.
ROUNDING = 1e-8
# Tracing is for one thread at a time.
_capturing = threading.Lock()
_captures: dict[tuple[Any, ...], Callable[..., Any]] = {}


def captured(function: Callable[..., Any], kind: tuple[Any, ...], arguments: tuple[Any, ...]) -> Callable[..., Any]:
    """Return `function` as the operations that it performs on such arguments.

    Capturing takes as long as a hundred steps, so a process keeps what it has captured.

    Parameters
    ----------
    function : callable
        Of nested tensors, without side effects.
    kind : tuple
        What it is told apart by from others; whatever decides its operations beside the arguments' shapes.
    arguments : tuple
        What it is called with, now and later: only the tensors' numbers may change.
    """
    shapes = tree_map(lambda tensor: (tensor.shape, tensor.dtype, tensor.device), arguments)
    key = (*kind, str(shapes))
    with _capturing:
        if key not in _captures:
            with tracing(TracingContext(cast(Any, _Shapes)())):
                graph = make_fx(function)(*arguments)
            _lighten(graph)
            if len(_captures) >= MOST_CAPTURES:
                _captures.clear()
            _captures[key] = graph
        return _captures[key]


class _Shapes(TorchDispatchMode):
    """Lets a capture note of each operation's outcome its shape, on the device without memory.

    By itself it makes a `FakeTensorMode` for each operation, which walks the stack: captures took 2.5 times as
    long.
    """

    # As of a `FakeTensorMode` whose shapes are numbers.
    shape_env = None

    def __torch_dispatch__(
        self, make: Callable[..., Any], types: object, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        return make(*args, **{**(kwargs or {}), "device": "meta"})


def _lighten(graph: GraphModule) -> None:
    """Take out operations that change nothing, and those that another has done already."""
    # What is written to in place is not the same twice, and another name for it would change with it.
    if not any(node.op == "call_function" and _writes(node) for node in graph.graph.nodes):
        known: dict[str, Node] = {}
        for node in graph.graph.nodes:
            if node.op != "call_function":
                continue
            same = _unchanged(node) or known.setdefault(_call(node), node)
            if same is not node:
                node.replace_all_uses_with(same)
    graph.graph.eliminate_dead_code()
    graph.recompile()


def _writes(node: Node) -> bool:
    schema = getattr(node.target, "_schema", None)
    return (schema is None and node.target is not operator.getitem) or bool(schema and schema.is_mutable)


def _call(node: Node) -> str:
    return repr((node.target, node.args, node.kwargs))


def _unchanged(node: Node) -> Node | None:
    """Return what `node` leaves as it is, if it does."""
    source = node.args[0] if node.args else None
    if not isinstance(source, Node) or _shape(node) is None or _shape(node) != _shape(source):
        return None
    if node.target in _MOVES:
        return source
    if node.target is aten.neg.default and source.target is aten.neg.default:
        return _like(node, source.args[0])
    if (factor := _factor(node)) is not None:
        if factor == 1:
            return source
        # The derivative of a power of two in natural logarithms, times that of what it was taken of.
        if (before := _factor(source)) is not None and abs(factor * before - 1) < ROUNDING:
            return _like(node, source.args[0])
    return None


def _factor(node: Node) -> float | None:
    """Return the number that `node` multiplies by."""
    factor = node.args[1] if node.target in _SCALINGS else None
    return float(factor) if isinstance(factor, int | float) else None


def _like(node: Node, other: object) -> Node | None:
    return other if isinstance(other, Node) and _shape(other) == _shape(node) else None


def _shape(node: Node) -> object:
    value = node.meta.get("val")
    return (value.shape, value.dtype) if isinstance(value, torch.Tensor) else None
