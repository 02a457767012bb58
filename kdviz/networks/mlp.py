"""A multilayer perceptron."""

from collections.abc import Sequence
from itertools import pairwise
from math import prod

from torch import Tensor, nn
from torch.nn import functional as F

from kdviz.catalog import Shape
from kdviz.networks.network import Network, Outputs


class MLP(Network):
    """Linear layers with ReLU between them; `widths` are those of the hidden layers, none for a linear model."""

    def __init__(self, widths: Sequence[int], shape: Shape, classes: int) -> None:
        super().__init__()
        sizes = (prod(shape), *widths, classes)
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))
        self.dropout_shapes = tuple((width,) for width in widths)

    def outputs(self, inputs: Tensor, masks: Sequence[Tensor] = ()) -> Outputs:
        """Return logits and the hidden layers' activations, which are what dropout silences."""
        hidden, layers = inputs.flatten(1), []
        for index, layer in enumerate(self.layers):
            hidden = layer(hidden)
            if index < len(self.layers) - 1:
                hidden = F.relu(hidden)
                if masks:
                    hidden = hidden * masks[index]
                layers.append(hidden)
        return Outputs(hidden, tuple(layers))
