"""Can it be stolen? Students that learn from a teacher's answers alone, by what it gives and what it is asked."""

from collections.abc import Generator, Iterator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kdviz import datasets, measures
from kdviz.attacks import photographs
from kdviz.attacks.answers import ANSWERS
from kdviz.attacks.stolen import GIVES, stolen
from kdviz.datasets import Dataset
from kdviz.experiment.attack import TRUTH, Attack, Source
from kdviz.networks import Outputs
from kdviz.objectives.supervised import supervised
from kdviz.results import Arrays
from kdviz.results.attack import AttackPart, Served, Tried
from kdviz.training.attack.population import Work
from kdviz.training.draws import Stream, generator, minibatches
from kdviz.training.population.device import as_inputs, device_kind, pick_device, sent_ahead
from kdviz.training.population.gradients import Objective
from kdviz.training.population.population import Batch, Population
from kdviz.training.run import teacher
from kdviz.training.run.students import untaught
from kdviz.training.schedule import Clock


def steal(
    attack: Attack, teacher_weights: Arrays, _clock: Clock | None = None
) -> Generator[float | None, None, AttackPart]:
    """Train the thieves of some seeds: of one seed, source and number of queries all ask alike, and start alike.

    So does their control, which has the true labels of the same queries and no teacher; only the data have any.

    Yields
    ------
    float or None
        After every step: the share that is done, or None while that is no news.
    """
    experiment, device = attack.experiment, pick_device()
    dataset = datasets.load(experiment.dataset, experiment.data_seed)
    taught = teacher.taught(experiment, teacher_weights).to(device)
    groups = [
        (source, count, seed) for source in attack.sources for count in attack.queries for seed in experiment.seed_list
    ]
    asked = {(source, seed): _queries(attack, dataset, source, seed) for source, _count, seed in groups}
    queries = as_inputs(np.stack([asked[source, seed][0] for source, _count, seed in groups])).to(device)
    truth = torch.from_numpy(np.stack([asked[source, seed][1] for source, _count, seed in groups])).to(device)
    with torch.no_grad():
        answers = torch.stack([taught(own) for own in queries])
    assert max(attack.queries) <= queries.shape[1]

    def population(places: Sequence[int], objective: Objective, knobs: dict[str, Tensor]) -> Population:
        nets = untaught(experiment, experiment.student, Stream.WEIGHTS, seeds=[groups[place][-1] for place in places])
        return Population(nets, objective, knobs, experiment.optimizer, experiment.learning_rate, device)

    def batches(places: Sequence[int], labels: Tensor, logits: Tensor) -> Iterator[Batch]:
        orders = [
            minibatches(groups[place][1], experiment.batch_size, generator(Stream.BATCHES, groups[place][2]))
            for place in places
        ]
        own = torch.tensor(places, device=device)[:, None]
        drawn = ((np.stack([next(order) for order in orders]),) for _forever in iter(int, 1))
        for (rows,) in sent_ahead(drawn, device):
            yield Batch(queries[own, rows], labels[own, rows], Outputs(logits[own, rows]))

    everyone = range(len(groups))
    labelled = [place for place in everyone if groups[place][0] == "data"]
    work = Work(experiment.steps * (2 if labelled else 1))
    given = {"gives": torch.arange(len(GIVES)), "temperature": torch.full((len(GIVES),), experiment.temperature)}
    thieves = population(everyone, stolen, given)
    # The thief has no labels, and the control no teacher.
    yield from work.train(thieves, batches(everyone, torch.zeros_like(truth), answers), experiment.steps)
    trained: list[tuple[Sequence[int], Sequence[str], Population]] = [(everyone, GIVES, thieves)]
    if labelled:
        control = population(labelled, supervised, {"smoothing": torch.zeros(1)})
        yield from work.train(control, batches(labelled, truth, torch.zeros_like(answers)), experiment.steps)
        trained.append((labelled, (TRUTH,), control))
    images, labels = as_inputs(dataset.inputs[dataset.test]).to(device), dataset.labels[dataset.test]
    with torch.no_grad():
        reference = taught(images).cpu().numpy()
    seeds, tried = len(experiment.seed_list), []
    for places, names, nets in trained:
        logits = nets.logits(images).cpu().numpy()
        found = {"agreement": measures.agreement(logits, reference), "accuracy": measures.accuracy(logits, labels)}
        tried += [
            Tried(
                what={"gives": name, "from": groups[places[start]][0], "queries": groups[places[start]][1]},
                numbers={measure: own[start : start + seeds, place].tolist() for measure, own in found.items()},
            )
            for start in range(0, len(places), seeds)
            for place, name in enumerate(names)
        ]
    return AttackPart(tried=tried, served=_served(reference, labels), device=device_kind())


def _queries(attack: Attack, dataset: Dataset, source: Source, seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return as many inputs to ask about as are asked at most, with their true labels, zeros where they have none.

    Fewer queries are the first of them.
    """
    count, seen = max(attack.queries), dataset.inputs[dataset.train]
    if source == "data":
        chosen = generator(Stream.QUERIES, seed).permutation(len(seen))[:count]
        return seen[chosen], dataset.labels[dataset.train][chosen]
    rng, unknown = generator(Stream.NOISE_IMAGES, seed), np.zeros(count, dtype=dataset.labels.dtype)
    if source == "other":
        return photographs.pieces(seen.shape[1:], count, rng), unknown
    # Each pixel within its own range, as students without data see them.
    noise = rng.uniform(seen.min(axis=0), seen.max(axis=0), (count, *seen.shape[1:]))
    return noise.astype(np.float32), unknown


def _served(logits: NDArray[Any], labels: Sequence[int] | NDArray[Any]) -> list[Served]:
    """Return what each answer is worth to a user who believes it, over the same resampled test images."""
    truth = np.asarray(labels)
    given = {name: answer(torch.from_numpy(logits)).double().numpy() for name, answer in ANSWERS.items()}
    worth = {name: measures.served(own, truth) for name, own in given.items()}
    _accuracy, least, _brier, of_least = worth["probabilities"]
    found = []
    for name, (accuracy, ece, brier, errors) in worth.items():
        above = measures.over_resamples(ece.mean - least.mean, errors - of_least)
        found.append(Served(gives=name, accuracy=accuracy, ece=ece, brier=brier, ece_above_probabilities=above))
    return found
