"""The population trainer: a network and an objective for one student, trained for many at once.

A population is S seeds × C cells. The seeds differ in their data, so each has batches of its own (outer ``vmap``);
the cells of a seed share start and batches and differ in what the objective reads, such as the temperature (inner
``vmap``). Gradients are ``vmap(grad(loss))`` over parameters stacked along both.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call, grad_and_value, vmap
from torch.fx import GraphModule
from torch.fx.experimental.proxy_tensor import make_fx
from torch.utils._pytree import tree_map

from kdviz.training.optimizers import OPTIMIZERS

Objective = Callable[..., Tensor]
Parameters = dict[str, Tensor]
Gradients = Callable[..., tuple[Parameters, Tensor]]
aten = torch.ops.aten
RUNAWAY = 100.0
CAPTURES_KEPT = 64
# Tracing is for one thread at a time.
_capturing = threading.Lock()
_captures: dict[tuple[Objective, str, str], Gradients] = {}


@dataclass(frozen=True)
class Batch:
    """What each seed sees in one step.

    Attributes
    ----------
    inputs : Tensor, shape (seeds, n, *shape)
    labels : Tensor of int64, shape (seeds, m)
        Of the first m inputs; the rest are unlabelled.
    teacher_logits : Tensor, shape (seeds, n, classes)
    masks : tuple of Tensor, shapes (seeds, n, …)
        Dropout's; empty for none.
    """

    inputs: Tensor
    labels: Tensor
    teacher_logits: Tensor
    masks: tuple[Tensor, ...] = ()


class DivergedError(ArithmeticError):
    """A loss ran away or stopped being a number; the population keeps the weights from before that step.

    Attributes
    ----------
    step : int
        Counted from one.
    seed, cell : int
        Places in the population.
    """

    def __init__(self, step: int, seed: int, cell: int) -> None:
        super().__init__(f"step {step} made the loss of cell {cell}, seed {seed} run away or be no number")
        self.step, self.seed, self.cell = step, seed, cell


class Population:
    """S × C students of one shape.

    Parameters
    ----------
    networks : sequence of Module
        One a seed, with the weights that all its cells start from.
    objective : callable
        ``objective(student_logits, teacher_logits, labels, **knobs)``, the loss of one student on one batch.
    knobs : dict of Tensor, shapes (cells,)
        What the objective reads, one value a cell.
    optimizer : str
        ``"adam"`` or ``"sgd"``.
    learning_rate : float or Tensor, shape (cells,)
    device : torch.device or str
    """

    def __init__(
        self,
        networks: Sequence[nn.Module],
        objective: Objective,
        knobs: dict[str, Tensor],
        optimizer: str,
        learning_rate: float | Tensor,
        device: torch.device | str = "cpu",
    ) -> None:
        cells = len(next(iter(knobs.values())))
        self.network = networks[0]
        self._objective = objective
        self.knobs = {name: values.to(device) for name, values in knobs.items()}
        starts, _ = torch.func.stack_module_state(list(networks))
        self.parameters: Parameters = {
            name: start.detach().to(device)[:, None].repeat(1, cells, *[1] * (start.ndim - 1))
            for name, start in starts.items()
        }
        rates = torch.as_tensor(learning_rate, device=device).expand(len(networks), cells)
        self._optimizer = OPTIMIZERS[optimizer](list(self.parameters.values()), rates)
        self._gradients = _over_members(grad_and_value(_loss_of(self.network, objective)))
        self._forward = vmap(
            vmap(lambda parameters, inputs: functional_call(self.network, parameters, (inputs,)), in_dims=(0, None)),
            in_dims=(0, None),
        )

    def train(self, batches: Iterable[Batch]) -> Iterator[int]:
        """Take one step a batch, in place.

        Yields
        ------
        int
            Steps taken so far, after each.

        Raises
        ------
        DivergedError
            When a step makes a loss no number, or `RUNAWAY` times the first; the parameters are then those from before
            that step. The last step's is told after it was yielded.
        """
        values = list(self.parameters.values())
        before = [value.clone() for value in values]
        gradients_of, bounds, arguments, step = None, None, None, 0
        for step, batch in enumerate(batches, start=1):
            arguments = (
                self.parameters,
                (batch.inputs, batch.labels, batch.teacher_logits, *batch.masks),
                self.knobs,
            )
            gradients_of = gradients_of or self._captured(arguments)
            gradients, losses = gradients_of(*arguments)
            # Healthy losses stay within a few times the first; a batch of one may begin near zero by chance.
            bounds = RUNAWAY * losses.clamp(min=1) if bounds is None else bounds
            self._check(losses, bounds, before, max(1, step - 1))
            torch._foreach_copy_(before, values)
            self._optimizer.step([gradients[name] for name in self.parameters])
            yield step
        if gradients_of and bounds is not None and arguments:
            self._check(gradients_of(*arguments)[1], bounds, before, step)

    def _check(self, losses: Tensor, bounds: Tensor, before: list[Tensor], step: int) -> None:
        """Go back to the parameters from before `step` and say so if the losses after it are beyond `bounds`."""
        good = losses < bounds  # false for NaN too
        if not bool(good.all()):
            torch._foreach_copy_(list(self.parameters.values()), before)
            seed, cell = map(int, (~good).nonzero()[0])
            raise DivergedError(step, seed, cell)

    def _captured(self, arguments: tuple[Any, ...]) -> Gradients:
        """Return the gradients' function as the flat list of tensor operations that it performs on such arguments.

        Small nets spend half of a step in the interpreters of ``vmap`` and ``grad``; the list has none of them. Making
        it takes as long as a hundred steps, so a process keeps those it has made.
        """
        shapes = tree_map(lambda tensor: (tensor.shape, tensor.dtype, tensor.device), arguments)
        key = (self._objective, str(self.network), str(shapes))
        with _capturing:
            if key not in _captures:
                graph = make_fx(self._gradients)(*arguments)
                _drop_idle(graph)
                if len(_captures) >= CAPTURES_KEPT:
                    _captures.clear()
                _captures[key] = graph
            return _captures[key]

    def logits(self, inputs: Tensor, seeds: slice = slice(None)) -> Tensor:
        """Return every student's logits on the same inputs, or those of some `seeds`.

        Parameters
        ----------
        inputs : Tensor, shape (n, *shape)
        seeds : slice

        Returns
        -------
        Tensor, shape (seeds, cells, n, classes)
        """
        with torch.no_grad():
            answer: Tensor = self._forward({name: values[seeds] for name, values in self.parameters.items()}, inputs)
        return answer


def _loss_of(network: nn.Module, objective: Objective) -> Callable[..., Tensor]:
    """Return the loss of one student on one batch, as a function of its parameters."""

    def loss(parameters: Parameters, batch: tuple[Tensor, ...], knobs: dict[str, Tensor]) -> Tensor:
        inputs, labels, teacher_logits, *masks = batch
        logits = functional_call(network, parameters, (inputs, masks))
        return objective(logits, teacher_logits, labels, **knobs)

    return loss


def _drop_idle(graph: GraphModule) -> None:
    """Take out the operations that change neither values nor shapes, of which ``vmap`` leaves many."""
    idle = {aten.view.default, aten._unsafe_view.default, aten.expand.default, aten.detach.default}
    for node in graph.graph.nodes:
        if node.target in idle and node.meta["val"].shape == node.args[0].meta["val"].shape:
            node.replace_all_uses_with(node.args[0])
    graph.graph.eliminate_dead_code()
    graph.recompile()


def _over_members(function: Gradients) -> Gradients:
    """Map ``function(parameters, batch, knobs)`` over cells that share a batch, then over seeds."""
    over_cells = vmap(function, in_dims=(0, None, 0))
    mapped: Gradients = vmap(over_cells, in_dims=(0, 0, None))
    return mapped
