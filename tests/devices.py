"""The devices of this machine, and what it means there that two trainings are the same."""

import numpy as np
import torch

DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]
# Two equal runs on a GPU may differ by rounding: by 1e-10 on an H100, by nothing on an H200, measured.
ROUNDING = 1e-8


def assert_same(one, other, name: str = "") -> None:
    """Hold two results of equal trainings against each other: equal to the last bit unless a GPU rounds otherwise."""
    first, second = (
        values.cpu().numpy() if isinstance(values, torch.Tensor) else np.asarray(values) for values in (one, other)
    )
    if DEVICES == ["cpu"]:
        np.testing.assert_array_equal(first, second, err_msg=name)
    else:
        np.testing.assert_allclose(first, second, rtol=ROUNDING, atol=ROUNDING, err_msg=name)
