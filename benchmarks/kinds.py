"""What each kind of distillation costs a student-step, against the classic one at the same batch; stages apart."""

from collections.abc import Callable
from itertools import islice
from time import perf_counter

import torch

from benchmarks.timing import alternate, report
from kdviz import catalog, datasets
from kdviz.experiment import Experiment
from kdviz.training import teacher
from kdviz.training.draws import draw
from kdviz.training.going import finish
from kdviz.training.lesson import Lesson, Plan

MOST, STEPS = 2.5, 40


def measure() -> None:
    """Print each kind's ratio on the networks that it can be had on, and what comes before the steps in seconds."""
    torch.set_num_threads(1)
    for student, teacher_network in (("32", "256x256"), ("conv:8x16", "conv:16x32")):
        knobs = {"student": student, "teacher": teacher_network, "seeds": 8, "labels": 60}
        convnet = student.startswith("conv:")
        steps: dict[str, Callable[[], object]] = {}
        before: dict[str, float] = {}
        kinds = [kind for kind, card in catalog.KINDS.items() if convnet or "convnet" not in card.needs]
        for kind in kinds:
            card = catalog.KINDS[kind]
            start = perf_counter()
            plan = _prepared(Experiment(kind=kind, **knobs))
            before[kind] = perf_counter() - start
            steps[kind] = _steps(plan)
            if card.brings_images or "unlabelled images" in card.needs:
                # Twice the images a step: held against the classic kind with as many.
                steps["classic, twice the images"] = _steps(_prepared(Experiment(unlabeled="all", **knobs)))
        seconds = alternate(steps, rounds=3)
        for kind in kinds:
            card = catalog.KINDS[kind]
            twice = card.brings_images or "unlabelled images" in card.needs
            ratio = seconds[kind] / seconds["classic, twice the images" if twice else "classic"]
            report(f"a step of {kind} on {student}, against classic", ratio, "x", f"{MOST} or less", ratio <= MOST)
            if card.stages:
                report(f"what comes before the steps of {kind} on {student}", before[kind], "s", "-", True)


def _prepared(experiment: Experiment) -> Plan:
    """Go through a kind's stages with an untrained teacher, which costs what a trained one does."""
    data = datasets.load(experiment.dataset, experiment.data_seed)
    untrained = teacher.network(experiment)
    weights = {name: values.detach().numpy() for name, values in untrained.named_parameters()}
    logits = teacher.logits_by_id(teacher.taught(experiment, weights), data)
    transfer_sets = [draw(experiment, data, seed) for seed in experiment.seed_list]
    lesson = Lesson(experiment, data, transfer_sets, weights, logits)
    plan: Plan = finish(catalog.named(experiment.kind_card.recipe)(lesson))
    return plan


def _steps(plan: Plan) -> Callable[[], object]:
    return lambda: [*plan.population.train(islice(plan.batches, STEPS))]
