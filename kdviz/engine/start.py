"""How long training processes take to start."""

import json
import logging
import time
from pathlib import Path

from kdviz.store.home import write_whole

FILE = "start.json"
# The processor's time that this process has taken so far, most of it imports, tells how fast the machine is: where
# nothing is known, training processes take about twice that of a server (measured: 2.9 s after 1.5 s).
FIRST = 2.0

log = logging.getLogger(__name__)


class Start:
    """When training processes will be there: they take as long as the last time on this home.

    Parameters
    ----------
    folder : Path
        The home.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._takes = self._kept() or FIRST * time.process_time()
        self._begun: float | None = None

    def begin(self) -> None:
        """Note that the processes start now."""
        self._begun = time.monotonic()

    def end(self) -> None:
        """Note that they are there, and keep how long that took."""
        if self._begun is None:
            return
        self._takes, self._begun = time.monotonic() - self._begun, None
        try:
            write_whole(self._path, json.dumps({"seconds": round(self._takes, 2)}).encode())
        except OSError as error:
            # A home that is full or read-only can be looked at all the same.
            log.info("%s", error)

    def fail(self) -> None:
        """Note that they do not come."""
        self._begun = None

    def left(self) -> float | None:
        """Return in about how many seconds they are there; None where they do not start, or take longer than ever."""
        if self._begun is None:
            return None
        left = self._takes - (time.monotonic() - self._begun)
        return left if left > 0 else None

    def _kept(self) -> float | None:
        try:
            return float(json.loads(self._path.read_text("utf-8"))["seconds"])
        except (OSError, ValueError, TypeError, KeyError):
            # None was kept, or by somebody else.
            return None
