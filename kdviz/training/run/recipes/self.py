"""Born-again generations: every generation of the student's own kind teaches the next."""

from kdviz.training.draws import Stream
from kdviz.training.run.workbench import Stages, Workbench


def born_again(bench: Workbench) -> Stages:
    """Train the generations before the last, which is the distilled student.

    Each begins from weights of its own; the last from those of its hard-label twin, so that the gain is a paired one.
    """
    experiment, answers = bench.experiment, None
    for generation in range(experiment.generations):
        alpha = 0.0 if answers is None else experiment.alpha
        students = bench.learners(experiment.student, Stream.GENERATIONS, generation, alpha=alpha)
        name, cost = f"{bench.stage} {generation}", experiment.student_cost
        yield from bench.study(name, students, bench.batches(answers), experiment.steps, cost=cost)
        answers = bench.answers_of(students)
        bench.extra_parameters += bench.stages[-1].parameters
    return bench.plan(bench.batches(answers))
