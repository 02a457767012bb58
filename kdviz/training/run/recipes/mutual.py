"""Deep mutual learning: the distilled student and its peers teach each other."""

from collections.abc import Generator, Iterator
from dataclasses import replace

import torch

from kdviz.i18n import N_
from kdviz.networks import Outputs
from kdviz.training.draws import Stream
from kdviz.training.population.population import Batch, Population
from kdviz.training.run.students import arms_population, untaught
from kdviz.training.run.workbench import DISTILLED, Plan, Workbench

COHORT = slice(DISTILLED.start, None)
PEER = N_("peer")


def mutual_learning(bench: Workbench) -> Generator[None, None, Plan]:
    """Return the plan with peers as helpers, each from a start of its own; the distilled student has its twin's."""
    yield from ()
    experiment = bench.experiment
    peers: int = experiment.peers
    population = arms_population(experiment, helpers=peers)
    for place in range(peers):
        starts, _buffers = torch.func.stack_module_state(untaught(experiment, experiment.student, Stream.PEERS, place))
        peer = slice(COHORT.start + 1 + place, COHORT.start + 2 + place)
        population.begin_from(peer, {name: values.detach()[:, None] for name, values in starts.items()})
    bench.extra_parameters = peers * experiment.student_cost.parameters
    names = tuple(f"{PEER} {place}" for place in range(1, peers + 1))
    return Plan(population, _with_cohort(bench.batches(), population), names)


def _with_cohort(batches: Iterator[Batch], population: Population) -> Iterator[Batch]:
    """Yield batches with what the cohort says of them when they are asked for, which is right before their step."""
    for batch in batches:
        yield replace(batch, teacher=Outputs(population.own_logits(batch.inputs, COHORT)))
