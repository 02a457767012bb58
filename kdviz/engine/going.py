"""A job in flight: which of its pieces are with workers, which wait, and how long it has been worked on."""

import logging
from collections import Counter
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from kdviz.catalog.device import Device
from kdviz.engine.cluster import EngineError
from kdviz.engine.jobs.job import Job, Piece
from kdviz.i18n import SpokenError

log = logging.getLogger(__name__)


@dataclass
class Out:
    """A piece at a worker with a `device`, and the digest of the teacher that it trains first, if any.

    What is not `wanted` any more only keeps its worker's place, until the worker is free.
    """

    going: "Going"
    piece: Piece
    teacher: str | None
    device: Device
    worker: str | None = None
    share: float = 0.0
    wanted: bool = True


@dataclass
class Going:
    """A job in flight; `spent` are the seconds in which a worker had a piece of it.

    Attributes
    ----------
    unkept : int
        Parts that have been delivered since the last were kept: a job may keep them later, such as a round's together.
    """

    job_id: str
    job: Job
    in_parts: bool
    pending: list[Piece]
    spent: float = 0.0
    unkept: int = 0
    out: dict[str, Out] = field(default_factory=dict)
    begun: Counter[int] = field(default_factory=Counter)
    losses: Counter[int] = field(default_factory=Counter)
    unwritten: list[dict[str, Any]] = field(default_factory=list)
    _since: float = 0.0

    def send(self, ticket: str, out: Out) -> None:
        """Record that a worker has a piece."""
        if not self.out:
            self._since = monotonic()
        self.pending.remove(out.piece)
        self.out[ticket] = out

    def take_back(self, ticket: str) -> None:
        """Record that no worker has the piece any more."""
        self.spent = self.seconds()
        self._since = monotonic()
        self.out.pop(ticket, None)

    def seconds(self) -> float:
        """Return the seconds of work on the job, without breaks and waiting."""
        return self.spent + (monotonic() - self._since if self.out else 0.0)

    def told(self, error: Exception) -> SpokenError:
        """Return `error` as a sentence; see `told`."""
        return told(self.job_id, self.job.lost, error)


def told(job_id: str, lost: str, error: Exception) -> SpokenError:
    """Return `error` as a sentence, `lost` if it has none of its own; its cause goes to Python's log then."""
    if isinstance(error, SpokenError):
        return error
    log.error("job %s", job_id, exc_info=error)
    return EngineError(lost, reason=f"{type(error).__name__}: {error}")
