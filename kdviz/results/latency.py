"""The results of latency measurements."""

from math import log
from typing import Literal

from pydantic import Field

from kdviz.catalog import network as network_of
from kdviz.results.footprint import Latency
from kdviz.results.snapshot import Value


class Timed(Value):
    """How long one network takes.

    Attributes
    ----------
    who : str
        ``"teacher"``, ``"student"``, or a pipeline.
    runs_in : str
        ``"onnx float32"``, ``"onnx int8"`` or ``"torch float32"``.
    """

    who: str
    network: str
    parameters: int
    runs_in: str
    batch: int
    latency: Latency


Outcome = Literal["faster", "slower", "even"]


def family_of(network: str) -> str:
    """Return the name of a network's family, such as ``"convnet"``."""
    return network_of(network)[0].name


class Crossing(Value):
    """How many times faster integers are than floats on this machine, by parameters: one batch of 1.

    Attributes
    ----------
    family : str
        Of the network: a ConvNet of as many parameters computes more with each.
    """

    parameters: int
    speedup: float
    family: str = "mlp"


class Latencies(Value):
    """What was measured on one processor, with one thread.

    Attributes
    ----------
    machine : str
        Host, processor and system.
    curve : list of Crossing
        By which it is said from now on whether integers pay.
    known : list of Crossing
        The curve as it was before, by which it was said of what is measured here.
    """

    machine: str
    rows: list[Timed]
    curve: list[Crossing]
    known: list[Crossing] = Field(default_factory=list)

    def speedup(self, who: str, batch: int = 1) -> float:
        """Return how many times faster integers are for one of those measured."""
        known = {row.runs_in: row.latency.median for row in self.rows if (row.who, row.batch) == (who, batch)}
        return known["onnx float32"] / known["onnx int8"]


# Speedups of the same network, measured again right after, lay up to 0.07 apart (nine networks, three times each).
MARGIN = 0.1


def outcome(speedup: float) -> Outcome:
    """Return what may be said of a speedup: within the margin nothing but that both are about as fast."""
    return "even" if abs(speedup - 1) < MARGIN else "faster" if speedup > 1 else "slower"


def expected(crossings: list[Crossing], network: str, parameters: int) -> float | None:
    """Return how many times faster integers should be, on the line between the two nearest sizes of a family.

    The line is straight where both are drawn by factors. None where no network of the family was measured.
    """
    family = family_of(network)
    curve = [point for point in crossings if point.family == family]
    if not curve:
        return None
    below = [point for point in curve if point.parameters <= parameters] or curve[:1]
    above = [point for point in curve if point.parameters >= parameters] or curve[-1:]
    low, high = below[-1], above[0]
    if low.parameters == high.parameters:
        return low.speedup
    share = log(parameters / low.parameters) / log(high.parameters / low.parameters)
    return float(low.speedup * (high.speedup / low.speedup) ** share)
