"""One experiment from its first draw to its measures: teacher, three arms over all seeds, test."""

from collections.abc import Generator, Iterator
from itertools import islice
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kdviz import catalog, datasets, measures, networks
from kdviz.datasets import Dataset
from kdviz.experiment import Experiment, knob
from kdviz.results import ARMS, Arm, ArmResult, Arrays, Divergence, Outcome, RunResult, Size, Snapshot, TeacherResult
from kdviz.training.device import pick_device
from kdviz.training.draws import Stream, TransferSet, draw, generator, minibatches, torch_seed
from kdviz.training.observer import Observer
from kdviz.training.population import Batch, DivergedError, Population
from kdviz.training.schedule import Clock
from kdviz.verdict import verdict


def distill(
    experiment: Experiment, run_id: str, teacher_weights: Arrays, clock: Clock
) -> Generator[Snapshot | None, None, Outcome]:
    """Run `experiment` with its trained teacher.

    Parameters
    ----------
    experiment : Experiment
    run_id : str
        Goes into the result.
    teacher_weights : dict of ndarray
    clock : Clock
        Started when the run began.

    Yields
    ------
    Snapshot or None
        After every step: None while there is no news.

    Returns
    -------
    Outcome
        Also when the students' training diverges: then of the weights from before that step.
    """
    begun = clock.seconds()
    dataset = datasets.load(experiment.dataset, experiment.data_seed)
    population = arms_population(experiment)
    transfer_sets = [draw(experiment, dataset, seed) for seed in experiment.seed_list]
    observer = Observer(experiment, dataset, transfer_sets[0], teacher_weights, clock)
    batches = islice(student_batches(experiment, dataset, transfer_sets, observer.teacher_logits), experiment.steps)
    diverged = None
    try:
        for step in population.train(batches):
            yield observer.look(population, step) if step in observer.due else None
    except DivergedError as error:
        diverged = Divergence(step=error.step, arm=ARMS[error.cell], seed=experiment.seed_list[error.seed])
    arrays = _keep(dataset, population, observer.teacher_logits.numpy())
    result = RunResult(
        run_id=run_id,
        experiment=experiment,
        teacher=TeacherResult(
            **dict(Size.of(experiment.teacher_cost)),
            accuracy=float(measures.accuracy(arrays["test_teacher_logits"], arrays["test_labels"])),
        ),
        student=Size.of(experiment.student_cost),
        **_measure(arrays),
        curves=observer.curves,
        diverged=diverged,
        seconds=clock.seconds(),
        teacher_seconds=begun,
    )
    students = {name: values.cpu().numpy() for name, values in population.parameters.items()}
    return Outcome(result.model_copy(update={"verdict": verdict(result)}), students, arrays, observer.course())


def arms_population(experiment: Experiment) -> Population:
    """Return the untrained students: a seed's three arms start from the same weights."""
    knobs = {name: _as_number(name, getattr(experiment, name)) for name in experiment.kind_card.knobs}
    labels_only = {**knobs, "alpha": 0.0, "smoothing": 0.0}
    cells: dict[Arm, dict[str, float | bool | int]] = {
        "hard": labels_only,
        "smoothed": {**labels_only, "smoothing": experiment.smoothing},
        "distilled": {**knobs, "smoothing": 0.0},
    }
    return Population(
        [
            networks.build(
                experiment.student, experiment.data.shape, experiment.data.classes, torch_seed(Stream.WEIGHTS, seed)
            )
            for seed in experiment.seed_list
        ],
        catalog.implementation(experiment.kind_card),
        {name: torch.tensor([cells[arm][name] for arm in ARMS]) for name in labels_only},
        experiment.optimizer,
        experiment.learning_rate,
        pick_device(),
    )


def _as_number(name: str, value: Any) -> float | bool | int:
    """Write a choice as its place among the choices, so that it can differ between a population's members."""
    choices = knob(name).choices
    return choices.index(value) if choices else value


def student_batches(
    experiment: Experiment, dataset: Dataset, transfer_sets: list[TransferSet], teacher_logits: Tensor
) -> Iterator[Batch]:
    """Yield batches without end: for each seed labelled images first, then as many unlabelled ones if there are any.

    The teacher's logits, shape (n, classes), are looked up by sample id.
    """
    device = pick_device()
    inputs, teacher_logits = torch.from_numpy(dataset.inputs).to(device), teacher_logits.to(device)
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
        yield Batch(inputs[rows], chosen_labels, teacher_logits[rows])


def _places(experiment: Experiment, count: int, stream: Stream) -> Iterator[NDArray[Any]]:
    """Yield, without end, each seed's next batch of places among `count`; shape (seeds, batch size)."""
    orders = [minibatches(count, experiment.batch_size, generator(stream, seed)) for seed in experiment.seed_list]
    while True:
        yield np.stack([next(order) for order in orders])


def _keep(dataset: Dataset, population: Population, teacher_logits: NDArray[Any]) -> Arrays:
    arrays: Arrays = {}
    for part, ids in (("validation", dataset.validation), ("test", dataset.test)):
        inputs = dataset.inputs[ids]
        arrays[f"{part}_ids"] = ids
        arrays[f"{part}_inputs"] = inputs
        arrays[f"{part}_labels"] = dataset.labels[ids]
        arrays[f"{part}_teacher_logits"] = teacher_logits[ids]
        arrays[f"{part}_student_logits"] = population.logits(torch.from_numpy(inputs).to(pick_device())).cpu().numpy()
    return arrays


def _measure(arrays: Arrays) -> dict[str, Any]:
    """Return the arms' measures on the test images, and the paired gain."""
    truth, reference = arrays["test_labels"], arrays["test_teacher_logits"]
    arms = {}
    for place, arm in enumerate(ARMS):
        logits = arrays["test_student_logits"][:, place]
        accuracy = measures.accuracy(logits, truth)
        arms[arm] = ArmResult(
            accuracy=accuracy.tolist(),
            **dict(measures.over_seeds(accuracy)),
            nll=float(measures.negative_log_likelihood(logits, truth).mean()),
            agreement=float(measures.agreement(logits, reference).mean()),
            kl=float(measures.kl_to_teacher(logits, reference).mean()),
        )
    differences = np.subtract(arms["distilled"].accuracy, arms["hard"].accuracy)
    return {"arms": arms, "gain": measures.over_seeds(differences)}
