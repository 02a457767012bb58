"""The results of latency measurements."""

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


class Crossing(Value):
    """How many times faster integers are than floats on this machine, by parameters: one batch of 1."""

    parameters: int
    speedup: float


class Latencies(Value):
    """What was measured on one processor, with one thread.

    Attributes
    ----------
    machine : str
        Host, processor and system.
    curve : list of Crossing
        By which it is said beforehand whether integers pay.
    """

    machine: str
    rows: list[Timed]
    curve: list[Crossing]

    def speedup(self, who: str, batch: int = 1) -> float:
        """Return how many times faster integers are for one of those measured."""
        known = {row.runs_in: row.latency.median for row in self.rows if (row.who, row.batch) == (who, batch)}
        return known["onnx float32"] / known["onnx int8"]


def expected(curve: list[Crossing], parameters: int) -> float:
    """Return how many times faster integers should be, between the two nearest sizes of a curve."""
    below = [point for point in curve if point.parameters <= parameters] or curve[:1]
    above = [point for point in curve if point.parameters >= parameters] or curve[-1:]
    low, high = below[-1], above[0]
    if low.parameters == high.parameters:
        return low.speedup
    share = (parameters - low.parameters) / (high.parameters - low.parameters)
    return low.speedup + share * (high.speedup - low.speedup)
