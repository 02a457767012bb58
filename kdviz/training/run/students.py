"""Untrained students: of a run three arms a seed, of a sweep's chunk those that its cells need."""

from collections.abc import Sequence
from inspect import signature
from typing import Any

import torch

from kdviz import catalog, networks
from kdviz.experiment import Experiment
from kdviz.experiment.arms import ARMS, Recipe, recipes
from kdviz.experiment.settings import described
from kdviz.networks import Network
from kdviz.training.draws import Stream, torch_seed
from kdviz.training.population.device import pick_device
from kdviz.training.population.population import STEP, Hidden, Population


def arms_population(experiment: Experiment, helpers: int = 0) -> Population:
    """Return untrained students: three arms a seed from the same weights, and helpers that learn as the distilled."""
    own = recipes(experiment)
    everyone = [*(own[arm] for arm in ARMS), *[own["distilled"]] * helpers]
    return students_of(experiment, experiment.seed_list, everyone, helpers)


def students_of(
    experiment: Experiment, seeds: Sequence[int], recipes: Sequence[Recipe], helpers: int = 0
) -> Population:
    """Return untrained students, one a seed and recipe; those of one seed start from the same weights.

    Parameters
    ----------
    experiment : Experiment
        For what all students have in common.
    seeds : sequence of int
        One may come again, for other data.
    helpers : int
        How many of the last recipes are trained for the others' sake.
    """
    card = experiment.kind_card
    objective = catalog.named(card.code)
    # A recipe's other knobs are for what goes before the training.
    taken = signature(objective).parameters
    members = [{STEP: 0.0} | {name: as_number(name, value) for name, value in recipe} for recipe in recipes]
    return Population(
        untaught(experiment, experiment.student, seeds=seeds),
        objective,
        {name: torch.tensor([member[name] for member in members]) for name in members[0] if name in taken},
        experiment.optimizer,
        torch.tensor([member["learning_rate"] for member in members]),
        pick_device(),
        hidden=Hidden(card.reads),
        helpers=helpers,
    )


def untaught(
    experiment: Experiment,
    network: str,
    stream: Stream = Stream.WEIGHTS,
    place: int = 0,
    seeds: Sequence[int] | None = None,
) -> list[Network]:
    """Return a network with initial weights for each seed; `place` tells apart those of one stream."""
    shape, classes = experiment.data.shape, experiment.data.classes
    drawn_by = experiment.seed_list if seeds is None else seeds
    return [networks.build(network, shape, classes, torch_seed(stream, seed, place)) for seed in drawn_by]


def as_number(name: str, value: Any) -> float | bool | int:
    """Write a choice as its place among the choices, so that it can differ between a population's members."""
    options = [*described(name).options]
    return options.index(value) if options else value
