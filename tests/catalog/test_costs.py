import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from kdviz import catalog, networks
from kdviz.catalog import CatalogError

IMAGE = (1, 8, 8)

mlps = st.lists(st.integers(1, 40), max_size=4).map(lambda widths: "x".join(map(str, widths)) or "linear")
convnets = st.lists(st.integers(1, 12), min_size=1, max_size=3).map(lambda widths: "conv:" + "x".join(map(str, widths)))


def counted_macs(network: nn.Module, inputs: torch.Tensor) -> int:
    """Count multiply-accumulates from the shapes that flow through a real forward pass."""
    counts = []

    def count(module: nn.Module, _inputs, output: torch.Tensor) -> None:
        weight = module.weight  # every output element costs one dot product with a row of the weight
        counts.append(output[0].numel() * weight[0].numel())

    for module in network.modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            module.register_forward_hook(count)
    network(inputs)
    return sum(counts)


@given(text=mlps | convnets, classes=st.integers(2, 12))
def test_costs_equal_those_of_the_built_network(text, classes):
    cost = catalog.cost(text, IMAGE, classes)
    network = networks.build(text, IMAGE, classes, seed=0)
    parameters = sum(parameter.numel() for parameter in network.parameters())
    assert cost.parameters == parameters
    assert cost.bytes == sum(parameter.numel() * parameter.element_size() for parameter in network.parameters())
    assert cost.macs == counted_macs(network, torch.zeros(1, *IMAGE))


def test_known_sizes():
    assert catalog.cost("256x256", IMAGE, 10).parameters == 85_002
    assert catalog.cost("32", IMAGE, 10).parameters == 2_410
    assert catalog.cost("linear", (2,), 3).macs == 6


@pytest.mark.parametrize("text", ["3xx4", "", "x", "0", "16x", "conv:", "conv:8x", "8 x 8", "1e3", "-4", "conv:0", "𝟛"])
def test_what_is_no_network_is_refused_by_name(text):
    with pytest.raises(CatalogError, match="is not a network"):
        catalog.network(text)


def test_a_convnet_does_not_fit_points_or_tiny_images():
    with pytest.raises(CatalogError, match="needs images"):
        catalog.cost("conv:8", (2,), 2)
    with pytest.raises(CatalogError, match="at most 3 blocks"):
        catalog.cost("conv:2x2x2x2", IMAGE, 10)


def test_equal_networks_have_one_spelling():
    assert catalog.canonical_network(" 032X016 ") == "32x16"
    assert catalog.canonical_network("CONV:08") == "conv:8"
