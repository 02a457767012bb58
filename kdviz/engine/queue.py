"""The fair queue: first come, first served, but nobody is served twice before everybody was served once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

Viewers = Callable[[str], Iterable[str]]


def account(viewer: str) -> str:
    """Return on whose account `viewer` waits and trains: what stands before a point, so that pages may share one."""
    return viewer.partition(".")[0]


@dataclass
class FairQueue:
    """Jobs that wait, in the order in which they came, and jobs that have their turn, by id.

    A viewer has one turn at a time; what else they submitted lets others pass.
    """

    waiting: list[str] = field(default_factory=list)
    training: set[str] = field(default_factory=set)

    def add(self, job_id: str, *, first: bool = False) -> None:
        """Add a job at the end; at the head if it had its turn and lost it."""
        self.waiting.insert(0 if first else len(self.waiting), job_id)

    def remove(self, job_id: str) -> None:
        """Forget a job, wherever it stands."""
        self.training.discard(job_id)
        if job_id in self.waiting:
            self.waiting.remove(job_id)

    def order(self, viewers: Viewers) -> list[str]:
        """Return the waiting jobs in the order of their turns, given who watches which."""
        now, later = self._parted(viewers)
        return now + later

    def take(self, viewers: Viewers) -> str | None:
        """Move the job whose turn it is from waiting to training and return it; None if all must wait."""
        now, _later = self._parted(viewers)
        if not now:
            return None
        self.waiting.remove(now[0])
        self.training.add(now[0])
        return now[0]

    def _parted(self, viewers: Viewers) -> tuple[list[str], list[str]]:
        """Return the waiting jobs that a viewer without a turn watches, and those that must let others pass."""
        busy = {viewer for job_id in self.training for viewer in viewers(job_id)}
        now: list[str] = []
        later: list[str] = []
        for job_id in self.waiting:
            mine = set(viewers(job_id))
            (now if mine - busy else later).append(job_id)
            busy |= mine
        return now, later
