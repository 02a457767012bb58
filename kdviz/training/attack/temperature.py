"""Does a high temperature defend? Nets trained as usual, at T, distilled at T and on attacked images, under attack."""

import base64
from collections.abc import Generator, Iterator
from functools import partial

import torch
from safetensors.numpy import save
from torch import Tensor

from kdviz import datasets
from kdviz.attacks.defensive import defensive
from kdviz.attacks.gradients import answer_of, input_gradient, is_zero
from kdviz.attacks.linf import moved, pgd
from kdviz.datasets import Dataset
from kdviz.experiment.attack import FOLLOWED, IMAGES, Attack
from kdviz.networks import Network, Outputs
from kdviz.results import Arrays
from kdviz.results.attack import AttackPart, Tried
from kdviz.training.attack.population import Attacked, Parameters, Work, hardened
from kdviz.training.batches import student_batches
from kdviz.training.draws import draw
from kdviz.training.population.device import as_inputs, device_kind, pick_device
from kdviz.training.population.population import Batch, Population
from kdviz.training.run import teacher
from kdviz.training.run.students import untaught
from kdviz.training.schedule import Clock

NETS = ("plain", "at_temperature", "distilled", "hardened")
# Trainings one after the other: the first has two members a seed.
STAGES = 3
# What an attack goes by that never saw the net: the gradient of a teacher that learned as usual.
OTHER = "other net"

Try = tuple[str, str, float]


def temperature(
    attack: Attack, teacher_weights: Arrays, _clock: Clock | None = None
) -> Generator[float | None, None, AttackPart]:
    """Train the nets of some seeds and attack them.

    Yields
    ------
    float or None
        After every step: the share that is done, or None while that is no news.
    """
    dataset = datasets.load(attack.experiment.dataset, attack.experiment.data_seed)
    tries = _tries(attack)
    work = Work(STAGES * attack.experiment.steps + len(tries) * len(attack.bounds))
    everything = as_inputs(dataset.inputs).to(pick_device())
    span = (float(everything.min()), float(everything.max()))
    network, nets = yield from _trained(attack, dataset, everything, span, work)
    other = teacher.taught(attack.experiment, teacher_weights).to(pick_device())
    found = yield from _tried(attack, Attacked(network, nets), other, dataset, tries, span, work)
    weights = ""
    if attack.experiment.student_cost.parameters <= FOLLOWED:
        first = {
            f"{net}/{name}": values[place : place + 1].cpu().numpy()
            for name, values in nets.items()
            for place, net in enumerate(NETS)
        }
        weights = base64.b64encode(save(first)).decode("ascii")
    return AttackPart(tried=found, weights=weights, device=device_kind())


def _trained(
    attack: Attack, dataset: Dataset, everything: Tensor, span: tuple[float, float], work: Work
) -> Generator[float | None, None, tuple[Network, Parameters]]:
    """Train all nets, and return one of their shape with the parameters of all: those of the first seed come first.

    The distilled net's teacher is the net of the same seed that is trained at T by the labels, as Papernot has it.
    """
    experiment, device = attack.experiment, pick_device()
    seeds, hot = experiment.seed_list, experiment.temperature
    transfer_sets = [draw(experiment, dataset, seed) for seed in seeds]

    def population(temperatures: list[float], alpha: float) -> Population:
        knobs = {"temperature": torch.tensor(temperatures), "alpha": torch.full((len(temperatures),), alpha)}
        nets = untaught(experiment, experiment.student, seeds=seeds)
        return Population(nets, defensive, knobs, experiment.optimizer, experiment.learning_rate, device)

    def batches(logits: Tensor) -> Iterator[Batch]:
        return student_batches(seeds, experiment.batch_size, dataset, transfer_sets, Outputs(logits))

    silent = torch.zeros(len(everything), experiment.data.classes, device=device)
    by_labels = population([1.0, hot], 0.0)
    yield from work.train(by_labels, batches(silent), experiment.steps)
    taught = population([hot], 1.0)
    yield from work.train(taught, batches(by_labels.logits(everything)[:, 1]), experiment.steps)
    hard = population([1.0], 0.0)
    largest = attack.bound * (span[1] - span[0])
    yield from work.train(hard, hardened(batches(silent), hard, largest, *span), experiment.steps)
    stacked = [population.parameters for population in (by_labels, taught, hard)]
    names = by_labels.parameters
    nets = {name: torch.cat([own[name] for own in stacked], dim=1).flatten(0, 1) for name in names}
    return by_labels.network, nets


def _tried(
    attack: Attack,
    nets: Attacked,
    other: Network,
    dataset: Dataset,
    tries: list[Try],
    span: tuple[float, float],
    work: Work,
) -> Generator[float | None, None, list[Tried]]:
    """Attack all nets in all ways within all bounds; `other` is the net that attacks are transferred from."""
    seeds, hot = attack.experiment.seeds, attack.experiment.temperature
    chosen = dataset.test[:IMAGES]
    images = as_inputs(dataset.inputs[chosen]).to(pick_device())
    labels = torch.from_numpy(dataset.labels[chosen]).to(pick_device())
    count = seeds * len(NETS)
    clean = images.expand(count, *images.shape)
    of_other = input_gradient(answer_of(other, dict(other.named_parameters())), labels)
    found: list[Tried] = []

    def note(perturbed: Tensor, slopes: Tensor, **how: str | float) -> None:
        right = nets.right(perturbed.expand(clean.shape), labels)
        zero = is_zero(slopes.flatten(0, -images.ndim)).view(-1, len(images)).double().mean(1)
        accuracy, zeros = (values.expand(count).view(seeds, len(NETS)).cpu() for values in (right, zero))
        for place, net in enumerate(NETS):
            own = hot if net in ("at_temperature", "distilled") else 1.0
            numbers = {"accuracy": accuracy[:, place].tolist(), "zero_gradients": zeros[:, place].tolist()}
            found.append(Tried(what={"net": net, "temperature": own, **how}, numbers=numbers))

    published = nets.gradients(clean, labels, 1.0)
    note(clean, published, attack="none", on="published", attacker_temperature=1.0, bound=0.0)
    for method, on, divisor in tries:
        how: dict[str, str | float] = {"attack": method, "on": on, "attacker_temperature": divisor}
        gradient = of_other if on == OTHER else partial(nets.gradients, labels=labels, temperature=divisor)
        begin = images if on == OTHER else clean
        slopes = gradient(begin)
        for bound in attack.bounds:
            yield work.step()
            largest = bound * (span[1] - span[0])
            perturbed = (
                moved(begin, slopes, largest, *span) if method == "fgsm" else pgd(gradient, begin, largest, *span)
            )
            note(perturbed, slopes, **how, bound=bound)
    return found


def _tries(attack: Attack) -> list[Try]:
    """Return the attacks: the method, what it goes by, and what the attacker divides logits by."""
    hot = attack.experiment.temperature
    named = {divisor: "published" if divisor == 1 else "logits/T" for divisor in attack.attacker_temperatures}
    tries = [("fgsm", on, divisor) for divisor, on in named.items()]
    tries += [("pgd", named[divisor], divisor) for divisor in dict.fromkeys([1.0, hot])]
    return [*tries, ("fgsm", OTHER, 1.0), ("pgd", OTHER, 1.0)]
