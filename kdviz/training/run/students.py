"""The untrained students of an experiment: three arms a seed."""

from collections.abc import Mapping
from inspect import signature
from typing import Any

import torch

from kdviz import catalog, networks
from kdviz.experiment import Experiment, knob
from kdviz.experiment.arms import ARMS, recipes
from kdviz.networks import Network
from kdviz.training.draws import Stream, torch_seed
from kdviz.training.population.device import pick_device
from kdviz.training.population.gradients import Objective
from kdviz.training.population.population import STEP, Hidden, Population


def arms_population(experiment: Experiment, helpers: int = 0) -> Population:
    """Return the untrained students: a seed's three arms start from the same weights.

    Parameters
    ----------
    experiment : Experiment
    helpers : int
        Further students, which learn as the distilled ones do.
    """
    card = experiment.kind_card
    objective = catalog.implementation(card)
    cells = {arm: objective_knobs(objective, dict(recipe)) for arm, recipe in recipes(experiment).items()}
    everyone = [*(cells[arm] for arm in ARMS), *[cells["distilled"]] * helpers]
    return Population(
        untaught(experiment, experiment.student),
        objective,
        {name: torch.tensor([cell[name] for cell in everyone]) for name in cells["distilled"]},
        experiment.optimizer,
        experiment.learning_rate,
        pick_device(),
        hidden=Hidden(card.reads),
        helpers=helpers,
    )


def untaught(experiment: Experiment, network: str, stream: Stream = Stream.WEIGHTS, place: int = 0) -> list[Network]:
    """Return a network with initial weights for each seed; `place` tells apart those of one stream."""
    shape, classes = experiment.data.shape, experiment.data.classes
    return [networks.build(network, shape, classes, torch_seed(stream, seed, place)) for seed in experiment.seed_list]


def objective_knobs(objective: Objective, knobs: Mapping[str, Any]) -> dict[str, float | bool | int]:
    """Return those of `knobs` that `objective` takes, as numbers; the rest is for the recipe."""
    taken = signature(objective).parameters
    return {name: as_number(name, value) for name, value in knobs.items() if name in taken} | (
        {STEP: 0.0} if STEP in taken else {}
    )


def as_number(name: str, value: Any) -> float | bool | int:
    """Write a choice as its place among the choices, so that it can differ between a population's members."""
    options = [*knob(name).options]
    return options.index(value) if options else value
