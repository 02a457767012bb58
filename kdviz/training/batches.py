"""What each seed's students see in each step."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kdviz.datasets import Dataset
from kdviz.experiment import Experiment
from kdviz.training.device import pick_device
from kdviz.training.draws import Stream, TransferSet, generator, minibatches
from kdviz.training.population import Batch


def student_batches(
    experiment: Experiment,
    dataset: Dataset,
    transfer_sets: list[TransferSet],
    teacher_logits: Tensor,
    teacher_layers: tuple[Tensor, ...] = (),
) -> Iterator[Batch]:
    """Yield batches without end: for each seed labelled images first, then as many unlabelled ones if there are any.

    Parameters
    ----------
    experiment : Experiment
    dataset : Dataset
    transfer_sets : list of TransferSet
        One a seed.
    teacher_logits : Tensor, shape (n, classes) or (seeds, n, classes)
        By sample id; of one teacher, or of one a seed.
    teacher_layers : tuple of Tensor, shapes (n, …)
        By sample id.
    """
    device = pick_device()
    inputs, teacher_logits = torch.from_numpy(dataset.inputs).to(device), teacher_logits.to(device)
    teacher_layers = tuple(layer.to(device) for layer in teacher_layers)
    labelled = np.stack([transfer.labelled for transfer in transfer_sets])
    unlabelled = np.stack([transfer.unlabelled for transfer in transfer_sets])
    labels = np.stack([transfer.labels for transfer in transfer_sets])
    places = _places(experiment, labelled.shape[1], Stream.BATCHES)
    more_places = _places(experiment, unlabelled.shape[1], Stream.UNLABELLED_BATCHES)
    each_seed = np.arange(len(transfer_sets))[:, None]
    for chosen in places:
        ids = labelled[each_seed, chosen]
        if experiment.unlabelled_images:
            ids = np.concatenate([ids, unlabelled[each_seed, next(more_places)]], axis=1)
        rows = torch.from_numpy(ids).to(device)
        chosen_labels = torch.from_numpy(labels[each_seed, chosen]).to(device)
        logits = teacher_logits[rows] if teacher_logits.ndim == 2 else teacher_logits[torch.from_numpy(each_seed), rows]
        layers = tuple(layer[rows] for layer in teacher_layers)
        yield Batch(inputs[rows], chosen_labels, logits, teacher_layers=layers)


def _places(experiment: Experiment, count: int, stream: Stream) -> Iterator[NDArray[Any]]:
    """Yield, without end, each seed's next batch of places among `count`; shape (seeds, batch size)."""
    orders = [minibatches(count, experiment.batch_size, generator(stream, seed)) for seed in experiment.seed_list]
    while True:
        yield np.stack([next(order) for order in orders])
