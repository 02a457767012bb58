"""A population whose groups differ in data: how many labels, which noise, which seed."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kdviz import catalog, networks
from kdviz.datasets import Dataset
from kdviz.experiment import Experiment, knob
from kdviz.experiment.chunks import Recipe
from kdviz.training.device import pick_device
from kdviz.training.draws import Stream, draw, generator, minibatches, torch_seed
from kdviz.training.population import Batch, Population

Draws = Sequence[tuple[Experiment, int]]


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
    cells = [{name: _as_number(name, value) for name, value in recipe} for recipe in recipes]
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


def _as_number(name: str, value: Any) -> float | bool | int:
    """Write a choice as its place among the choices, so that it can differ between a population's members."""
    choices = knob(name).choices
    return choices.index(value) if choices else value


def group_batches(draws: Draws, dataset: Dataset, teacher_logits: Tensor) -> Iterator[Batch]:
    """Yield batches without end: for each group labelled images first, then as many unlabelled ones if there are any.

    Each group sees what `student_batches` has its seed see; groups may have drawn different numbers of images.

    Parameters
    ----------
    draws : sequence of (Experiment, int)
        Each group's experiment, for how it draws its data, and seed.
    dataset : Dataset
    teacher_logits : Tensor, shape (n, classes)
        By sample id.
    """
    device = pick_device()
    inputs, teacher_logits = torch.from_numpy(dataset.inputs).to(device), teacher_logits.to(device)
    transfer = [draw(experiment, dataset, seed) for experiment, seed in draws]
    size = draws[0][0].batch_size
    labelled, labels = _in_rows([own.labelled for own in transfer]), _in_rows([own.labels for own in transfer])
    places = _places(draws, [len(own.labelled) for own in transfer], size, Stream.BATCHES)
    unlabelled = _in_rows([own.unlabelled for own in transfer])
    more_places = _places(draws, [len(own.unlabelled) for own in transfer], size, Stream.UNLABELLED_BATCHES)
    each_group = np.arange(len(draws))[:, None]
    for chosen in places:
        ids = labelled[each_group, chosen]
        if unlabelled.shape[1]:
            ids = np.concatenate([ids, unlabelled[each_group, next(more_places)]], axis=1)
        rows = torch.from_numpy(ids).to(device)
        yield Batch(inputs[rows], torch.from_numpy(labels[each_group, chosen]).to(device), teacher_logits[rows])


def _in_rows(parts: list[NDArray[Any]]) -> NDArray[Any]:
    """Stack arrays of different lengths; what fills them up is never chosen."""
    rows = np.zeros((len(parts), max(map(len, parts))), dtype=np.int64)
    for row, part in zip(rows, parts, strict=True):
        row[: len(part)] = part
    return rows


def _places(draws: Draws, counts: list[int], size: int, stream: Stream) -> Iterator[NDArray[Any]]:
    """Yield, without end, each group's next batch of places among its own; shape (groups, size)."""
    orders = [
        minibatches(count, size, generator(stream, seed)) for (_draw, seed), count in zip(draws, counts, strict=True)
    ]
    while True:
        yield np.stack([next(order) for order in orders])
