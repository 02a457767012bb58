"""A student in a population against the same student in the loops that people write."""

from collections.abc import Callable, Iterator
from itertools import islice
from time import perf_counter

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

from benchmarks.timing import alternate, report
from kdviz import datasets, networks
from kdviz.datasets import Dataset
from kdviz.experiment import Experiment
from kdviz.networks import Outputs
from kdviz.objectives.classic import classic
from kdviz.training.batches import student_batches
from kdviz.training.draws import TransferSet, draw
from kdviz.training.population.population import Population

STUDENTS = 64
EXPERIMENT = Experiment(seeds=STUDENTS)


def measure() -> None:
    """Print how many times faster a student of 64 is than one alone, both trained for the default's steps."""
    torch.set_num_threads(1)
    trained = contenders(EXPERIMENT, datasets.load(EXPERIMENT.dataset, EXPERIMENT.data_seed))
    start = perf_counter()
    trained["population"]()
    report("the first population of a shape, its capture included", perf_counter() - start, "s", "-", True)
    seconds = alternate(trained)
    each = seconds["population"] / STUDENTS
    report(
        f"a student of {STUDENTS}, against a plain PyTorch loop",
        seconds["plain"] / each,
        "x",
        "10 or more",
        seconds["plain"] / each >= 10,
    )
    report(
        f"a student of {STUDENTS}, against the usual DataLoader loop",
        seconds["loader"] / each,
        "x",
        "20 or more",
        seconds["loader"] / each >= 20,
    )


def contenders(experiment: Experiment, data: Dataset) -> dict[str, Callable[[], None]]:
    """Return what trains an experiment's students as one population, and one of them in the loops that people write."""
    generator = torch.Generator().manual_seed(0)
    teacher_logits = 5 * torch.randn(len(data.inputs), experiment.data.classes, generator=generator)
    taught = Outputs(teacher_logits)
    transfer_sets = [draw(experiment, data, seed) for seed in experiment.seed_list]
    own = _own_images(data, transfer_sets[0], teacher_logits)
    teacher = networks.build(experiment.teacher, experiment.data.shape, experiment.data.classes, seed=0)
    labelled = TensorDataset(*own.tensors[:2])

    def population() -> None:
        batches = student_batches(experiment.seed_list, experiment.batch_size, data, transfer_sets, taught)
        knobs = {"temperature": torch.tensor([experiment.temperature]), "alpha": torch.tensor([experiment.alpha])}
        starts = [_student(experiment, seed) for seed in experiment.seed_list]
        students = Population(starts, classic, knobs, "adam", experiment.learning_rate)
        for _step in students.train(islice(batches, experiment.steps)):
            pass

    def plain() -> None:
        _train(experiment, _indexed(experiment, own))

    def loader() -> None:
        batches = DataLoader(labelled, batch_size=experiment.batch_size, shuffle=True)
        _train_like_the_tutorial(experiment, teacher, batches)

    return {"population": population, "plain": plain, "loader": loader}


def plain_loop() -> Callable[[], None]:
    """Return what trains one student of the default scene in a plain loop."""
    return contenders(EXPERIMENT, datasets.load(EXPERIMENT.dataset, EXPERIMENT.data_seed))["plain"]


def _own_images(data: Dataset, drawn: TransferSet, teacher_logits: Tensor) -> TensorDataset:
    labelled = drawn.labelled
    return TensorDataset(
        torch.from_numpy(data.inputs[labelled]), torch.from_numpy(drawn.labels), teacher_logits[labelled]
    )


def _student(experiment: Experiment, seed: int) -> networks.Network:
    return networks.build(experiment.student, experiment.data.shape, experiment.data.classes, seed)


def _indexed(experiment: Experiment, own: TensorDataset) -> Iterator[tuple[Tensor, ...]]:
    """Batches by indexing tensors, the fastest plain way."""
    for _step in range(experiment.steps):
        yield own[torch.randint(len(own), (experiment.batch_size,))]


def _train_like_the_tutorial(
    experiment: Experiment, teacher: nn.Module, loader: DataLoader[tuple[Tensor, ...]]
) -> None:
    """Train a student line by line as PyTorch's knowledge distillation tutorial does, for the default's steps."""
    student = _student(experiment, 0)
    optimizer = torch.optim.Adam(student.parameters(), lr=experiment.learning_rate)
    ce_loss = nn.CrossEntropyLoss()
    temperature, alpha = experiment.temperature, experiment.alpha
    teacher.eval()
    student.train()
    left = experiment.steps
    while left > 0:
        running_loss = 0.0
        for inputs, labels in islice(loader, left):
            optimizer.zero_grad()
            with torch.no_grad():
                teacher_logits = teacher(inputs)
            student_logits = student(inputs)
            soft_targets = F.softmax(teacher_logits / temperature, dim=-1)
            soft_prob = F.log_softmax(student_logits / temperature, dim=-1)
            soft_loss = (
                torch.sum(soft_targets * (soft_targets.log() - soft_prob)) / soft_prob.size()[0] * temperature**2
            )
            loss = alpha * soft_loss + (1 - alpha) * ce_loss(student_logits, labels)
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
            left -= 1


def _train(experiment: Experiment, batches: Iterator[tuple[Tensor, ...]]) -> None:
    """Train a student as the tutorials do: forward, two losses, backward, step."""
    student = _student(experiment, 0)
    optimizer = torch.optim.Adam(student.parameters(), lr=experiment.learning_rate)
    temperature, alpha = experiment.temperature, experiment.alpha
    for inputs, labels, teacher_logits in batches:
        logits = student(inputs)
        soft = F.kl_div(
            F.log_softmax(logits / temperature, dim=1),
            F.softmax(teacher_logits / temperature, dim=1),
            reduction="batchmean",
        )
        loss = (1 - alpha) * F.cross_entropy(logits, labels) + alpha * temperature**2 * soft
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
