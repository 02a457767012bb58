"""Which cells of a sweep train together, from the experiments and the kind of device alone.

However many workers there are, they do the same.

Cells that share data set, teacher, student, kind, optimizer, steps and batch size are one population: they may differ
in what is one number a student, and in what a seed draws. Cells are put into chunks by what their students would hold
in memory; a chunk is one task, and its cells are finished together. Where a single cell's seeds would hold more, its
chunk trains several populations, one after another.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Any, NamedTuple, TypeVar

from kdviz.catalog.device import Device
from kdviz.experiment.arms import ARMS, Arm, Group, Recipe, data_key, is_stacked, members
from kdviz.experiment.experiment import Experiment
from kdviz.experiment.settings import varying
from kdviz.experiment.sweep import Cell


class Room(NamedTuple):
    """What a population has room for: students, and numbers that they hold at once while they train."""

    students: int
    numbers: int


ROOMS: dict[Device, Room] = {
    # A worker has a gigabyte, half of it for what it has imported. Larger populations of small students are hardly
    # faster a student, and show nothing for longer.
    "cpu": Room(128, 40_000_000),
    # Six gigabytes. Up to some thousand students a step takes a GPU as long as a single one's; their answers, which
    # are measured on the processor, take it half a gigabyte.
    "cuda": Room(16_384, 1_500_000_000),
}
# A student's parameters, their copy, gradients and two moments, and what the optimizer makes of them on the way.
COPIES = 9
# Layers of images that are measured at once, and of a batch with its gradients.
MEASURED_AT_ONCE = 256
PASSES = 3

Sliceable = TypeVar("Sliceable", list[Any], tuple[Any, ...])


@dataclass(frozen=True)
class Chunk:
    """Cells that one task trains, by their places; its number is counted from zero within the sweep."""

    number: int
    places: tuple[int, ...]


def chunks(cells: Sequence[Cell], device: Device) -> tuple[Chunk, ...]:
    """Return the tasks that a sweep falls into on a kind of device; cells that are no experiments are in none."""
    families: dict[str, dict[str, list[Cell]]] = {}
    for cell in cells:
        if cell.experiment is not None:
            # Cells of one data set by one draw stay together, so that their twins are trained once.
            by_data = families.setdefault(family(cell.experiment), {})
            by_data.setdefault(data_key(cell.experiment), []).append(cell)
    cut = [places for by_data in families.values() for places in _pack(by_data.values(), ROOMS[device])]
    return tuple(Chunk(number, places) for number, places in enumerate(cut))


def _pack(by_data: Iterable[list[Cell]], room: Room) -> list[tuple[int, ...]]:
    packed: list[list[Cell]] = []
    for same_data in by_data:
        for piece in _cut(same_data, room):
            if packed and _fits([*packed[-1], *piece], room):
                packed[-1] += piece
            else:
                packed.append(piece)
    return [tuple(cell.place for cell in piece) for piece in packed]


def _cut(cells: list[Cell], room: Room) -> list[list[Cell]]:
    """Cut into the fewest even pieces that are within the bound, single cells if need be."""
    for count in range(1, len(cells) + 1):
        pieces = evenly(cells, count)
        if count == len(cells) or all(_fits(piece, room) for piece in pieces):
            return pieces
    return []


def _fits(cells: Sequence[Cell], room: Room) -> bool:
    experiments = [cell.experiment for cell in cells if cell.experiment is not None]
    students = sum(len(needed) for needed in members(experiments).values())
    return students <= _most(experiments[0], room)


def _most(experiment: Experiment, room: Room) -> int:
    """Return how many students of a family may be one population; one always may."""
    return max(1, min(room.students, room.numbers // numbers_a_student(experiment)))


def populations(
    experiments: Sequence[Experiment], device: Device, arms: Collection[Arm] = ARMS
) -> list[tuple[tuple[Recipe, ...], list[Group]]]:
    """Return the students of some arms that experiments of one family train: recipes, and groups that need them.

    A population is a rectangle within the bound, however many seeds a cell has: the fewest even ones are taken.
    """
    blocks: dict[tuple[Recipe, ...], list[Group]] = {}
    for group, needed in members(experiments, arms).items():
        blocks.setdefault(needed, []).append(group)
    most = _most(experiments[0], ROOMS[device])
    return [
        (columns, rows)
        for needed, groups in blocks.items()
        for columns in evenly(needed, ceil(len(needed) / most))
        for rows in evenly(groups, ceil(len(groups) / max(1, most // len(columns))))
    ]


def evenly(items: Sliceable, count: int) -> list[Sliceable]:
    """Cut into `count` even pieces."""
    ends = [len(items) * piece // count for piece in range(count + 1)]
    return [items[start:end] for start, end in pairwise(ends)]


def numbers_a_student(experiment: Experiment) -> int:
    """Estimate how many numbers a student of `experiment` holds while it trains and is measured."""
    cost = experiment.student_cost
    return COPIES * cost.parameters + cost.activations * max(PASSES * experiment.images_a_step, MEASURED_AT_ONCE)


def family(experiment: Experiment) -> str:
    """Return what cells of one population have in common."""
    differ = {name for by in ("draw", "seeds", "member") for name in varying(by)} | {*experiment.kind_card.own_knobs}
    if not is_stacked(experiment):
        return experiment.digest()
    shared = {name: value for name, value in experiment.canonical().items() if name not in differ}
    # With unlabelled images a batch is of another shape.
    return json.dumps([shared, bool(experiment.unlabelled_images)], sort_keys=True)
