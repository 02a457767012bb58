import pytest
import torch
from torch.nn import functional as F

from kdviz import networks

TEXTS = ["linear", "7", "5x6", "conv:3", "conv:4x5"]


@pytest.mark.parametrize("text", TEXTS)
def test_initial_weights_follow_from_the_seed_alone(text):
    torch.manual_seed(0)
    before = torch.random.get_rng_state()
    first = networks.build(text, (1, 8, 8), 10, seed=5)
    assert torch.equal(torch.random.get_rng_state(), before)
    torch.manual_seed(99)
    again, other = networks.build(text, (1, 8, 8), 10, seed=5), networks.build(text, (1, 8, 8), 10, seed=6)
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), again.parameters(), strict=True))
    assert not all(torch.equal(a, b) for a, b in zip(first.parameters(), other.parameters(), strict=True))


def test_an_mlp_is_linear_layers_with_relu_between():
    network = networks.build("5x6", (1, 8, 8), 10, seed=0)
    inputs = torch.rand(3, 1, 8, 8)
    hidden = inputs.reshape(3, 64)
    for layer in network.layers[:-1]:
        hidden = (hidden @ layer.weight.T + layer.bias).clamp(min=0)
    expected = hidden @ network.layers[-1].weight.T + network.layers[-1].bias
    torch.testing.assert_close(network(inputs), expected)


def test_a_convnet_is_padded_convolution_relu_pooling_and_a_linear_layer():
    network = networks.build("conv:4x5", (1, 8, 8), 10, seed=0)
    maps = torch.rand(3, 1, 8, 8)
    inputs = maps
    for block in network.blocks:
        maps = F.conv2d(maps, block.weight, block.bias, padding=1).relu()
        maps = maps.unfold(2, 2, 2).unfold(3, 2, 2).amax((-1, -2))
    expected = maps.reshape(3, -1) @ network.head.weight.T + network.head.bias
    torch.testing.assert_close(network(inputs), expected)


@pytest.mark.parametrize("text", TEXTS)
def test_masks_of_ones_change_nothing_and_of_zeros_silence(text):
    network = networks.build(text, (1, 8, 8), 10, seed=0)
    inputs = torch.rand(3, 1, 8, 8)
    ones = [torch.ones(3, *shape) for shape in network.dropout_shapes]
    torch.testing.assert_close(network(inputs, ones), network(inputs))
    if ones:
        silenced = network(inputs, [torch.zeros_like(mask) for mask in ones])
        assert torch.equal(silenced, silenced[:1].expand_as(silenced))
