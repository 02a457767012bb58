"""The population trainer: a network and an objective for one student, trained for many at once.

A population is S seeds × M members a seed. The seeds differ in their data, so each has batches of its own (outer
``vmap``); the members of a seed share start and batches and differ in what the objective reads, such as the temperature
(inner ``vmap``); see `kdviz.training.population.gradients`.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.func import functional_call, vmap

from kdviz.catalog.layers import Pick, nothing
from kdviz.networks import Network, Outputs
from kdviz.training.population.divergence import Safeguard
from kdviz.training.population.gradients import (
    COMPANION,
    Form,
    Gradients,
    Held,
    Looking,
    MemberGradients,
    Objective,
    Parameters,
)
from kdviz.training.population.optimizers import OPTIMIZERS
from kdviz.training.population.stepping import Replayed, Tensors, recorder

STEP = "step"


@dataclass(frozen=True)
class Batch:
    """What each seed sees in one step.

    Attributes
    ----------
    inputs : Tensor, shape (seeds, n, *shape)
    labels : Tensor of int64, shape (seeds, m)
        Of the first m inputs; the rest are unlabelled.
    teacher : Outputs
        Logits of shape (seeds, n, classes), and what the teacher's hidden layers say, shapes (seeds, n, …), for
        objectives that look at them.
    masks : tuple of Tensor, shapes (seeds, n, …)
        Dropout's; empty for none.
    """

    inputs: Tensor
    labels: Tensor
    teacher: Outputs
    masks: tuple[Tensor, ...] = ()

    @property
    def tensors(self) -> dict[str, Any]:
        """Everything in it, for what is mapped over the seeds."""
        return vars(self)


class Hidden(NamedTuple):
    """The students' hidden layers that an objective reads, through companions if there are any.

    Companions, one a seed, are trained along with the students.
    """

    reads: Pick = nothing
    companions: Sequence[nn.Module] = ()


class Population:
    """S × M students of one shape.

    Parameters
    ----------
    networks : sequence of Network
        One a seed, with the weights that all its members start from.
    objective : callable
        ``objective(student, teacher, labels, **knobs)``, the loss of one student on one batch; student and teacher are
        `Outputs`: logits, and of the hidden layers those that it looks at.
    knobs : dict of Tensor, shapes (members,)
        What the objective reads, one value a member. One called ``step`` is set to the number of each step.
    optimizer : str
        ``"adam"`` or ``"sgd"``.
    learning_rate : float or Tensor, shape (members,)
    hidden : Hidden
        Which hidden layers the objective looks at.
    helpers : int
        How many of the last members are trained for the others' sake and not shown.

    Attributes
    ----------
    members : int
        How many there are a seed, helpers with them.
    record : Recorder or None
        What records its steps on this device; where None, each is run by itself.
    """

    def __init__(
        self,
        networks: Sequence[Network],
        objective: Objective,
        knobs: dict[str, Tensor],
        optimizer: str,
        learning_rate: float | Tensor,
        device: torch.device | str = "cpu",
        *,
        hidden: "Hidden | None" = None,
        helpers: int = 0,
    ) -> None:
        self.members = members = len(next(iter(knobs.values())))
        reads, companions = hidden or Hidden()
        self.network = network = networks[0]
        self.seeds = len(networks)
        self.knobs = {name: values.to(device) for name, values in knobs.items()}
        self._shown = slice(members - helpers)
        self.parameters = _stacked(networks, members, device)
        lent = _stacked(companions, members, device) if companions else {}
        self._trained = {**self.parameters, **{COMPANION + name: values for name, values in lent.items()}}
        self.record = recorder(device)
        self._rates = torch.as_tensor(learning_rate, device=device).expand(len(networks), members).clone()
        self._full_rates = self._rates.clone()
        self._optimizer = OPTIMIZERS[optimizer](list(self._trained.values()), self._rates)
        self._made_of = (self.network, objective, reads, companions[0] if companions else None)
        self._gradients, self._held = MemberGradients(*self._made_of), Held()
        # Of the network, not of the population: in a circle of references it would outlive its use by its whole size.
        self._forward = vmap(
            lambda parameters, inputs: functional_call(network, parameters, (inputs,)), in_dims=(0, None)
        )
        self._forward_own = vmap(self._forward)

    def train(self, batches: Iterable[Batch], looks: Collection[int] = ()) -> Iterator[int]:
        """Take one step a batch, in place.

        Parameters
        ----------
        looks : collection of int
            After which steps somebody looks at the students. Where steps are recorded, a runaway is found out then and
            at the end, since to ask a device is to wait for it.

        Yields
        ------
        int
            Steps taken so far, after each.

        Raises
        ------
        DivergedError
            When a step makes a loss no number, or a hundred times the first; the parameters are then those from before
            that step. The last step's is told after it was yielded.
        """
        safeguard = Safeguard([*self._trained.values()], at_once=self.record is None)
        gradients_of: Gradients | None = None

        def one_step(batch: Tensors) -> None:
            nonlocal gradients_of
            arguments = (self._trained, batch, self.knobs, self._held)
            gradients_of = gradients_of or self._gradients.captured(arguments)
            gradients, losses = gradients_of(*arguments)
            safeguard.note(losses)
            self._optimizer.step([gradients[name] for name in self._trained])

        take = Replayed(one_step, self.record) if self.record else one_step
        batch = None
        for step, batch in enumerate(batches, start=1):
            if STEP in self.knobs:
                self.knobs[STEP].fill_(step)
            take(batch.tensors)
            self._optimizer.tend()
            if step in looks:
                safeguard.check()
            yield step
        if gradients_of and batch:
            safeguard.note(gradients_of(self._trained, batch.tensors, self.knobs, self._held)[1])
            safeguard.check()

    @property
    def trained_parameters(self) -> int:
        """How many numbers each member trains, its companion's with them."""
        return sum(values[0, 0].numel() for values in self._trained.values())

    def logits(self, inputs: Tensor, seeds: slice = slice(None), members: slice | None = None) -> Tensor:
        """Return the logits on the same inputs of every student, or of those of some `seeds` or `members`.

        Parameters
        ----------
        inputs : Tensor, shape (n, *shape)
        seeds, members : slice
            Members are, unless told otherwise, all but the helpers.

        Returns
        -------
        Tensor, shape (seeds, members, n, classes)
        """
        chosen = {name: values[seeds, members or self._shown] for name, values in self.parameters.items()}
        several = next(iter(chosen.values())).shape[:2]
        # Mapped once over all students: twice, over seeds and members, takes a third longer.
        with torch.no_grad():
            flat = self._forward({name: values.flatten(0, 1) for name, values in chosen.items()}, inputs)
        answer: Tensor = flat.unflatten(0, several)
        return answer

    def own_logits(self, inputs: Tensor, members: slice) -> Tensor:
        """Return the logits of the students in `members`, each seed's on its own inputs.

        Parameters
        ----------
        inputs : Tensor, shape (seeds, n, *shape)

        Returns
        -------
        Tensor, shape (seeds, members, n, classes)
        """
        with torch.no_grad():
            answer: Tensor = self._forward_own(
                {name: values[:, members] for name, values in self.parameters.items()}, inputs
            )
        return answer

    def layers(self, inputs: Tensor, reads: Pick, seeds: slice = slice(None)) -> tuple[Tensor, ...]:
        """Return what the hidden layers of the students, without helpers, say of the same inputs.

        Parameters
        ----------
        inputs : Tensor, shape (n, *shape)
        reads : callable
            Which layers.

        Returns
        -------
        tuple of Tensor, shapes (seeds, members, n, …)
        """
        looking = Looking(self.network, reads)
        over_members = vmap(lambda parameters: looking.at(parameters, inputs).layers)
        with torch.no_grad():
            found: tuple[Tensor, ...] = vmap(over_members)({name: values[seeds] for name, values in self.shown.items()})
        return found

    @property
    def shown(self) -> Parameters:
        """The students' parameters, shapes (seeds, members, …), without helpers and companions."""
        return {name: values[:, self._shown] for name, values in self.parameters.items()}

    def take_form(self, form: Form, held: Held) -> None:
        """Let every student train as ``form(parameters, held)`` makes its parameters before they are used.

        Parameters
        ----------
        form : callable
            Of one student; forms that do the same are equal.
        held : dict of dict of Tensor, shapes (seeds, members, …)
            Further tensors of each; their numbers may change between steps.
        """
        self._gradients, self._held = MemberGradients(*self._made_of, form), held

    def slow_to(self, share: float) -> None:
        """Let the steps that follow have `share` of the learning rates that the students began with."""
        # In place: a recorded step knows the rates by their place in memory.
        torch.mul(self._full_rates, share, out=self._rates)

    def rest(self, members: Sequence[int]) -> None:
        """Let `members` keep their weights in the steps that follow: they learn nothing, and cannot diverge."""
        self._full_rates[:, members] = 0
        self._rates[:, members] = 0

    def begin_from(self, members: slice, starts: Parameters) -> None:
        """Let the students in `members` begin from `starts`, shapes (seeds, members, …) or (seeds, 1, …)."""
        for name, values in starts.items():
            self.parameters[name][:, members] = values


def _stacked(modules: Sequence[nn.Module], members: int, device: torch.device | str) -> Parameters:
    """Return the parameters of one module a seed, shapes (seeds, …), with all its members alike."""
    starts, _ = torch.func.stack_module_state(list(modules))
    return {
        name: start.detach().to(device)[:, None].repeat(1, members, *[1] * (start.ndim - 1))
        for name, start in starts.items()
    }
