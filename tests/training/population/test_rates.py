"""Learning rates that change while a population trains."""

from itertools import repeat

import torch

from kdviz import networks
from kdviz.networks import Outputs
from kdviz.objectives.supervised import supervised
from kdviz.training.population.population import Batch, Population


def moved(share):
    """Return how far the first step goes when the rates are slowed to `share`."""
    network = networks.build("4", (2,), 3, 0)
    population = Population([network], supervised, {"smoothing": torch.zeros(2)}, "sgd", torch.tensor([0.1, 0.2]))
    before = population.parameters["layers.0.weight"].clone()
    population.slow_to(0.9)
    population.slow_to(share)
    batch = Batch(torch.ones(1, 6, 2), torch.arange(6)[None] % 3, Outputs(torch.zeros(1, 6, 3)))
    for step in population.train(repeat(batch)):
        if step == 1:
            break
    return population.parameters["layers.0.weight"] - before


def test_every_member_goes_a_share_of_its_own_rate():
    whole = moved(1.0)
    torch.testing.assert_close(whole[:, 1], 2 * whole[:, 0])
    torch.testing.assert_close(moved(0.25), whole / 4)
    assert torch.equal(moved(0.0), torch.zeros_like(whole))
