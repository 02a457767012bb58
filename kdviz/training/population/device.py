"""Where tensors live, and in which precision."""

from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor


def pick_device() -> torch.device:
    """Return the GPU where there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def as_inputs(samples: NDArray[Any]) -> Tensor:
    """Return samples of a data set in torch's default precision, which networks are built in too."""
    return torch.from_numpy(samples).to(torch.get_default_dtype())
