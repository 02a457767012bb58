"""Does the student betray whose data taught the teacher? Losses on members against those on images nobody saw."""

from collections.abc import Generator, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kdviz import datasets
from kdviz.attacks.defensive import defensive
from kdviz.attacks.membership import auc
from kdviz.datasets import Dataset
from kdviz.experiment.attack import PARTS, Attack
from kdviz.networks import Outputs
from kdviz.results.attack import AttackPart, Tried
from kdviz.training.attack.population import Work
from kdviz.training.batches import student_batches
from kdviz.training.draws import Stream, TransferSet, generator
from kdviz.training.population.device import as_inputs, device_kind, pick_device
from kdviz.training.population.population import Batch, Population
from kdviz.training.run.students import untaught
from kdviz.training.schedule import Clock

NETS = ("teacher", "student_same", "student_other", "control")


class Setting(NamedTuple):
    """What the study varies, one at a time."""

    temperature: float
    label_noise: float
    teacher: str


class Parts(NamedTuple):
    """The images of one seed, by id: the teacher's, the others', those nobody saw, and the control's teacher's."""

    members: NDArray[Any]
    transfer: NDArray[Any]
    unseen: NDArray[Any]
    control: NDArray[Any]


def settings(attack: Attack) -> list[Setting]:
    """Return the experiment's own setting first, then those that differ from it in one thing."""
    own = Setting(attack.experiment.temperature, attack.experiment.label_noise, attack.experiment.teacher)
    varied = [own._replace(temperature=temperature) for temperature in attack.temperatures]
    varied += [own._replace(label_noise=noise) for noise in attack.noises]
    varied += [own._replace(teacher=network) for network in attack.sizes]
    return [*dict.fromkeys([own, *varied])]


