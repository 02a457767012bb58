"""How long something takes, measured."""

from collections.abc import Callable
from time import perf_counter

import numpy as np

WARM_UP = 20
FEWEST, MOST = 50, 500
# Seconds that a measurement may take where it is slow.
PATIENCE = 0.5


def latency(function: Callable[[], object]) -> tuple[float, float]:
    """Return the median and the 95th percentile of the seconds that `function` takes, warmed up."""
    for _call in range(WARM_UP):
        function()
    seconds: list[float] = []
    while len(seconds) < FEWEST or (len(seconds) < MOST and sum(seconds) < PATIENCE):
        start = perf_counter()
        function()
        seconds.append(perf_counter() - start)
    median, p95 = np.percentile(seconds, [50, 95])
    return float(median), float(p95)
