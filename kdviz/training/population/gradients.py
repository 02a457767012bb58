"""The gradients of many students at once, from the loss of one student on one batch."""

from collections.abc import Callable, Sequence
from typing import Any

from torch import Tensor, nn
from torch.func import functional_call, grad_and_value, vmap

from kdviz.catalog.layers import Pick
from kdviz.networks import Network, Outputs
from kdviz.training.population.tracing import captured

Objective = Callable[..., Tensor]
Parameters = dict[str, Tensor]
# Further tensors of each member, nested.
Held = dict[str, Parameters]
Form = Callable[[Parameters, Held], Parameters]
Gradients = Callable[..., tuple[Parameters, Tensor]]
COMPANION = "companion."


class Looking(nn.Module):
    """A network of whose hidden layers some are looked at, through a companion if it has one."""

    def __init__(self, network: Network, reads: Pick, companion: nn.Module | None = None) -> None:
        super().__init__()
        self.network, self.companion, self._reads = network, companion, reads

    def forward(self, inputs: Tensor, masks: Sequence[Tensor]) -> Outputs:
        """Return logits and the chosen layers."""
        logits, layers = self.network.outputs(inputs, masks)
        chosen = self._reads(layers)
        return Outputs(logits, tuple(map(self.companion, chosen)) if self.companion else chosen)

    def at(self, parameters: Parameters, inputs: Tensor, masks: Sequence[Tensor] = ()) -> Outputs:
        """Return the same with the network's `parameters`, and the companion's, in place of its own."""
        named = {f"{'' if name.startswith(COMPANION) else 'network.'}{name}": p for name, p in parameters.items()}
        found: Outputs = functional_call(self, named, (inputs, masks))
        return found


class MemberGradients:
    """Gradients and losses of a population's members, ``function(parameters, batch, knobs, held)``.

    The objective, as of `kdviz.training.population.population.Population`, looks at the hidden layers that it `reads`,
    through a companion if there is one. A `form`, as of `Population.take_form`, gets what each member has `held`.
    """

    def __init__(
        self,
        network: Network,
        objective: Objective,
        reads: Pick,
        companion: nn.Module | None,
        form: Form | None = None,
    ) -> None:
        looking = Looking(network, reads, companion)
        self._made_of = (objective, str(looking), reads, form)

        def loss(parameters: Parameters, batch: dict[str, Any], knobs: dict[str, Tensor], held: Held) -> Tensor:
            if form is not None:
                parameters = form(parameters, held)
            student = looking.at(parameters, batch["inputs"], batch["masks"])
            return objective(student, batch["teacher"], batch["labels"], **knobs)

        # Members of a seed share a batch, seeds do not.
        over_members = vmap(grad_and_value(loss), in_dims=(0, None, 0, 0))
        self._mapped: Gradients = vmap(over_members, in_dims=(0, 0, None, 0))

    def captured(self, arguments: tuple[Any, ...]) -> Gradients:
        """Return the function as the flat list of tensor operations that it performs on such arguments."""
        return captured(self._mapped, self._made_of, arguments)
