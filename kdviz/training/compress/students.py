"""Students of all seeds at one place of a pipeline: their tensors, what a stage makes of them, and their answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import Tensor
from torch.func import functional_call, vmap

from kdviz import catalog, networks
from kdviz.catalog import Stage
from kdviz.catalog.deployed import Deployed
from kdviz.catalog.method import StageKnobs
from kdviz.compression.student import Form, Student, Tensors, round_inputs
from kdviz.networks import Network
from kdviz.training.draws import Stream, torch_seed

IMAGES_AT_ONCE = 256


@dataclass(frozen=True)
class Students:
    """One student a seed.

    Attributes
    ----------
    stacked : Student
        Their tensors, shapes (seeds, …).
    deployed : Deployed
        What they are by arithmetic.
    seeds : sequence of int
        They draw what goes at random.
    """

    stacked: Student
    deployed: Deployed
    seeds: Sequence[int]

    @classmethod
    def trained(cls, parameters: Tensors, deployed: Deployed, seeds: Sequence[int]) -> "Students":
        """Return students with such parameters, shapes (seeds, …), before any compression."""
        return cls(vmap(Student.of)(parameters), deployed, seeds)

    @property
    def form(self) -> Form:
        """What their parameters become where they are used."""
        names = zip(self.stacked.masks, self.deployed.layers, strict=True)
        channels = tuple(name for name, layer in names if layer.grid == "channel")
        return Form(channels, self.deployed.activations)

    @property
    def network(self) -> Network:
        """A network of their shape, whose weights do not matter."""
        network = networks.build(self.deployed.network, self.deployed.shape, self.deployed.classes, seed=0)
        if self.deployed.activations:
            round_inputs(network)
        return network

    @property
    def held(self) -> dict[str, Tensors]:
        """What their form goes by, shapes (seeds, …)."""
        return {"masks": self.stacked.masks, "levels": self.stacked.levels}

    def after(self, stage: Stage) -> "Students":
        """Return them after a stage that compresses, or as they go into its training if it trains."""
        deployed = stage.card.deploys(self.deployed, stage.knobs)
        return replace(self, stacked=self.compressed(stage, stage.knobs.at(0.0)), deployed=deployed)

    def compressed(self, stage: Stage, knobs: StageKnobs) -> Student:
        """Return their tensors as the method of `stage` makes them with such `knobs`."""
        method = partial(catalog.named(stage.card.code), knobs=knobs)
        mapped = vmap(lambda student, noise: method(student, noise=noise))
        found: Student = mapped(self.stacked, self._noise())
        return found

    def _noise(self) -> Tensors:
        """Return random numbers for each parameter; a seed's are the same in all pipelines."""
        drawn = []
        for seed in self.seeds:
            source = torch.Generator().manual_seed(torch_seed(Stream.CUTS, seed))
            drawn.append(
                {
                    name: torch.rand(values.shape[1:], generator=source, dtype=values.dtype).to(values.device)
                    for name, values in self.stacked.parameters.items()
                }
            )
        return {name: torch.stack([each[name] for each in drawn]) for name in drawn[0]}

    def finished(self) -> "Students":
        """Return them with the parameters that they are used with: masked, and on their grids."""
        with torch.no_grad():
            used = vmap(self.form)(self.stacked.parameters, self.held)
        return replace(self, stacked=self.stacked._replace(parameters=used))

    def logits(self, inputs: Tensor) -> Tensor:
        """Return their answers to the same `inputs`, shape (seeds, n, classes)."""
        return answers(self.network, self.stacked.parameters, inputs)


def answers(network: Network, parameters: Tensors, inputs: Tensor) -> Tensor:
    """Return the logits of one student a seed, with `parameters` of shapes (seeds, …); shape (seeds, n, classes)."""
    forward = vmap(lambda own, images: functional_call(network, own, (images,)), in_dims=(0, None))
    with torch.no_grad():
        return torch.cat([forward(parameters, images) for images in inputs.split(IMAGES_AT_ONCE)], dim=1)
