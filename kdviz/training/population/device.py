"""Where tensors live, and in which precision."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kdviz.catalog.device import Device, device_setting

# Steps whose draws are sent in one copy: with one for each step, a GPU would be waited for in each.
AHEAD = 32
# Otherwise two equal trainings of a ConvNet end 2e-5 apart in a weight, and 0.02 from a processor's (on an H200).
torch.backends.cudnn.deterministic = True
torch.backends.cudnn.allow_tf32 = False


def device_kind() -> Device:
    """Return the kind of device on which this process trains: a GPU, unless ``KDVIZ_DEVICE`` or torch has none."""
    return "cuda" if device_setting() != "cpu" and torch.cuda.is_available() else "cpu"


def pick_device() -> torch.device:
    """Return the device on which this process trains."""
    return torch.device(device_kind())


def as_inputs(samples: NDArray[Any]) -> Tensor:
    """Return samples of a data set in torch's default precision, which networks are built in too."""
    return torch.from_numpy(samples).to(torch.get_default_dtype())


def sent_ahead(drawn: Iterator[tuple[NDArray[Any], ...]], device: torch.device) -> Iterator[tuple[Tensor, ...]]:
    """Yield the arrays that are drawn for each step as tensors on `device`; those of several steps are sent together.

    How many they are changes nothing of what is drawn.
    """
    while steps := [*islice(drawn, AHEAD)]:
        sent = [torch.from_numpy(np.stack(arrays)).to(device) for arrays in zip(*steps, strict=True)]
        yield from zip(*(arrays.unbind() for arrays in sent), strict=True)
