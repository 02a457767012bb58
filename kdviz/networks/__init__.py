"""Plain modules for one model. One file a family."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from kdviz import catalog
from kdviz.catalog import Shape
from kdviz.networks.network import Network, Outputs


def build(text: str, shape: Shape, classes: int, seed: int) -> Network:
    """Build the network `text` with initial weights that follow from `seed` alone.

    Parameters
    ----------
    text : str
        Such as ``"256x256"``, ``"linear"`` or ``"conv:8x16"``.
    shape : tuple of int
        Of one input.
    classes : int
        Number of outputs.
    seed : int
        The global generator is left as it was.
    """
    family, widths = catalog.network(text)
    with drawn_from(seed):
        module: Network = catalog.named(family.code)(widths, shape, classes)
    return module


@contextmanager
def drawn_from(seed: int) -> Iterator[None]:
    """Let torch's global generator follow from `seed`, and be as it was afterwards."""
    with torch.random.fork_rng(devices=[]):
        # torch.manual_seed looks for every kind of accelerator, which takes longer than initializing a small network.
        torch.default_generator.manual_seed(seed)
        yield
