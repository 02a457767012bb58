from safetensors.torch import save

from kdviz import catalog, measures, networks
from kdviz.training.footprint import footprints


def test_networks_are_measured_where_they_run():
    small, large = footprints(["8", "700x700"], (1, 8, 8), 10)
    assert small.machine == large.machine == measures.machine()
    assert measures.machine()
    for footprint in (small, large):
        for latency in (footprint.latency_1, footprint.latency_64):
            assert 0 < latency.median <= latency.p95
        network = networks.build(footprint.network, (1, 8, 8), 10, seed=3)
        assert footprint.disk == len(save(network.state_dict()))
        assert footprint.disk > catalog.cost(footprint.network, (1, 8, 8), 10).bytes
    assert large.latency_64.median > small.latency_64.median


def test_latency_leaves_the_first_calls_out():
    calls = []
    measures.latency(lambda: calls.append(None))
    assert len(calls) > 50 + 10
