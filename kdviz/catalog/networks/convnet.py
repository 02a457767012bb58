"""Small ConvNets: blocks of 3×3 convolution, ReLU and 2×2 max-pool, then one linear layer."""

from kdviz.catalog.choice import CatalogError, Layer, NetworkFamily, Shape
from kdviz.i18n import N_

# A population's convolutions are grouped ones, which a CPU does slowly.
EFFORT = 5.0


def widths(text: str) -> tuple[int, ...]:
    """Read ``"conv:8x16"`` as (8, 16): the channels of each block."""
    return tuple(int(width) for width in text.removeprefix("conv:").split("x"))


def layers(widths: tuple[int, ...], shape: Shape, classes: int) -> tuple[Layer, ...]:
    """Return the cost of each convolution and of the linear layer, biases included.

    Raises
    ------
    CatalogError
        If the inputs are no images, or too small for so many poolings.
    """
    if len(shape) != 3:
        raise CatalogError(N_("a ConvNet needs images; for points in the plane write widths such as 32x32"))
    channels, height, width = shape
    deepest = min(height, width).bit_length() - 1
    if len(widths) > deepest:
        raise CatalogError(
            N_("images of {height}×{width} can be halved {deepest} times, so at most {deepest} blocks fit"),
            height=height,
            width=width,
            deepest=deepest,
        )
    costs = []
    for out in widths:
        costs.append(
            Layer(
                parameters=(9 * channels + 1) * out,
                macs=9 * channels * out * height * width,
                activations=out * height * width,
                effort=EFFORT,
            )
        )
        channels, height, width = out, height // 2, width // 2
    flat = channels * height * width
    costs.append(Layer(parameters=(flat + 1) * classes, macs=flat * classes, activations=classes))
    return tuple(costs)


ENTRY = NetworkFamily(
    name="convnet",
    title=N_("Small ConvNet"),
    summary=N_("Blocks of 3×3 convolution, ReLU and 2×2 max-pool, then one linear layer."),
    code="kdviz.networks.convnet:ConvNet",
    pattern=r"conv:[1-9][0-9]{0,11}(x[1-9][0-9]{0,11})*",
    ideas=("conv:8x16", "conv:16x32"),
    widths=widths,
    layers=layers,
)
