"""The way in which a population's steps are run: each by itself or, on a GPU, recorded once and then replayed.

For small nets launching the operations of a step takes longer than the operations; a replay launches them all at once.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch.utils._pytree import tree_leaves, tree_map

# The tensors of a batch, nested.
Tensors = dict[str, Any]
Step = Callable[[Tensors], None]
# Takes operations that change tensors in place, does not perform them, and returns what performs them.
Recorder = Callable[[Callable[[], None]], Callable[[], None]]

log = logging.getLogger(__name__)


def recorder(device: torch.device | str) -> Recorder | None:
    """Return what records steps on `device`; None where each is run by itself."""
    return cuda_graph if torch.device(device).type == "cuda" else None


def cuda_graph(operations: Callable[[], None]) -> Callable[[], None]:
    """Record operations as a CUDA graph."""
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        operations()
    return graph.replay


class Replayed:
    """A step that is recorded when it is taken for the second time; from then on the record is replayed.

    The first time it is run by itself, for whatever sets itself up at its first use. A step that cannot be recorded is
    run by itself every time.

    Parameters
    ----------
    step : callable
        Changes tensors in place, always the same ones, and asks for no number: what is done on this side of the device
        is done once and not replayed.
    record : Recorder
    """

    def __init__(self, step: Step, record: Recorder) -> None:
        self._step, self._record = step, record
        self._taken = 0
        self._batch: Tensors = {}

    def __call__(self, batch: Tensors) -> None:
        """Take a step on `batch`; all batches have the same shapes."""
        self._taken += 1
        if self._taken == 1:
            self._step(batch)
            return
        if self._taken == 2:
            # The record knows tensors by their place in memory.
            self._batch = tree_map(torch.clone, batch)
            self._replay = self._recorded()
        else:
            torch._foreach_copy_(tree_leaves(self._batch), tree_leaves(batch))
        self._replay()

    def _recorded(self) -> Callable[[], None]:
        operations = partial(self._step, self._batch)
        try:
            return self._record(operations)
        except RuntimeError as error:
            reason = str(error).partition("\n")[0]
            log.warning("The steps of a population could not be recorded, so each is run by itself: %s", reason)
            return operations
