"""The measured costs of a network: bytes on disk and latency."""

from typing import Literal

from kdviz.catalog import Cost
from kdviz.results.snapshot import Value

CostName = Literal["parameters", "macs", "bytes", "disk", "latency_1", "latency_64"]


class Latency(Value):
    """How long a forward pass takes, in seconds."""

    median: float
    p95: float


class Footprint(Value):
    """The costs of a network on the machine that measured it.

    Attributes
    ----------
    machine : str
        Processor and system, for the page to name.
    disk : int
        Bytes of the file that it is saved in.
    latency_1, latency_64 : Latency
        Of one input, and of a batch of 64.
    """

    network: str
    machine: str
    disk: int
    latency_1: Latency
    latency_64: Latency

    def cost(self, name: CostName, arithmetic: Cost) -> float:
        """Return the cost `name`, measured here or counted in `arithmetic`."""
        if name in ("latency_1", "latency_64"):
            latency: Latency = getattr(self, name)
            return latency.median
        return float(self.disk if name == "disk" else getattr(arithmetic, name))
