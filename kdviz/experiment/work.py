"""What an experiment has to compute, in effective multiply-accumulates; a backward pass counts as two forward ones."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from kdviz import catalog
from kdviz.catalog.limits import TEACHER_BATCH

if TYPE_CHECKING:
    from kdviz.experiment.experiment import Experiment

# What it takes to make one synthetic image, whatever the number of seeds, and each of its numbers, in each seed.
A_MADE_IMAGE, A_MADE_NUMBER = 1.6e5, 730.0


def step_work(experiment: Experiment) -> float:
    """Return what one step of all students and seeds takes, and the teacher's answers to images that it brings."""
    between = sum(_effort(experiment, text) for text in experiment.networks_between)
    students = 3 * (experiment.students_a_seed * experiment.student_cost.effort + between) * experiment.images_a_step
    asked = experiment.batch_size * experiment.teacher_cost.effort if experiment.kind_card.brings_images else 0.0
    return experiment.seeds * (students + asked)


def stage_work(experiment: Experiment) -> float:
    """Return what comes before the steps, other than networks of their own: a hint stage, or the making of images."""
    made = experiment.made_images
    making = made * (A_MADE_IMAGE + A_MADE_NUMBER * experiment.seeds * prod(experiment.data.shape))
    steps = experiment.hinted_steps
    if not steps:
        return making
    hinted = experiment.student_cost.effort + _regression(experiment)
    return making + 3 * experiment.seeds * hinted * experiment.images_a_step * steps


def first_teacher_work(experiment: Experiment) -> float:
    """Return what the training of one teacher takes, such as of the first, which is kept for other experiments."""
    return 3 * experiment.teacher_cost.effort * TEACHER_BATCH * experiment.teacher_steps


def teacher_work(experiment: Experiment) -> float:
    """Return what the training of all teachers takes."""
    return (1 + experiment.further_teachers) * first_teacher_work(experiment)


def _effort(experiment: Experiment, network: str) -> float:
    return catalog.cost(network, experiment.data.shape, experiment.data.classes).effort


def _regression(experiment: Experiment) -> int:
    """Return the multiply-accumulates of the map from the student's middle layer to the teacher's."""
    shape, classes = experiment.data.shape, experiment.data.classes
    student, teacher = (catalog.middle_layer(text, shape, classes) for text in (experiment.student, experiment.teacher))
    if student.pixels == teacher.pixels:
        return student.channels * teacher.channels * student.pixels
    return student.channels * student.pixels * teacher.channels * teacher.pixels
