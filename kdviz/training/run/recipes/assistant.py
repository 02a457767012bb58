"""Teaching assistants: from the teacher over networks in between to the student."""

from kdviz import catalog
from kdviz.i18n import N_
from kdviz.training.draws import Stream
from kdviz.training.run.workbench import Lesson, Stages

STAGE = N_("assistant")


def assistant_chain(lesson: Lesson) -> Stages:
    """Train the assistants one after the other, each with classic distillation from the one before it."""
    experiment, answers = lesson.experiment, None
    for place, network in enumerate(experiment.networks_between):
        assistants = lesson.learners(network, Stream.ASSISTANTS, place, alpha=experiment.alpha)
        name, cost = f"{STAGE} {network}", catalog.cost(network, experiment.data.shape, experiment.data.classes)
        yield from lesson.study(name, assistants, lesson.batches(answers), experiment.steps, cost=cost)
        answers = lesson.answers_of(assistants)
        lesson.extra_parameters += lesson.stages[-1].parameters
    return lesson.plan(lesson.batches(answers))
