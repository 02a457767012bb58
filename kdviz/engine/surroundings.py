"""The machine and its settings, as far as workers need them: looked at before anything is started."""

import tempfile

from distributed.comm.addressing import get_address_host_port


def is_address(text: str) -> bool:
    """Return whether `text` may be a scheduler's address: a host and a port, perhaps after a scheme that Dask knows."""
    try:
        host, port = get_address_host_port(text)
    except ValueError:
        return False
    return bool(host) and 0 < port < 65536


def has_temporary_folder() -> bool:
    """Return whether there is a folder for temporary files, without which no worker starts."""
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        return False
    return True
