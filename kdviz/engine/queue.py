"""The fair queue: who submitted first is served first, and nobody twice before everybody once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

Viewers = Callable[[str], Iterable[str]]


@dataclass
class FairQueue:
    """Jobs that wait and jobs that have their turn, by id.

    A viewer has one turn at a time; what else they submitted lets others pass.

    Attributes
    ----------
    waiting : list of str
        In the order in which they came.
    training : set of str
    """

    waiting: list[str] = field(default_factory=list)
    training: set[str] = field(default_factory=set)

    def add(self, job_id: str, *, first: bool = False) -> None:
        """Let a job wait, at the head for one that has had its turn and lost it."""
        self.waiting.insert(0 if first else len(self.waiting), job_id)

    def remove(self, job_id: str) -> None:
        """Forget a job, wherever it stands."""
        self.training.discard(job_id)
        if job_id in self.waiting:
            self.waiting.remove(job_id)

    def order(self, viewers: Viewers) -> list[str]:
        """Return the waiting jobs in the order of their turns, given who watches which."""
        busy = {viewer for job_id in self.training for viewer in viewers(job_id)}
        now: list[str] = []
        later: list[str] = []
        for job_id in self.waiting:
            mine = set(viewers(job_id))
            (now if mine - busy else later).append(job_id)
            busy |= mine
        return now + later

    def take(self, viewers: Viewers) -> str | None:
        """Move the job whose turn it is from waiting to training and return it; None if all must wait."""
        busy = {viewer for job_id in self.training for viewer in viewers(job_id)}
        for job_id in self.waiting:
            if set(viewers(job_id)) - busy:
                self.waiting.remove(job_id)
                self.training.add(job_id)
                return job_id
        return None
