from importlib import import_module

import pytest
from safetensors.torch import save

from kdviz import catalog, measures, networks
from kdviz.results.machine import machine
from kdviz.training.footprint import footprints


def test_networks_are_measured_where_they_run():
    small, large = footprints(["8", "700x700"], (1, 8, 8), 10)
    assert small.machine == large.machine == machine()
    assert machine()
    for footprint in (small, large):
        for latency in (footprint.latency_1, footprint.latency_64):
            assert 0 < latency.median <= latency.p95
        network = networks.build(footprint.network, (1, 8, 8), 10, seed=3)
        assert footprint.disk == len(save(network.state_dict()))
        assert footprint.disk > catalog.cost(footprint.network, (1, 8, 8), 10).bytes
    assert large.latency_64.median > small.latency_64.median


def test_latency_leaves_the_first_calls_out(monkeypatch):
    clock, calls = [0.0], []

    def first_ones_slow() -> None:
        calls.append(None)
        clock[0] += 1.0 if len(calls) <= 10 else 0.001

    monkeypatch.setattr(import_module("kdviz.measures.latency"), "perf_counter", lambda: clock[0])
    assert measures.latency(first_ones_slow) == pytest.approx((0.001, 0.001))
