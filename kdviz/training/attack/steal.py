"""Can it be stolen? Students that learn from a teacher's answers alone, by what it gives and what it is asked."""

from collections.abc import Generator, Iterator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from kdviz import datasets, measures
from kdviz.attacks.answers import ANSWERS
from kdviz.attacks.stolen import GIVES, stolen
from kdviz.datasets import Dataset, photographs
from kdviz.experiment.attack import Attack, Source
from kdviz.networks import Outputs
from kdviz.results import Arrays
from kdviz.results.attack import AttackPart, Served, Tried
from kdviz.training.attack.population import Work
from kdviz.training.draws import Stream, generator, minibatches
from kdviz.training.population.device import as_inputs, device_kind, pick_device, sent_ahead
from kdviz.training.population.population import Batch, Population
from kdviz.training.run import teacher
from kdviz.training.run.students import untaught
from kdviz.training.schedule import Clock


def steal(
    attack: Attack, teacher_weights: Arrays, _clock: Clock | None = None
) -> Generator[float | None, None, AttackPart]:
    """Train the thieves of some seeds: of one seed, source and number of queries all ask alike, and start alike.

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
    thieves = Population(
        untaught(experiment, experiment.student, Stream.WEIGHTS, seeds=[seed for *_others, seed in groups]),
        stolen,
        {"gives": torch.arange(len(GIVES)), "temperature": torch.full((len(GIVES),), experiment.temperature)},
        experiment.optimizer,
        experiment.learning_rate,
        device,
    )
    queries = as_inputs(np.stack([asked[source, seed] for source, _count, seed in groups])).to(device)
    with torch.no_grad():
        answers = torch.stack([taught(own) for own in queries])
    sizes = [count for _source, count, _seed in groups]
    orders = [
        minibatches(count, experiment.batch_size, generator(Stream.BATCHES, seed)) for _source, count, seed in groups
    ]
    own = torch.arange(len(groups), device=device)[:, None]
    # The thief has no labels.
    none = torch.zeros(len(groups), experiment.batch_size, dtype=torch.int64, device=device)

    def batches() -> Iterator[Batch]:
        drawn = ((np.stack([next(order) for order in orders]),) for _forever in iter(int, 1))
        for (rows,) in sent_ahead(drawn, device):
            yield Batch(queries[own, rows], none, Outputs(answers[own, rows]))

    assert max(sizes) <= queries.shape[1]
    yield from Work(experiment.steps).train(thieves, batches(), experiment.steps)
    images, labels = as_inputs(dataset.inputs[dataset.test]).to(device), dataset.labels[dataset.test]
    with torch.no_grad():
        reference = taught(images).cpu().numpy()
    logits = thieves.logits(images).cpu().numpy()
    found = {
        "agreement": measures.agreement(logits, reference),
        "accuracy": measures.accuracy(logits, labels),
    }
    seeds = len(experiment.seed_list)
    tried = [
        Tried(
            what={"gives": gives, "from": groups[start][0], "queries": groups[start][1]},
            numbers={name: values[start : start + seeds, place].tolist() for name, values in found.items()},
        )
        for start in range(0, len(groups), seeds)
        for place, gives in enumerate(GIVES)
    ]
    return AttackPart(tried=tried, served=_served(reference, labels), device=device_kind())


def _queries(attack: Attack, dataset: Dataset, source: Source, seed: int) -> NDArray[Any]:
    """Return as many inputs to ask about as are asked at most; fewer queries are the first of them."""
    count, seen = max(attack.queries), dataset.inputs[dataset.train]
    if source == "data":
        return seen[generator(Stream.QUERIES, seed).permutation(len(seen))[:count]]
    rng = generator(Stream.NOISE_IMAGES, seed)
    if source == "other":
        return photographs.pieces(seen.shape[1:], count, rng)
    # Each pixel within its own range, as students without data see them.
    return rng.uniform(seen.min(axis=0), seen.max(axis=0), (count, *seen.shape[1:])).astype(np.float32)


def _served(logits: NDArray[Any], labels: Sequence[int] | NDArray[Any]) -> list[Served]:
    """Return what each answer is worth to a user who believes it."""
    truth, found = np.asarray(labels), []
    for gives, answer in ANSWERS.items():
        given = answer(torch.from_numpy(logits)).double().numpy()
        bins = measures.bins(given[None], truth)
        found.append(
            Served(
                gives=gives,
                accuracy=float(measures.accuracy(given, truth)),
                ece=float(measures.expected_calibration_error(bins)[0]),
                brier=float(measures.brier(given, truth)),
            )
        )
    return found
