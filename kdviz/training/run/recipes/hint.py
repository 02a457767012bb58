"""FitNets: the lower half of the student learns from a hint, then all of it from the teacher's answers."""

import torch

from kdviz.catalog.layers import middle
from kdviz.networks import drawn_from
from kdviz.objectives.hint import Regressor, hint
from kdviz.training.draws import Stream, torch_seed
from kdviz.training.population.device import pick_device
from kdviz.training.population.population import Hidden, Population
from kdviz.training.run.students import untaught
from kdviz.training.run.workbench import DISTILLED, Stages, Workbench


def hint_then_classic(bench: Workbench) -> Stages:
    """Train the hint stage, then let the distilled students begin from there; the other arms begin from the start."""
    experiment = bench.experiment
    students = untaught(experiment, experiment.student)
    image = bench.inputs[:1]
    teacher_layer = middle(bench.teacher.outputs(image.to(pick_device())).layers)[0].shape[1:]
    student_layer = middle(students[0].outputs(image).layers)[0].shape[1:]
    regressors = []
    for seed in experiment.seed_list:
        with drawn_from(torch_seed(Stream.COMPANIONS, seed)):
            regressors.append(Regressor(tuple(student_layer), tuple(teacher_layer)))
    population = Population(
        students,
        hint,
        {"weight": torch.ones(1)},
        experiment.optimizer,
        experiment.learning_rate,
        pick_device(),
        hidden=Hidden(middle, regressors),
    )
    steps: int = experiment.hint_steps
    yield from bench.study(bench.stage, population, bench.batches(reads=middle), steps, cost=None)
    bench.extra_parameters = population.trained_parameters - experiment.student_cost.parameters
    plan = bench.plan()
    plan.population.begin_from(DISTILLED, population.parameters)
    return plan
