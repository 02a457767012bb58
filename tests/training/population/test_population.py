import gc
from weakref import ref

import pytest
import torch

from kdviz import networks
from kdviz.networks import Outputs
from kdviz.objectives.classic import classic
from kdviz.training.population.device import pick_device
from kdviz.training.population.divergence import DivergedError
from kdviz.training.population.population import Batch, Population
from tests.devices import assert_same
from tests.training.reference import train_one

pytestmark = pytest.mark.usefixtures("double", "device")

IMAGE, CLASSES, STEPS, ROWS = (1, 8, 8), 10, 25, 12
MEMBERS = [
    {"temperature": 4.0, "alpha": 0.0, "smoothing": 0.0},
    {"temperature": 4.0, "alpha": 0.0, "smoothing": 0.1},
    {"temperature": 2.0, "alpha": 0.9, "smoothing": 0.0},
    {"temperature": 20.0, "alpha": 1.0, "smoothing": 0.0},
]
RATES = [0.01, 0.02, 0.005, 0.01]
OPTIMIZERS = {
    "adam": torch.optim.Adam,
    "sgd": lambda parameters, lr: torch.optim.SGD(parameters, lr=lr, momentum=0.9),
}


def build(text: str, seeds: int, optimizer: str = "adam", members=MEMBERS, rates=RATES) -> Population:
    knobs = {name: torch.tensor([member[name] for member in members]) for name in members[0]}
    starts = [networks.build(text, IMAGE, CLASSES, seed) for seed in range(seeds)]
    return Population(starts, classic, knobs, optimizer, torch.tensor(rates), pick_device())


def random_batches(seeds: int, steps: int = STEPS, unlabelled: int = 4) -> list[Batch]:
    generator = torch.Generator().manual_seed(8)
    rows, device = ROWS + unlabelled, pick_device()
    return [
        Batch(
            torch.rand(seeds, rows, *IMAGE, generator=generator).to(device),
            torch.randint(CLASSES, (seeds, ROWS), generator=generator).to(device),
            Outputs(4 * torch.randn(seeds, rows, CLASSES, generator=generator).to(device)),
        )
        for _step in range(steps)
    ]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("text", ["linear", "16", "12x9", "conv:4x6"])
def test_a_population_equals_single_trainings(text, optimizer):
    seeds, batches = 3, random_batches(3)
    population = build(text, seeds, optimizer)
    assert list(population.train(batches)) == list(range(1, STEPS + 1))
    inputs = torch.rand(5, *IMAGE).to(pick_device())
    logits = population.logits(inputs)
    assert logits.shape == (seeds, len(MEMBERS), 5, CLASSES)
    for seed in range(seeds):
        own = [(batch.inputs[seed], batch.labels[seed], batch.teacher.logits[seed]) for batch in batches]
        for place, (member, rate) in enumerate(zip(MEMBERS, RATES, strict=True)):
            single = networks.build(text, IMAGE, CLASSES, seed).to(pick_device())
            start = [parameter.detach().clone() for parameter in single.parameters()]
            train_one(single, own, OPTIMIZERS[optimizer](single.parameters(), lr=rate), **member)
            assert any((a - b).abs().max() > 1e-2 for a, b in zip(start, single.parameters(), strict=True))
            for name, parameter in single.named_parameters():
                torch.testing.assert_close(population.parameters[name][seed, place], parameter, rtol=1e-9, atol=1e-9)
            torch.testing.assert_close(logits[seed, place], single(inputs), rtol=1e-9, atol=1e-9)


def test_a_member_does_not_depend_on_its_neighbours():
    batches = random_batches(2)
    both = build("16", 2)
    alone = build("16", 2, members=MEMBERS[2:3], rates=RATES[2:3])
    for population in (both, alone):
        list(population.train(batches))
    for name, values in alone.parameters.items():
        torch.testing.assert_close(values[:, 0], both.parameters[name][:, 2], rtol=1e-9, atol=1e-9)


def test_members_of_a_seed_start_alike_and_seeds_apart():
    parameters = build("16", 2).parameters
    for values in parameters.values():
        assert torch.equal(values[:, :1].expand_as(values), values)
        assert not torch.equal(values[0], values[1])


def test_masks_silence_units_in_training():
    population = build("16", 1)
    before = {name: values.clone() for name, values in population.parameters.items()}
    (batch,) = random_batches(1, steps=1)
    masks = (torch.zeros(1, ROWS + 4, 16).to(pick_device()),)
    list(population.train([Batch(batch.inputs, batch.labels, batch.teacher, masks)]))
    assert torch.equal(population.parameters["layers.0.weight"], before["layers.0.weight"])
    assert not torch.equal(population.parameters["layers.1.bias"], before["layers.1.bias"])


@pytest.mark.parametrize("steps", [3, 6])
def test_divergence_names_the_step_and_the_member_and_keeps_the_weights_from_before(steps):
    """The third member alone runs away; its last step counts too."""
    rates = [0.01, 0.01, 1e4, 0.01]
    batches = random_batches(2, steps=6)
    population = build("16", 2, optimizer="sgd", rates=rates)
    with pytest.raises(DivergedError) as caught:
        list(population.train(batches[:steps]))
    assert caught.value.member == 2
    assert 1 <= caught.value.step <= steps
    until_then = build("16", 2, optimizer="sgd", rates=rates)
    taken = until_then.train(batches)
    for _step in range(caught.value.step - 1):
        next(taken)
    for name, values in until_then.parameters.items():
        assert_same(values, population.parameters[name], name)


def test_a_runaway_last_step_is_a_divergence_and_undone():
    population, untrained = build("16", 1, optimizer="sgd", rates=[1e4] * len(MEMBERS)), build("16", 1)
    with pytest.raises(DivergedError) as caught:
        list(population.train(random_batches(1, steps=1)))
    assert caught.value.step == 1
    for name, values in untrained.parameters.items():
        assert torch.equal(values, population.parameters[name])


def test_a_seed_s_divergence_names_that_seed():
    batches = random_batches(2, steps=4)
    batches[2].teacher.logits[1, 0, 0] = torch.nan
    with pytest.raises(DivergedError) as caught:
        list(build("16", 2).train(batches))
    assert (caught.value.step, caught.value.seed) == (2, 1)


def test_a_population_that_nobody_holds_is_gone_at_once():
    population = build("16", 2)
    assert list(population.train(random_batches(2, steps=3))) == [1, 2, 3]
    gone = ref(population)
    gc.disable()
    try:
        del population
        assert gone() is None
    finally:
        gc.enable()
