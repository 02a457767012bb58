"""The teacher: trained once on every training image with clean labels, then kept."""

from collections.abc import Generator, Iterator
from itertools import islice
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from kdviz import datasets, measures, networks
from kdviz.catalog.limits import TEACHER_BATCH
from kdviz.datasets import Dataset
from kdviz.experiment import Experiment
from kdviz.networks import Network, Outputs
from kdviz.objectives.supervised import supervised
from kdviz.results import Arrays, RunFailedError, Snapshot
from kdviz.results.failure import TEACHER_DIVERGED
from kdviz.training.draws import Stream, generator, minibatches, torch_seed
from kdviz.training.population.device import as_inputs, pick_device, sent_ahead
from kdviz.training.population.divergence import DivergedError
from kdviz.training.population.population import Batch, Population
from kdviz.training.schedule import TEACHER_POINTS, Clock, report_steps


def network(experiment: Experiment) -> Network:
    """Return the experiment's teacher with its initial weights."""
    return networks.build(
        experiment.teacher,
        experiment.data.shape,
        experiment.data.classes,
        torch_seed(Stream.TEACHER_WEIGHTS, experiment.teacher_seed),
    )


def taught(experiment: Experiment, weights: Arrays) -> Network:
    """Return the experiment's teacher with its trained `weights`."""
    teacher = network(experiment)
    teacher.load_state_dict({name: torch.from_numpy(values) for name, values in weights.items()})
    return teacher.eval().requires_grad_(False)


def logits_by_id(teacher: Network, dataset: Dataset) -> torch.Tensor:
    """Return the teacher's logits of every sample, shape (n, classes); a sample's row is its id."""
    # A wide ConvNet's maps of all images at once would fill the memory.
    return torch.cat([teacher(images) for images in as_inputs(dataset.inputs).split(256)])


def train(
    experiment: Experiment, clock: Clock, part: NDArray[Any] | None = None
) -> Generator[Snapshot | None, None, Arrays]:
    """Train the experiment's teacher and return its weights.

    Parameters
    ----------
    part : ndarray of int64
        Ids of the images that it sees; all training images unless told otherwise.

    Raises
    ------
    RunFailedError
        If its training diverges.
    """
    dataset = datasets.load(experiment.dataset, experiment.data_seed)
    fresh = network(experiment)
    device = pick_device()
    population = Population(
        [fresh],
        supervised,
        {"smoothing": torch.tensor([experiment.teacher_smoothing])},
        experiment.teacher_optimizer,
        experiment.teacher_learning_rate,
        device,
    )
    steps = experiment.teacher_steps
    validation = as_inputs(dataset.inputs[dataset.validation]).to(device)
    truth = dataset.labels[dataset.validation]
    batches = islice(_batches(experiment, dataset, dataset.train if part is None else part, fresh, device), steps)
    due = report_steps(steps, TEACHER_POINTS)
    try:
        for step in population.train(batches, due):
            if step not in due:
                yield None
            else:
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
        raise RunFailedError(TEACHER_DIVERGED, step=error.step) from error
    return {name: values[0, 0].cpu().numpy() for name, values in population.parameters.items()}


def _batches(
    experiment: Experiment, dataset: Dataset, seen: NDArray[Any], network: Network, device: torch.device
) -> Iterator[Batch]:
    inputs = as_inputs(dataset.inputs[seen]).to(device)
    labels = torch.from_numpy(dataset.labels[seen]).to(device)
    no_teacher = Outputs(torch.zeros(1, TEACHER_BATCH, experiment.data.classes, device=device))
    masks_rng = generator(Stream.DROPOUT, experiment.teacher_seed)
    keep = 1 - experiment.teacher_dropout
    shapes = network.dropout_shapes if experiment.teacher_dropout else ()
    order = minibatches(len(inputs), TEACHER_BATCH, generator(Stream.TEACHER_BATCHES, experiment.teacher_seed))
    drawn = (
        (places, *(dropout_mask((1, TEACHER_BATCH, *shape), keep, masks_rng) for shape in shapes)) for places in order
    )
    for chosen, *masks in sent_ahead(drawn, device):
        yield Batch(inputs[chosen][None], labels[chosen][None], no_teacher, tuple(mask.to(inputs) for mask in masks))


def dropout_mask(shape: tuple[int, ...], keep: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Draw what activations are multiplied with: 1/keep with probability `keep`, else zero."""
    return (rng.random(shape) < keep).astype(np.float32) / np.float32(keep)
