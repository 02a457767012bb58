"""A small ConvNet."""

from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn
from torch.nn import functional as F

from kdviz.catalog import Shape
from kdviz.networks.network import Network, Outputs


class ConvNet(Network):
    """Blocks of 3×3 convolution with padding 1, ReLU and 2×2 max-pool; then one linear layer.

    Parameters
    ----------
    widths : sequence of int
        Channels of the blocks.
    shape : tuple of int
        ``(channels, height, width)`` of one input.
    """

    def __init__(self, widths: Sequence[int], shape: Shape, classes: int) -> None:
        super().__init__()
        channels, height, width = shape
        self.blocks = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in pairwise((channels, *widths)))
        features = widths[-1] * (height >> len(widths)) * (width >> len(widths))
        self.head = nn.Linear(features, classes)
        self.dropout_shapes = ((features,),)

    def outputs(self, inputs: Tensor, masks: Sequence[Tensor] = ()) -> Outputs:
        """Return logits and the blocks' maps before pooling; dropout silences the flattened features."""
        maps, layers = inputs, []
        for block in self.blocks:
            layers.append(F.relu(block(maps)))
            maps = F.max_pool2d(layers[-1], 2)
        features = maps.flatten(1)
        if masks:
            features = features * masks[0]
        return Outputs(self.head(features), tuple(layers))
