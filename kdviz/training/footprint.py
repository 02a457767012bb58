"""What networks take on this machine: bytes on disk and seconds for an answer."""

from collections.abc import Sequence
from functools import partial

import torch
from safetensors.torch import save

from kdviz import measures, networks
from kdviz.catalog import Shape
from kdviz.results.footprint import Footprint, Latency
from kdviz.results.machine import machine

BATCHES = (1, 64)


def footprints(names: Sequence[str], shape: Shape, classes: int) -> list[Footprint]:
    """Measure networks, such as ``"256x256"``, on inputs of `shape`, one after another, on one thread."""
    # OpenMP has a number for each thread that asks, and this may be another one than that which got the worker ready.
    torch.set_num_threads(1)
    return [_footprint(name, shape, classes) for name in names]


def _footprint(name: str, shape: Shape, classes: int) -> Footprint:
    network = networks.build(name, shape, classes, seed=0).eval()
    latencies = []
    with torch.inference_mode():
        for batch in BATCHES:
            inputs = torch.rand(batch, *shape, generator=torch.Generator().manual_seed(0))
            median, p95 = measures.latency(partial(network, inputs))
            latencies.append(Latency(median=median, p95=p95))
    return Footprint(
        network=name,
        machine=machine(),
        disk=len(save(network.state_dict())),
        latency_1=latencies[0],
        latency_64=latencies[1],
    )
