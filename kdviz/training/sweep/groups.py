"""A population whose groups differ in data: how many labels, which noise, which seed."""

from collections.abc import Sequence

import torch

from kdviz import catalog, networks
from kdviz.experiment import Experiment
from kdviz.experiment.arms import Recipe
from kdviz.training.draws import Stream, torch_seed
from kdviz.training.population.device import pick_device
from kdviz.training.population.population import Population
from kdviz.training.run.students import as_number


def group_population(family: Experiment, seeds: Sequence[int], recipes: Sequence[Recipe]) -> Population:
    """Return the untrained students of groups that all need the same `recipes`; a group's start from the same weights.

    Parameters
    ----------
    family : Experiment
        For what all students have in common.
    seeds : sequence of int
        Each group's.
    recipes : sequence of Recipe
    """
    cells = [{name: as_number(name, value) for name, value in recipe} for recipe in recipes]
    rates = torch.tensor([cell.pop("learning_rate") for cell in cells])
    shape, classes = family.data.shape, family.data.classes
    return Population(
        [networks.build(family.student, shape, classes, torch_seed(Stream.WEIGHTS, seed)) for seed in seeds],
        catalog.implementation(family.kind_card),
        {name: torch.tensor([cell[name] for cell in cells]) for name in cells[0]},
        family.optimizer,
        rates,
        pick_device(),
    )
