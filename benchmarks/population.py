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
    data = datasets.load(EXPERIMENT.dataset, EXPERIMENT.data_seed)
    generator = torch.Generator().manual_seed(0)
    teacher_logits = 5 * torch.randn(len(data.inputs), EXPERIMENT.data.classes, generator=generator)
    taught = Outputs(teacher_logits)
    transfer_sets = [draw(EXPERIMENT, data, seed) for seed in EXPERIMENT.seed_list]
    own = _own_images(data, transfer_sets[0], teacher_logits)

    def population() -> None:
        batches = student_batches(EXPERIMENT.seed_list, EXPERIMENT.batch_size, data, transfer_sets, taught)
        knobs = {"temperature": torch.tensor([EXPERIMENT.temperature]), "alpha": torch.tensor([EXPERIMENT.alpha])}
        starts = [_student(seed) for seed in EXPERIMENT.seed_list]
        students = Population(starts, classic, knobs, "adam", EXPERIMENT.learning_rate)
        for _step in students.train(islice(batches, EXPERIMENT.steps)):
            pass

    def plain() -> None:
        _train(_student(0), _indexed(own))

    teacher = networks.build(EXPERIMENT.teacher, EXPERIMENT.data.shape, EXPERIMENT.data.classes, seed=0)

    labelled = TensorDataset(*own.tensors[:2])

    def loader() -> None:
        batches = DataLoader(labelled, batch_size=EXPERIMENT.batch_size, shuffle=True)
        _train_like_the_tutorial(_student(0), teacher, batches)

    start = perf_counter()
    population()
    report("the first population of a shape, its capture included", perf_counter() - start, "s", "-", True)
    seconds = alternate({"population": population, "plain": plain, "loader": loader})
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


def plain_loop() -> Callable[[], None]:
    """Return what trains one student of the default scene in a plain loop."""
    data = datasets.load(EXPERIMENT.dataset, EXPERIMENT.data_seed)
    own = _own_images(data, draw(EXPERIMENT, data, 0), torch.randn(len(data.inputs), EXPERIMENT.data.classes))
    return lambda: _train(_student(0), _indexed(own))


def _own_images(data: Dataset, drawn: TransferSet, teacher_logits: Tensor) -> TensorDataset:
    labelled = drawn.labelled
    return TensorDataset(
        torch.from_numpy(data.inputs[labelled]), torch.from_numpy(drawn.labels), teacher_logits[labelled]
    )


def _student(seed: int) -> networks.Network:
    return networks.build(EXPERIMENT.student, EXPERIMENT.data.shape, EXPERIMENT.data.classes, seed)


def _indexed(own: TensorDataset) -> Iterator[tuple[Tensor, ...]]:
    """Batches by indexing tensors, the fastest plain way."""
    for _step in range(EXPERIMENT.steps):
        yield own[torch.randint(len(own), (EXPERIMENT.batch_size,))]


def _train_like_the_tutorial(student: nn.Module, teacher: nn.Module, loader: DataLoader[tuple[Tensor, ...]]) -> None:
    """Train `student` line by line as PyTorch's knowledge distillation tutorial does, for the default's steps."""
    optimizer = torch.optim.Adam(student.parameters(), lr=EXPERIMENT.learning_rate)
    ce_loss = nn.CrossEntropyLoss()
    temperature, alpha = EXPERIMENT.temperature, EXPERIMENT.alpha
    teacher.eval()
    student.train()
    left = EXPERIMENT.steps
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


def _train(student: nn.Module, batches: Iterator[tuple[Tensor, ...]]) -> None:
    """Train `student` as the tutorials do: forward, two losses, backward, step."""
    optimizer = torch.optim.Adam(student.parameters(), lr=EXPERIMENT.learning_rate)
    temperature, alpha = EXPERIMENT.temperature, EXPERIMENT.alpha
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
