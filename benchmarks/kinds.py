"""The cost of a student-step of each kind, against the classic kind at the same batch; stages are timed apart."""

from collections.abc import Callable
from itertools import islice
from time import perf_counter

import torch

from benchmarks.timing import alternate, report
from kdviz import catalog, datasets
from kdviz.catalog.kinds.attention import convnets
from kdviz.experiment import Experiment
from kdviz.results import ARMS
from kdviz.training.draws import draw
from kdviz.training.run import teacher
from kdviz.training.run.steps import finish
from kdviz.training.run.workbench import Plan, Workbench

MOST, STEPS = 2.5, 40
# Seconds before the steps that are worth a line, whatever they are spent on.
LONG = 0.5
TWICE = "classic with twice the images"


def measure() -> None:
    """Print each kind's ratio on the networks that it can be had on, and what comes before the steps in seconds."""
    torch.set_num_threads(1)
    for student, teacher_network in (("32", "256x256"), ("conv:8x16", "conv:16x32")):
        knobs = {"student": student, "teacher": teacher_network, "seeds": 8, "labels": 60}
        convnet = student.startswith("conv:")
        cards = [card for card in catalog.KINDS.values() if convnet or convnets not in card.needs]
        experiments = {TWICE: Experiment(unlabeled="all", **knobs)}
        steps: dict[str, Callable[[], object]] = {TWICE: _steps(_prepared(experiments[TWICE]))}
        before: dict[str, float] = {}
        students = {TWICE: len(ARMS)}
        for card in cards:
            experiments[card.name] = Experiment(kind=card.name, **knobs)
            start = perf_counter()
            plan = _prepared(experiments[card.name])
            before[card.name] = perf_counter() - start
            steps[card.name] = _steps(plan)
            students[card.name] = len(ARMS) + len(plan.helpers)
        # A seed of mutual learning trains more students than one of the others.
        seconds = {name: taken / students[name] for name, taken in alternate(steps, rounds=3).items()}
        for card in cards:
            against = TWICE if experiments[card.name].images_a_step == experiments[TWICE].images_a_step else "classic"
            ratio = seconds[card.name] / seconds[against]
            text = f"a student-step of {card.name} on {student}, against {against}"
            report(text, ratio, "x", f"{MOST} or less", ratio <= MOST)
            if card.stages or before[card.name] > LONG:
                report(f"what comes before the steps of {card.name} on {student}", before[card.name], "s", "-", True)


def _prepared(experiment: Experiment) -> Plan:
    """Go through a kind's stages with an untrained teacher, which costs what a trained one does."""
    data = datasets.load(experiment.dataset, experiment.data_seed)
    untrained = teacher.network(experiment)
    weights = {name: values.detach().numpy() for name, values in untrained.named_parameters()}
    logits = teacher.logits_by_id(teacher.taught(experiment, weights), data)
    transfer_sets = [draw(experiment, data, seed) for seed in experiment.seed_list]
    bench = Workbench(experiment, data, transfer_sets, weights, logits)
    plan: Plan = finish(catalog.named(experiment.kind_card.recipe)(bench))
    return plan


def _steps(plan: Plan) -> Callable[[], object]:
    return lambda: [*plan.population.train(islice(plan.batches, STEPS))]
