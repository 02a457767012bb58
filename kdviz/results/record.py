"""The records of runs and sweeps in the history."""

from dataclasses import dataclass
from enum import StrEnum

from kdviz.catalog.device import Device
from kdviz.experiment import Experiment, Sweep
from kdviz.results.cell import CellRecord, CellResult
from kdviz.results.failure import Failure
from kdviz.results.run import RunResult
from kdviz.results.snapshot import Snapshot, Value


class Status(StrEnum):
    """The state of a job. Interrupted ones were in flight when the process that had submitted them ended."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def in_flight(self) -> bool:
        """Whether there is more to come."""
        return self in (Status.WAITING, Status.RUNNING)


class Event(Value):
    """A snapshot with its number in the run's log, counted from one."""

    seq: int
    snapshot: Snapshot


class RunRecord(Value):
    """A run as history keeps it.

    Attributes
    ----------
    attempt : int
        How often its training began; more than once where a worker was lost.
    title : str
        Given by its reader; empty at first.
    created_at, ended_at : float
        Seconds since 1970; `ended_at` is None while it is in flight.
    result : RunResult or None
        Of a finished run.
    failure : Failure or None
        Of a failed one.
    """

    run_id: str
    experiment: Experiment
    status: Status
    attempt: int
    title: str
    pinned: bool
    created_at: float
    ended_at: float | None
    result: RunResult | None
    failure: Failure | None


@dataclass(frozen=True)
class SweepRecord:
    """A sweep as it stands.

    Attributes
    ----------
    created_at : float
        Seconds since 1970.
    seconds : float
        Trained so far, from the first task sent to the last finished, waiting and breaks not counted.
    cells : tuple of CellRecord
        In order; empty in a list of many sweeps.
    done : int
        How many cells have been trained or cannot be.
    """

    sweep_id: str
    sweep: Sweep
    status: Status
    title: str
    created_at: float
    ended_at: float | None
    seconds: float
    failure: Failure | None
    cells: tuple[CellRecord, ...]
    done: int

    @property
    def device(self) -> Device | None:
        """The kind of device that all trained cells have in common; None where they have none, or it is not known."""
        known = {cell.outcome.device for cell in self.cells if cell.outcome and not cell.outcome.failure}
        return known.pop() if len(known) == 1 else None

    @property
    def trained(self) -> list[tuple[CellRecord, Experiment, CellResult]]:
        """The cells that have numbers, each with its experiment and those numbers."""
        known = ((cell, self.sweep.cells[cell.place].experiment, cell.result) for cell in self.cells)
        return [(cell, experiment, result) for cell, experiment, result in known if experiment and result]
