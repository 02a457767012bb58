"""The training of one part: a population of every seed's members."""

from collections.abc import Iterator
from itertools import islice
from time import perf_counter

import numpy as np
import torch
from torch import Tensor

from kdviz import networks
from kdviz.objectives.classic import classic
from kdviz.reproductions.hinton.images import Images, plain_batches, regularized_batches
from kdviz.reproductions.hinton.parts import DIGITS, Part
from kdviz.training.draws import Stream, torch_seed
from kdviz.training.population.population import Batch, Population

RATE = 0.001
# It falls in a straight line to nothing, in so many stairs.
STAIRS = 200
# Longest squared length of a unit's incoming weights: Hinton et al. 2012, appendix A.1.
LONGEST = 15.0
# Of a pace: steps that set up what is kept; then rounds of so many steps, of which the median counts.
SETTLE, ROUNDS, ROUND = 3, 5, {"cpu": 1, "cuda": 20}
# Images that all students answer at once.
AT_ONCE = 2000


def train(part: Part, images: Images, seeds: range, teacher: Tensor | None, steps: int) -> Population:
    """Return the part's trained students; `teacher` is as of `batches_of`."""
    population = untaught(part, images, seeds)
    stairs = max(1, steps // STAIRS)
    for step in population.train(islice(batches_of(part, images, seeds, teacher), steps)):
        if part.regularized:
            shorten(population)
        if step % stairs == 0:
            population.slow_to(1 - step / steps)
    return population


def pace(part: Part, images: Images, seeds: range) -> float:
    """Return how many seconds a step of the part takes here."""
    device = images.pixels.device
    nobody = torch.zeros(len(seeds), len(images), len(DIGITS), device=device)
    population, steps = untaught(part, images, seeds), ROUND[device.type]
    stamps = []
    for step in population.train(islice(batches_of(part, images, seeds, nobody), SETTLE + ROUNDS * steps)):
        if part.regularized:
            shorten(population)
        if step >= SETTLE and (step - SETTLE) % steps == 0:
            if device.type == "cuda":
                torch.cuda.synchronize(device)
            stamps.append(perf_counter())
    return float(np.median(np.diff(stamps))) / steps


def untaught(part: Part, images: Images, seeds: range) -> Population:
    """Return the part's students before the first step; members of a seed start from the same weights."""
    stream = Stream.TEACHER_WEIGHTS if part.regularized else Stream.WEIGHTS
    shape = (1, *images.pixels.shape[1:])
    members = {
        "temperature": torch.tensor([member.temperature for member in part.members]),
        "alpha": torch.tensor([member.alpha for member in part.members]),
    }
    starts = [networks.build(part.network, shape, len(DIGITS), torch_seed(stream, seed)) for seed in seeds]
    return Population(starts, classic, members, "adam", RATE, images.pixels.device)


def batches_of(part: Part, images: Images, seeds: range, teacher: Tensor | None) -> Iterator[Batch]:
    """Yield the part's batches without end.

    Parameters
    ----------
    teacher : Tensor, shape (seeds, n, classes), or None
        Logits of each seed's teacher by id; None where there is none yet.
    """
    if part.regularized or teacher is None:
        widths = tuple(map(int, part.network.split("x")))
        return regularized_batches(images, seeds, widths, images.pixels.device)
    return plain_batches(images, members_of(part, images), seeds, teacher)


def members_of(part: Part, images: Images) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the ids of the images that the part's students see."""
    return np.flatnonzero(np.isin(images.labels.cpu().numpy(), part.digits))


def shorten(population: Population) -> None:
    """Shorten hidden units' incoming weights that are longer than allowed (the weight constraint)."""
    names = [name for name in population.parameters if name.endswith("weight")]
    for name in names[:-1]:
        weights = population.parameters[name]
        squares = weights.square().sum(-1, keepdim=True)
        weights.mul_((LONGEST / squares.clamp(min=LONGEST)).sqrt())


def answers(population: Population, images: Images) -> Tensor:
    """Return the logits of all students on all images, shape (seeds, members, n, classes)."""
    places = range(0, len(images), AT_ONCE)
    return torch.cat([population.logits(images.inputs(slice(at, at + AT_ONCE))) for at in places], dim=2)
