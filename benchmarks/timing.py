"""The timing of one thing against another."""

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter

# Milliseconds that a new window is left alone before its page is timed: at first it is busy with itself; a reader's has
# been open for long.
SETTLED = 1000


def alternate(
    contenders: Mapping[str, Callable[[], object]], rounds: int = 5, clock: Callable[[], float] = perf_counter
) -> dict[str, float]:
    """Run the contenders in turn, so that a busy machine slows all alike.

    Parameters
    ----------
    clock : callable
        Where it is the processor's, what waits costs nothing.

    Returns
    -------
    dict
        Median seconds of each, after one round that does not count.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for round_ in range(rounds + 1):
        for name, contender in contenders.items():
            start = clock()
            contender()
            if round_:
                seconds[name].append(clock() - start)
    return {name: statistics.median(values) for name, values in seconds.items()}


def report(text: str, value: float, unit: str, target: str, met: bool) -> None:
    """Print one line of the table."""
    print(f"{text:62} {value:8.2f} {unit:3} target {target:12} {'met' if met else 'MISSED'}", flush=True)


def load_text() -> str:
    """Say how much the machine had to do in the last minute, by which the lines below are to be read."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


@contextmanager
def busy() -> Iterator[None]:
    """Keep one core busy meanwhile, with a process of its own."""
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as worker:
        try:
            yield
        finally:
            worker.kill()
