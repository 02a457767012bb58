"""Training and attacking all nets of a study at once, one of each kind a seed."""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from itertools import islice

import torch
from torch import Tensor
from torch.func import functional_call, vmap

from kdviz.attacks.gradients import answer_of, input_gradient
from kdviz.attacks.linf import pgd
from kdviz.experiment.attack import INNER_DESCENT
from kdviz.i18n import N_
from kdviz.networks import Network
from kdviz.results import RunFailedError
from kdviz.training.population.divergence import DivergedError
from kdviz.training.population.population import Batch, Population
from kdviz.training.population.tracing import captured

DIVERGED = N_("A net of this study diverged at step {step}. Try a smaller learning rate.")
# Steps between two reports of the share that is done.
NEWS = 25

Parameters = dict[str, Tensor]
Progress = Generator[float | None, None, None]


class Work:
    """How much of a piece is done, told now and then."""

    def __init__(self, steps: int) -> None:
        self._steps, self._done = steps, 0

    def train(self, population: Population, batches: Iterable[Batch], steps: int) -> Progress:
        """Train `population` for so many steps; raises `RunFailedError` where it diverges."""
        try:
            for _step in population.train(islice(batches, steps)):
                yield self.step()
        except DivergedError as error:
            raise RunFailedError(DIVERGED, step=error.step) from error

    def step(self) -> float | None:
        """Count a step; return the share that is done, or None where that is no news."""
        self._done += 1
        return self._done / self._steps if self._done % NEWS == 0 else None


class Attacked:
    """Nets of one shape, mapped over: parameters of shapes (nets, …).

    Attributes
    ----------
    parameters : dict of Tensor
    """

    def __init__(self, network: Network, parameters: Parameters) -> None:
        self._network, self.parameters = network, {name: own.detach() for name, own in parameters.items()}

        def slope(own: Parameters, inputs: Tensor, labels: Tensor, temperature: Tensor) -> Tensor:
            return input_gradient(answer_of(network, own), labels, temperature)(inputs)

        self._slopes = vmap(slope, in_dims=(0, 0, None, None))
        self._answers = vmap(lambda own, inputs: functional_call(network, own, (inputs,)))

    def gradients(self, inputs: Tensor, labels: Tensor, temperature: float) -> Tensor:
        """Return each net's gradients at its own inputs, shape (nets, n, *shape)."""
        arguments = (self.parameters, inputs, labels, torch.tensor(temperature, device=inputs.device))
        slopes: Tensor = captured(self._slopes, ("attacked", str(self._network)), arguments)(*arguments)
        return slopes

    def logits(self, inputs: Tensor) -> Tensor:
        """Return each net's logits of its own inputs, shape (nets, n, classes)."""
        with torch.no_grad():
            answers: Tensor = self._answers(self.parameters, inputs)
        return answers

    def right(self, inputs: Tensor, labels: Tensor) -> Tensor:
        """Return each net's accuracy on its own inputs, shape (nets,)."""
        return (self.logits(inputs).argmax(-1) == labels).double().mean(-1)


def hardened(
    batches: Iterable[Batch], population: Population, bound: float, low: float, high: float
) -> Iterator[Batch]:
    """Yield batches whose inputs are attacked, right before their step: adversarial training, one member a seed.

    References
    ----------
    Madry et al. 2018, Towards Deep Learning Models Resistant to Adversarial Attacks.
    """
    network = population.network

    def attacked(own: Parameters, inputs: Tensor, labels: Tensor) -> Tensor:
        gradient = input_gradient(answer_of(network, own), labels)
        return pgd(gradient, inputs, bound, low, high, steps=INNER_DESCENT)

    mapped = vmap(attacked)
    for batch in batches:
        own = {name: values[:, 0].detach() for name, values in population.parameters.items()}
        arguments = (own, batch.inputs, batch.labels)
        moved = captured(mapped, ("hardened", str(network), bound, low, high), arguments)(*arguments)
        yield replace(batch, inputs=moved)
