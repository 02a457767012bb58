"""What every network here is."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import NamedTuple

from torch import Tensor, nn


class Outputs(NamedTuple):
    """What a network puts out.

    Attributes
    ----------
    logits : Tensor, shape (n, classes)
    layers : tuple of Tensor
        Of its hidden layers after ReLU, from the inputs upwards: (n, width), or maps (n, channels, height, width)
        before they are pooled.
    """

    logits: Tensor
    layers: tuple[Tensor, ...] = ()


class Network(nn.Module):
    """A module from inputs, and masks for dropout, to logits.

    Attributes
    ----------
    dropout_shapes : tuple of tuple of int
        Shape of each dropout mask for one input.
    """

    dropout_shapes: tuple[tuple[int, ...], ...]

    @abstractmethod
    def outputs(self, inputs: Tensor, masks: Sequence[Tensor] = ()) -> Outputs:
        """Return logits and what the hidden layers put out.

        Parameters
        ----------
        inputs : Tensor, shape (n, *shape)
        masks : sequence of Tensor, shapes (n, *dropout_shape)
            What activations are multiplied with (dropout); none outside training.
        """

    def forward(self, inputs: Tensor, masks: Sequence[Tensor] = ()) -> Tensor:
        """Return logits of shape (n, classes); parameters as of `outputs`."""
        return self.outputs(inputs, masks).logits
