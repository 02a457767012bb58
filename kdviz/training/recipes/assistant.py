"""Teaching assistants: from the teacher over networks in between to the student."""

from kdviz.i18n import N_
from kdviz.training.draws import Stream
from kdviz.training.lesson import Lesson, Stages

STAGE = N_("assistant")


def assistant_chain(lesson: Lesson) -> Stages:
    """Train the assistants one after the other, each with classic distillation from the one before it."""
    experiment, answers = lesson.experiment, None
    for place, network in enumerate(experiment.networks_between):
        assistants = lesson.learners(network, Stream.ASSISTANTS, place, alpha=experiment.alpha)
        yield from lesson.study(f"{STAGE} {network}", assistants, lesson.batches(answers), experiment.steps)
        answers = lesson.answers_of(assistants)
        lesson.extra_parameters += lesson.stages[-1].parameters
    return lesson.plan(lesson.batches(answers))
