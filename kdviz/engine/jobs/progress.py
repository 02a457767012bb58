"""How far sweeps are: what their submitter hears, and what the engine remembers of those that it sees through."""

from dataclasses import dataclass, field
from time import monotonic

from kdviz.experiment import Experiment, Sweep
from kdviz.experiment.packing import Chunk
from kdviz.results import Status


@dataclass(frozen=True)
class SweepSubmission:
    """What became of a submitted sweep: a new one or one that goes on, one in flight, or a finished one."""

    sweep_id: str
    begun: bool
    repeated: bool


@dataclass(frozen=True)
class SweepProgress:
    """How far a sweep is.

    Attributes
    ----------
    sweep_id : str
    status : Status
    done, cells : int
        Cells that are trained or cannot be, and all of them.
    share : float
        Of the work, from 0 to 1, with what the workers are at.
    """

    sweep_id: str
    status: Status
    done: int
    cells: int
    share: float


@dataclass
class Out:
    """A chunk that is with a worker, and the teacher that it teaches on the way, if any."""

    sweep_id: str
    going: "Going"
    chunk: Chunk
    school: str | None
    share: float = 0.0


@dataclass
class Going:
    """A sweep that this process sees through; `spent` are the seconds in which a worker had something of it."""

    sweep: Sweep
    pending: list[Chunk]
    done: set[int]
    out: "dict[str, Out]" = field(default_factory=dict)
    losses: dict[int, int] = field(default_factory=dict)
    spent: float = 0.0
    since: float = 0.0

    def send(self, ticket: str, out: Out) -> None:
        """Note that a chunk is with a worker."""
        if not self.out:
            self.since = monotonic()
        self.out[ticket] = out

    def take_back(self, ticket: str) -> None:
        """Note that a chunk is not any more."""
        self.spent = self.seconds()
        self.since = monotonic()
        self.out.pop(ticket, None)

    def seconds(self) -> float:
        """Return how long the sweep has been trained, breaks and waiting not counted."""
        return self.spent + (monotonic() - self.since if self.out else 0.0)

    def experiments(self, chunk: Chunk) -> list[Experiment]:
        """Return what a chunk trains, in the order of its places."""
        cells = self.sweep.cells
        return [experiment for place in chunk.places if (experiment := cells[place].experiment)]
