"""What every network here is."""

from torch import nn


class Network(nn.Module):
    """A module from inputs, and masks for dropout, to logits.

    Attributes
    ----------
    dropout_shapes : tuple of tuple of int
        Shape of each dropout mask for one input.
    """

    dropout_shapes: tuple[tuple[int, ...], ...]
