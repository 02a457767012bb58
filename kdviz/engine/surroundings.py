"""The machine and its settings, as far as workers need them: looked at before anything is started."""

import ctypes
import os
import runpy
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from distributed.comm.addressing import get_address_host_port

from kdviz.catalog.device import device_setting

# What a cluster of our own is told on its standard input.
GROW, SHRINK = "grow", "shrink"


def is_address(text: str) -> bool:
    """Return whether `text` may be a scheduler's address: a host and a port, perhaps after a scheme that Dask knows."""
    try:
        host, port = get_address_host_port(text)
    except ValueError:
        return False
    return bool(host) and 0 < port < 65536


def gpus() -> list[str]:
    """Return the GPUs that this process may use, as CUDA_VISIBLE_DEVICES names them; torch is not imported for that.

    Raises
    ------
    CatalogError
        If ``KDVIZ_DEVICE`` cannot be read.
    """
    if device_setting() == "cpu" or not is_built_for_cuda():
        return []
    named = os.environ.get("CUDA_VISIBLE_DEVICES")
    count = _visible_gpus()
    return [*(named.split(",") if named else map(str, range(count)))][:count]


def is_built_for_cuda() -> bool:
    """Return whether the torch that is installed can use a GPU, if its driver is there."""
    torch = find_spec("torch")
    version = Path(torch.origin).with_name("version.py") if torch and torch.origin else None
    return bool(version and version.exists() and runpy.run_path(str(version)).get("cuda"))


def _visible_gpus() -> int:
    """Ask the driver, which knows of CUDA_VISIBLE_DEVICES, how many GPUs there are."""
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return 0
    count = ctypes.c_int()
    found = driver.cuInit(0) == 0 and driver.cuDeviceGetCount(ctypes.byref(count)) == 0
    return count.value if found else 0


def has_temporary_folder() -> bool:
    """Return whether there is a folder for temporary files, without which no worker starts."""
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        return False
    return True
