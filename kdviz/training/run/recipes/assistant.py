"""Teaching assistants: from the teacher over networks in between to the student."""

from kdviz.training.draws import Stream
from kdviz.training.run.workbench import Stages, Workbench


def assistant_chain(bench: Workbench) -> Stages:
    """Train the assistants one after the other, each with classic distillation from the one before it."""
    experiment, answers = bench.experiment, None
    for place, network in enumerate(experiment.kind_card.stages[0].networks(experiment)):
        assistants = bench.learners(network, Stream.ASSISTANTS, place, alpha=experiment.alpha)
        name, cost = f"{bench.stage} {network}", experiment.cost(network)
        yield from bench.study(name, assistants, bench.batches(answers), experiment.steps, cost=cost)
        answers = bench.answers_of(assistants)
        bench.extra_parameters += bench.stages[-1].parameters
    return bench.plan(bench.batches(answers))
