"""What a CUDA graph does, on any device: the operations of a step are written down once and then done again."""

from collections.abc import Callable

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

aten = torch.ops.aten
# A graph cannot be recorded while the device is waited for.
WAITS = {aten._local_scalar_dense.default, aten.nonzero.default, aten.equal.default, aten.is_nonzero.default}


def tensors(*values: object) -> list[torch.Tensor]:
    return [leaf for leaf in tree_leaves(values) if isinstance(leaf, torch.Tensor)]


def place(tensor: torch.Tensor) -> int:
    return tensor.untyped_storage().data_ptr()


class Tape(TorchDispatchMode):
    """Writes down every operation with the very tensors that it reads and makes.

    As with a graph nothing is done while it is recorded: what was changed is changed back. And nothing but operations
    is done again: not a line of Python.
    """

    def __init__(self) -> None:
        super().__init__()
        self._calls: list[tuple[Callable[..., object], tuple, dict, object]] = []
        self._made: set[int] = set()
        self._before: dict[int, tuple[torch.UntypedStorage, torch.UntypedStorage]] = {}

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if operation in WAITS:
            raise RuntimeError(f"operation not permitted when stream is capturing: {operation}\nand so on")
        read = tensors(args, kwargs)
        if operation._schema.is_mutable:
            for tensor in read:
                storage = tensor.untyped_storage()
                if place(tensor) not in self._made:
                    self._before.setdefault(place(tensor), (storage, storage.clone()))
        made = operation(*args, **kwargs)
        fresh = [tensor for tensor in tensors(made) if place(tensor) not in set(map(place, read))]
        self._made |= set(map(place, fresh))
        self._calls.append((operation, args, kwargs, made))
        return made

    def undo(self) -> None:
        for storage, before in self._before.values():
            storage.copy_(before)

    def replay(self) -> None:
        for operation, args, kwargs, made in self._calls:
            read = set(map(place, tensors(args, kwargs)))
            again = operation(*args, **kwargs)
            for old, new in zip(tensors(made), tensors(again), strict=True):
                if place(old) not in read:
                    old.copy_(new)


def tape(operations: Callable[[], None]) -> Callable[[], None]:
    """Record operations as `kdviz.training.population.stepping.cuda_graph` does."""
    recording = Tape()
    with recording:
        operations()
    recording.undo()
    return recording.replay
