"""What each seed's students see in each step."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from kdviz.datasets import Dataset
from kdviz.networks import Outputs
from kdviz.training.draws import Stream, TransferSet, generator, minibatches
from kdviz.training.population.device import as_inputs, pick_device, sent_ahead
from kdviz.training.population.population import Batch


def student_batches(
    seeds: Sequence[int],
    batch_size: int,
    dataset: Dataset,
    transfer_sets: Sequence[TransferSet],
    teacher: Outputs,
) -> Iterator[Batch]:
    """Yield batches without end: for each seed labelled images first, then as many unlabelled ones if there are any.

    Parameters
    ----------
    seeds : sequence of int
        Each draws the order of its images; one may come again with another transfer set.
    transfer_sets : sequence of TransferSet
        One a seed, of different lengths if need be.
    teacher : Outputs
        By sample id: logits of one teacher, shape (n, classes), or of one a seed, shape (seeds, n, classes); and
        layers, shapes (n, …).
    """
    device = pick_device()
    inputs, teacher_logits = as_inputs(dataset.inputs).to(device), teacher.logits.to(device)
    teacher_layers = [layer.to(device) for layer in teacher.layers]
    labelled, labels = (_in_rows([getattr(own, name) for own in transfer_sets]) for name in ("labelled", "labels"))
    unlabelled = _in_rows([own.unlabelled for own in transfer_sets])
    places = _places(seeds, [len(own.labelled) for own in transfer_sets], batch_size, Stream.BATCHES)
    more_places = _places(seeds, [len(own.unlabelled) for own in transfer_sets], batch_size, Stream.UNLABELLED_BATCHES)
    each_seed = np.arange(len(transfer_sets))[:, None]
    own = torch.from_numpy(each_seed).to(device)

    def drawn() -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
        for chosen in places:
            ids = labelled[each_seed, chosen]
            if unlabelled.shape[1]:
                ids = np.concatenate([ids, unlabelled[each_seed, next(more_places)]], axis=1)
            yield ids, labels[each_seed, chosen]

    for rows, chosen_labels in sent_ahead(drawn(), device):
        logits = teacher_logits[rows] if teacher_logits.ndim == 2 else teacher_logits[own, rows]
        layers = tuple(layer[rows] for layer in teacher_layers)
        yield Batch(inputs[rows], chosen_labels, Outputs(logits, layers))


def _in_rows(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Stack arrays of different lengths; what fills them up is never chosen."""
    rows = np.zeros((len(parts), max(map(len, parts))), dtype=np.int64)
    for row, part in zip(rows, parts, strict=True):
        row[: len(part)] = part
    return rows


def _places(seeds: Sequence[int], counts: Sequence[int], size: int, stream: Stream) -> Iterator[NDArray[Any]]:
    """Yield, without end, each seed's next batch of places among its own; shape (seeds, size)."""
    orders = [minibatches(count, size, generator(stream, seed)) for seed, count in zip(seeds, counts, strict=True)]
    while True:
        yield np.stack([next(order) for order in orders])