def membership(attack: Attack, _clock: Clock | None = None) -> Generator[float | None, None, AttackPart]:
    """Train the nets of some seeds, and hold their losses on members against those on images that nobody saw.

    The student on other images never saw a member: only the teacher's answers can tell it of them. Its control has
    seen the same images, and a teacher that never saw a member.

    Yields
    ------
    float or None
        After every step: the share that is done, or None while that is no news.
    """
    experiment, device = attack.experiment, pick_device()
    dataset = datasets.load(experiment.dataset, experiment.data_seed)
    seeds, wanted = experiment.seed_list, settings(attack)
    drawn = [_drawn(dataset, experiment.labelled_images, seed) for seed in seeds]
    everything = as_inputs(dataset.inputs).to(device)
    teachers = list(dict.fromkeys((setting.teacher, setting.label_noise) for setting in wanted))
    networks = list(dict.fromkeys(network for network, _noise in teachers))
    temperatures = list(dict.fromkeys(setting.temperature for setting in wanted))
    work = Work(len(networks) * experiment.steps + len(temperatures) * experiment.steps)

    def population(network: str, groups: int, temperature: float, alpha: float, stream: Stream) -> Population:
        nets = untaught(experiment, network, stream, seeds=[*seeds] * groups)
        knobs = {"temperature": torch.tensor([temperature]), "alpha": torch.tensor([alpha])}
        rate = experiment.learning_rate if alpha else experiment.teacher_learning_rate
        return Population(nets, defensive, knobs, experiment.optimizer, rate, device)

    def batches(sets: Sequence[TransferSet], groups: int, logits: Tensor) -> Iterator[Batch]:
        return student_batches([*seeds] * groups, experiment.batch_size, dataset, sets, Outputs(logits))

    labels = {noise: [_labels(dataset, noise, seed) for seed in seeds] for _network, noise in teachers}
    # By network and noise: the teachers' answers, and those of the control's, shape (seeds, n, classes).
    answers: dict[tuple[str, float], tuple[Tensor, Tensor]] = {}
    silent = torch.zeros(len(everything), experiment.data.classes, device=device)
    for network in networks:
        noises = [noise for other, noise in teachers if other == network]
        sets = [
            _seen(ids, labels[noise][place])
            for noise in noises
            for part in ("members", "control")
            for place, ids in enumerate(getattr(own, part) for own in drawn)
        ]
        groups = 2 * len(noises)
        learning = population(network, groups, 1.0, 0.0, Stream.TEACHER_WEIGHTS)
        yield from work.train(learning, batches(sets, groups, silent), experiment.steps)
        logits = learning.logits(everything)[:, 0].unflatten(0, (len(noises), 2, len(seeds)))
        answers |= {(network, noise): (own[0], own[1]) for noise, own in zip(noises, logits, strict=True)}
    found: list[Tried] = []
    for temperature in temperatures:
        chosen = [setting for setting in wanted if setting.temperature == temperature]
        sets, heard = [], []
        for setting in chosen:
            own, control = answers[setting.teacher, setting.label_noise]
            truth = labels[setting.label_noise]
            for part, teacher in (("members", own), ("transfer", own), ("transfer", control)):
                sets += [_seen(getattr(ids, part), truth[place]) for place, ids in enumerate(drawn)]
                heard.append(teacher)
        groups = len(heard)
        students = population(experiment.student, groups, temperature, 1.0, Stream.WEIGHTS)
        yield from work.train(students, batches(sets, groups, torch.cat(heard)), experiment.steps)
        logits = students.logits(everything)[:, 0].unflatten(0, (len(chosen), groups // len(chosen), len(seeds)))
        for setting, by_student in zip(chosen, logits, strict=True):
            nets = [answers[setting.teacher, setting.label_noise][0], *by_student]
            for net, own in zip(NETS, nets, strict=True):
                found.append(_tried(net, setting, own, drawn, labels[setting.label_noise], dataset))
    order = {setting: place for place, setting in enumerate(wanted)}
    found.sort(key=lambda tried: order[Setting(*[tried.what[name] for name in Setting._fields])])  # type: ignore[arg-type]
    return AttackPart(tried=found, device=device_kind())


def _drawn(dataset: Dataset, members: int, seed: int) -> Parts:
    """Draw the images of each part, as many as there are members, from the training images."""
    shuffled = generator(Stream.MEMBERS, seed).permutation(dataset.train)[: PARTS * members]
    return Parts(*shuffled.reshape(PARTS, members))


def _labels(dataset: Dataset, noise: float, seed: int) -> NDArray[Any]:
    """Return the labels of all samples with `noise` of them wrong: an attacker asks about the label as it was given."""
    rng = generator(Stream.NOISE, seed)
    classes = int(dataset.labels.max()) + 1
    wrong = rng.random(len(dataset.labels)) < noise
    return np.where(wrong, (dataset.labels + rng.integers(1, classes, len(dataset.labels))) % classes, dataset.labels)


def _seen(ids: NDArray[Any], labels: NDArray[Any]) -> TransferSet:
    return TransferSet(ids, ids[:0], labels[ids])


def _tried(
    net: str, setting: Setting, logits: Tensor, drawn: Sequence[Parts], labels: Sequence[NDArray[Any]], dataset: Dataset
) -> Tried:
    """Measure one net of every seed; `logits` of every sample, shape (seeds, n, classes)."""
    given = torch.from_numpy(np.stack(labels)).to(logits.device)
    # In double precision: a confident net's losses on its members would all be zero, and tied.
    losses = -torch.log_softmax(logits.double(), -1).gather(-1, given[..., None])[..., 0].cpu().numpy()
    members, unseen = (np.stack([own[ids] for own, ids in zip(losses, chosen, strict=True)]) for chosen in (
        [parts.members for parts in drawn], [parts.unseen for parts in drawn]))  # fmt: skip
    right = (logits.argmax(-1).cpu().numpy() == dataset.labels)[:, dataset.test].mean(-1)
    numbers = {"auc": auc(members, unseen).tolist(), "accuracy": right.tolist()}
    return Tried(what={"net": net, **setting._asdict()}, numbers=numbers)
