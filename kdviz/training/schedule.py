"""When a training run reports, and how long it has been at it."""

from time import perf_counter

REPORTS = 50


class Clock:
    """Counts the seconds since it was made."""

    def __init__(self) -> None:
        self._start = perf_counter()

    def seconds(self) -> float:
        """Return the seconds passed."""
        return perf_counter() - self._start


def is_due(step: int, steps: int) -> bool:
    """Return whether to report after `step`: the first, the last, and about `REPORTS` evenly between."""
    return step in (1, steps) or step % max(1, steps // REPORTS) == 0
