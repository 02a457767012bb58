"""Where ConvNets look: the attention maps of teacher and students on the same images."""

import torch
from torch import Tensor

from kdviz.catalog.layers import every
from kdviz.networks import Network
from kdviz.objectives.attention import attention_map
from kdviz.results import Arrays
from kdviz.training.population.device import pick_device
from kdviz.training.population.population import Population

# Of a block's maps: images, channels, height, width.
DIMENSIONS = 4


def attention_maps(population: Population, members: list[int], teacher: Network, inputs: Tensor) -> Arrays:
    """Return the maps that attention transfer compares, whatever the students were trained on.

    Parameters
    ----------
    members : list of int
        The c students of a seed that are looked at.
    inputs : Tensor, shape (n, *shape)

    Returns
    -------
    dict of ndarray
        For each block that both networks have, ``attention_<block>`` of shape (n, 1 + c, height, width), unit vectors
        as 16-bit floats: the teacher's map, then those of the first seed's students; and ``attention_alike`` of shape
        (blocks, seeds, c, n), the cosines between the students' maps and the teacher's. Nothing where either is no
        ConvNet.
    """
    theirs = teacher.outputs(inputs).layers
    if not all(_are_maps(network.outputs(inputs[:1]).layers) for network in (teacher, population.network.cpu())):
        return {}
    images = inputs.to(pick_device())
    # One seed at a time: what all say at once could fill the memory.
    own = [
        _maps_of(population.layers(images, every, slice(seed, seed + 1)), members) for seed in range(population.seeds)
    ]
    found, alike = {}, []
    for block, (taught, size) in enumerate((attention_map(layer), layer.shape[2:]) for layer in theirs[: len(own[0])]):
        students = torch.stack([maps[block] for maps in own])
        both = torch.cat([taught[None], students[0]]).transpose(0, 1).unflatten(-1, size)
        found[f"attention_{block}"] = both.to(torch.float16).numpy()
        alike.append((students * taught).sum(-1))
    return found | {"attention_alike": torch.stack(alike).numpy()}


def _are_maps(layers: tuple[Tensor, ...]) -> bool:
    return bool(layers) and layers[0].ndim == DIMENSIONS


def _maps_of(layers: tuple[Tensor, ...], members: list[int]) -> list[Tensor]:
    """Return one seed's maps of each block, shapes (c, n, height × width), from layers of shapes (1, members, n, …)."""
    chosen = [layer[0, members] for layer in layers]
    return [attention_map(layer.flatten(0, 1)).unflatten(0, layer.shape[:2]).cpu() for layer in chosen]
