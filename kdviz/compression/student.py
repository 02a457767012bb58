"""A student that can be compressed, and what its weights are where it is used."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from kdviz.compression.rounding import rounded, straight_through

Tensors = dict[str, Tensor]
WEIGHT = ".weight"


class Student(NamedTuple):
    """One student.

    Attributes
    ----------
    parameters : dict of Tensor
        Weights and biases by name, layer by layer from the inputs.
    masks : dict of Tensor
        Of each layer's weights: 0 where they are cut, else 1.
    levels : dict of Tensor, shapes ()
        Of each layer's weights: how many steps their grid has on each side of zero; 0 where they are not rounded.
    """

    parameters: Tensors
    masks: Tensors
    levels: Tensors

    @classmethod
    def of(cls, parameters: Tensors) -> "Student":
        """Return a student before any compression."""
        weights = {name: values for name, values in parameters.items() if name.endswith(WEIGHT)}
        masks = {name: torch.ones_like(values) for name, values in weights.items()}
        return cls(parameters, masks, {name: values.new_zeros(()) for name, values in weights.items()})


@dataclass(frozen=True)
class Form:
    """What a student's parameters become where it is used: masked, and rounded to their grids.

    Gradients go straight through the rounding; equal forms are equal, so that what was traced of one serves the other.

    Attributes
    ----------
    channels : collection of str
        The weights that have a scale for each output.
    activations : bool
        Whether its network rounds what goes into each layer, see `round_inputs`.
    """

    channels: Collection[str] = ()
    activations: bool = False

    def __call__(self, parameters: Tensors, held: dict[str, Tensors]) -> Tensors:
        """Return the parameters of one student as they are used; `held` are its ``masks`` and ``levels``."""
        used = {**parameters}
        for name, mask in held.get("masks", {}).items():
            used[name] = parameters[name] * mask
        for name, levels in held.get("levels", {}).items():
            used[name] = straight_through(used[name], rounded(used[name], levels, channel=name in self.channels))
        return used


def round_inputs(network: nn.Module) -> None:
    """Let each layer of `network` round what goes into it to 8 bits, each input by its own scale.

    round(x/s)·s,  s = max |x| / 127 over the input's numbers
    """

    def rounding(_layer: nn.Module, inputs: tuple[Tensor]) -> Tensor:
        (values,) = inputs
        levels = values.new_full((), 127.0)
        return straight_through(values, rounded(values, levels, channel=True))

    for layer in network.modules():
        if not [*layer.children()]:
            layer.register_forward_pre_hook(rounding)
