"""The kinds of device that students train on."""

import os
from typing import Literal, get_args

from kdviz.catalog.closest import not_one_of

Device = Literal["cpu", "cuda"]
DEVICES: tuple[Device, ...] = get_args(Device)
AUTO = "auto"


def device_setting() -> str:
    """Return what ``KDVIZ_DEVICE`` says: a `Device`, or ``"auto"`` for a GPU where there is one.

    Raises
    ------
    CatalogError
        If it says something else.
    """
    setting = os.environ.get("KDVIZ_DEVICE") or AUTO
    if setting not in (AUTO, *DEVICES):
        raise not_one_of("KDVIZ_DEVICE", setting, (AUTO, *DEVICES))
    return setting
