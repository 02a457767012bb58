"""Steps that are recorded once and replayed, with a tape in place of a CUDA graph: everything but CUDA itself."""

import pytest
import torch

from kdviz import networks
from kdviz.objectives.decoupled import decoupled
from kdviz.training.population.divergence import DivergedError
from kdviz.training.population.optimizers import Adam
from kdviz.training.population.population import STEP, Population
from kdviz.training.population.stepping import Replayed, cuda_graph, recorder
from tests.devices import assert_same
from tests.training.population.tape import tape
from tests.training.population.test_population import CLASSES, IMAGE, MEMBERS, build, random_batches

pytestmark = pytest.mark.usefixtures("double")


def same(one: Population, other: Population) -> bool:
    return all(torch.equal(one.parameters[name], other.parameters[name]) for name in one.parameters)


def test_only_a_gpu_records():
    assert recorder("cpu") is None
    assert recorder("cuda") is cuda_graph


@pytest.mark.parametrize(("text", "optimizer"), [("12x9", "adam"), ("conv:4x6", "sgd")])
def test_replayed_steps_are_those_that_are_run_one_by_one(text, optimizer):
    eager, replayed = build(text, 3, optimizer), build(text, 3, optimizer)
    replayed.record = tape
    for population in (eager, replayed):
        assert list(population.train(random_batches(3, steps=8))) == [*range(1, 9)]
    assert same(eager, replayed)


def test_what_is_due_between_steps_is_done_between_replays_too(monkeypatch):
    """So high a floor changes every number that comes after."""
    populations = []
    for floor in (Adam.least, 1e-3):
        for record in (None, tape):
            monkeypatch.setattr(Adam, "seldom", 3)
            monkeypatch.setattr(Adam, "least", floor)
            populations.append(build("16", 2))
            populations[-1].record = record
            list(populations[-1].train(random_batches(2, steps=8)))
    usual, usual_replayed, high, high_replayed = populations
    assert same(usual, usual_replayed)
    assert same(high, high_replayed)
    assert not same(usual, high)


def test_an_objective_that_reads_the_step_reads_it_in_replays_too():
    populations = []
    for record in (None, tape):
        knobs = {"temperature": [4.0, 2.0], "target_weight": [1.0, 1.0], "nontarget_weight": [8.0, 2.0]}
        knobs |= {"warm_up": [6.0, 0.0], "smoothing": [0.0, 0.0], STEP: [0.0, 0.0]}
        starts = [networks.build("16", IMAGE, CLASSES, seed) for seed in range(2)]
        values = {name: torch.tensor(own) for name, own in knobs.items()}
        populations.append(Population(starts, decoupled, values, "sgd", 0.01))
        populations[-1].record = record
        list(populations[-1].train(random_batches(2, steps=8, unlabelled=0)))
    assert same(*populations)


@pytest.mark.usefixtures("device")
def test_steps_on_this_machine_s_devices_are_those_that_are_run_one_by_one():
    """Where there is a GPU, this is a CUDA graph."""
    eager, usual = build("12x9", 3), build("12x9", 3)
    eager.record = None
    for population in (eager, usual):
        list(population.train(random_batches(3, steps=8)))
    for name, values in eager.parameters.items():
        assert_same(values, usual.parameters[name], name)


def test_a_step_is_run_twice_and_then_only_replayed():
    total, calls = torch.zeros(()), []

    def step(batch):
        calls.append(batch)
        total.add_(batch["inputs"])

    take = Replayed(step, tape)
    for number in range(1, 6):
        take({"inputs": torch.tensor(float(number))})
    assert (len(calls), float(total)) == (2, 15.0)


def diverging(record, optimizer="sgd") -> Population:
    population = build("16", 2, optimizer, rates=[0.01, 0.01, 1e4, 0.01])
    population.record = record
    return population


@pytest.mark.parametrize("steps", [1, 2, 3, 6])
def test_a_runaway_is_found_out_later_and_undone_as_far(steps):
    found = []
    for record in (None, tape):
        population = diverging(record)
        with pytest.raises(DivergedError) as caught:
            list(population.train(random_batches(2, steps=steps)))
        found.append((population, caught.value.step, caught.value.seed, caught.value.member))
    assert same(found[0][0], found[1][0])
    assert found[0][1:] == found[1][1:]


def test_nobody_looks_at_students_that_have_run_away():
    """Without a look the steps go on; before one the runaway is told."""
    with pytest.raises(DivergedError) as at_once:
        list(diverging(None).train(random_batches(2, steps=9)))
    taken = diverging(tape).train(random_batches(2, steps=9), looks=[8])
    assert [next(taken) for _step in range(7)] == [1, 2, 3, 4, 5, 6, 7]
    with pytest.raises(DivergedError) as caught:
        next(taken)
    assert caught.value.step == at_once.value.step < 7


def test_a_loss_that_is_no_number_for_one_step_only_is_not_forgotten():
    batches = random_batches(2, steps=6)
    batches[2].teacher.logits[1, 0, 0] = torch.nan
    batches[3].teacher.logits[0] = torch.nan
    population = build("16", 2)
    population.record = tape
    with pytest.raises(DivergedError) as caught:
        list(population.train(batches))
    assert (caught.value.step, caught.value.seed) == (2, 1)


def test_steps_that_cannot_be_recorded_are_run_one_by_one_and_one_sentence_says_so(caplog):
    def step(batch):
        # Asks for a number, for which a device would be waited for.
        total.add_(batch["inputs"] * float(total.abs() < 1e9))

    total = torch.zeros(())
    take = Replayed(step, tape)
    for number in range(1, 6):
        take({"inputs": torch.tensor(float(number))})
    assert float(total) == 15.0
    (record,) = caplog.records
    assert record.getMessage().startswith("The steps of a population could not be recorded, so each is run by itself: ")
    assert "\n" not in record.getMessage()


def test_a_population_whose_steps_cannot_be_recorded_learns_the_same():
    def refuses(_operations):
        raise RuntimeError("CUDA error: operation not permitted")

    eager, refused = build("16", 2), build("16", 2)
    refused.record = refuses
    for population in (eager, refused):
        list(population.train(random_batches(2, steps=5)))
    assert same(eager, refused)
    assert len(MEMBERS) == eager.logits(torch.rand(3, *IMAGE)).shape[1]
