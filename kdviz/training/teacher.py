"""The teacher: trained once on every training image with clean labels, then kept."""

from collections.abc import Generator, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import torch

from kdviz import measures, networks
from kdviz.datasets import Dataset
from kdviz.experiment import Experiment
from kdviz.networks import Network
from kdviz.objectives.supervised import supervised
from kdviz.results import Divergence, RunFailedError, Snapshot
from kdviz.store import teachers
from kdviz.training.device import pick_device
from kdviz.training.draws import Stream, generator, minibatches, torch_seed
from kdviz.training.population import Batch, DivergedError, Population
from kdviz.training.schedule import Clock, is_due

BATCH_SIZE = 64


def prepare(experiment: Experiment, dataset: Dataset, home: Path, clock: Clock) -> Generator[Snapshot, None, Network]:
    """Return the experiment's teacher, from the store or trained now.

    Yields
    ------
    Snapshot
        While it trains.

    Raises
    ------
    RunFailedError
        If its training diverges.
    """
    network = networks.build(
        experiment.teacher,
        experiment.data.shape,
        experiment.data.classes,
        torch_seed(Stream.TEACHER_WEIGHTS, experiment.teacher_seed),
    )
    weights = teachers.load(home, experiment)
    if weights is None:
        weights = yield from _train(experiment, dataset, network, clock)
        teachers.save(home, experiment, weights)
    network.load_state_dict({name: torch.from_numpy(values) for name, values in weights.items()})
    return network.eval().requires_grad_(False)


def logits_by_id(teacher: Network, dataset: Dataset) -> torch.Tensor:
    """Return the teacher's logits of every sample, shape (n, classes); a sample's row is its id."""
    answers: torch.Tensor = teacher(torch.from_numpy(dataset.inputs))
    return answers


def _train(
    experiment: Experiment, dataset: Dataset, network: Network, clock: Clock
) -> Generator[Snapshot, None, dict[str, np.ndarray]]:
    device = pick_device()
    population = Population(
        [network],
        supervised,
        {"smoothing": torch.tensor([experiment.teacher_smoothing])},
        experiment.teacher_optimizer,
        experiment.teacher_learning_rate,
        device,
    )
    steps = experiment.teacher_steps
    validation = torch.from_numpy(dataset.inputs[dataset.validation]).to(device)
    truth = dataset.labels[dataset.validation]
    batches = islice(_batches(experiment, dataset, network, device), steps)
    try:
        for step in population.train(batches):
            if is_due(step, steps):
                logits = population.logits(validation)[:, 0].cpu().numpy()
                yield Snapshot(
                    stage="teacher",
                    step=step,
                    steps=steps,
                    seconds=clock.seconds(),
                    accuracy={"teacher": measures.accuracy(logits, truth).tolist()},
                    loss={"teacher": measures.negative_log_likelihood(logits, truth).tolist()},
                )
    except DivergedError as error:
        where = Divergence(stage="teacher", step=error.step, arm="teacher", seed=experiment.teacher_seed)
        raise RunFailedError(where) from error
    return {name: values[0, 0].cpu().numpy() for name, values in population.parameters.items()}


def _batches(experiment: Experiment, dataset: Dataset, network: Network, device: torch.device) -> Iterator[Batch]:
    inputs = torch.from_numpy(dataset.inputs[dataset.train]).to(device)
    labels = torch.from_numpy(dataset.labels[dataset.train]).to(device)
    no_teacher = torch.zeros(1, BATCH_SIZE, experiment.data.classes, device=device)
    masks_rng = generator(Stream.DROPOUT, experiment.teacher_seed)
    keep = 1 - experiment.teacher_dropout
    shapes = network.dropout_shapes if experiment.teacher_dropout else ()
    order = minibatches(len(inputs), BATCH_SIZE, generator(Stream.TEACHER_BATCHES, experiment.teacher_seed))
    for places in order:
        masks = tuple(
            torch.from_numpy((masks_rng.random((1, BATCH_SIZE, *shape)) < keep).astype(np.float32) / np.float32(keep))
            for shape in shapes
        )
        chosen = torch.from_numpy(places).to(device)
        yield Batch(inputs[chosen][None], labels[chosen][None], no_teacher, tuple(mask.to(device) for mask in masks))
