"""A run as history keeps it."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from kdviz.experiment import Experiment
from kdviz.i18n import SpokenError
from kdviz.results.run import RunResult
from kdviz.results.snapshot import Snapshot, Value


class RunFailedError(SpokenError):
    """A run that ended before there were students."""


class Failure(Value):
    """Why a run has no result: a marked message, and what fills its blanks."""

    template: str
    blanks: dict[str, str | int] = Field(default_factory=dict)

    @classmethod
    def of(cls, error: SpokenError) -> "Failure":
        """Keep what `error` says."""
        return cls(template=error.template, blanks=error.blanks)


class Status(StrEnum):
    """Where a run stands. Interrupted ones were in flight when the process that had submitted them ended."""

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
    run_id : str
    experiment : Experiment
    status : Status
    attempt : int
        How often its training began; more than once where a worker was lost.
    title : str
        Given by its reader; empty at first.
    pinned : bool
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

    def report(self) -> dict[str, Any]:
        """Return what the command line prints: the run's report where there is one, and how it came about."""
        kept = self.model_dump(mode="json", exclude={"result", "failure"})
        said = {"failure": self.failure.template.format(**self.failure.blanks)} if self.failure else {}
        return kept | (self.result.report() if self.result else {}) | said
