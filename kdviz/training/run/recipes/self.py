"""Born-again generations: every generation of the student's own kind teaches the next."""

from kdviz.i18n import N_
from kdviz.training.draws import Stream
from kdviz.training.run.workbench import Lesson, Stages

STAGE = N_("generation")


def born_again(lesson: Lesson) -> Stages:
    """Train the generations before the last, which is the distilled student.

    Each begins from weights of its own; the last from those of its hard-label twin, so that the gain is a paired one.
    """
    experiment, answers = lesson.experiment, None
    for generation in range(experiment.generations):
        alpha = 0.0 if answers is None else experiment.alpha
        students = lesson.learners(experiment.student, Stream.GENERATIONS, generation, alpha=alpha)
        name, cost = f"{STAGE} {generation}", experiment.student_cost
        yield from lesson.study(name, students, lesson.batches(answers), experiment.steps, cost=cost)
        answers = lesson.answers_of(students)
        lesson.extra_parameters += lesson.stages[-1].parameters
    return lesson.plan(lesson.batches(answers))
