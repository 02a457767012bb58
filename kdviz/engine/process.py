"""The one engine of a process."""

import atexit
import logging
import threading

from kdviz.engine.engine import Engine
from kdviz.engine.pulse import LEASE

_starting = threading.Lock()
_shared: list[Engine] = []


def shared_engine(workers: int | None = None, lease: float = LEASE) -> Engine:
    """Return this process's engine, made when it is first needed and ended with the process.

    Raises
    ------
    StoreError
        If the store cannot be opened.
    """
    with _starting:
        if not _shared:
            _shared.append(Engine(workers, lease))
            atexit.register(_close_at_exit, _shared[0])
        return _shared[0]


def _close_at_exit(engine: Engine) -> None:
    # An ending process runs no more callbacks; that Dask's then fail for the runs in flight is no news.
    logging.getLogger("tornado.application").disabled = True
    engine.close()
