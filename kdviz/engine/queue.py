"""The fair queue: who submitted first runs first, and nobody runs twice before everybody has run once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

Viewers = Callable[[str], Iterable[str]]


@dataclass
class FairQueue:
    """Runs that wait and runs that train, by id.

    A viewer has one training run at a time; what else they submitted lets others pass.

    Attributes
    ----------
    waiting : list of str
        In the order in which they came.
    training : set of str
    """

    waiting: list[str] = field(default_factory=list)
    training: set[str] = field(default_factory=set)

    def add(self, run_id: str, *, first: bool = False) -> None:
        """Let a run wait, at the head for one that has had its turn and lost it."""
        self.waiting.insert(0 if first else len(self.waiting), run_id)

    def remove(self, run_id: str) -> None:
        """Forget a run, wherever it stands."""
        self.training.discard(run_id)
        if run_id in self.waiting:
            self.waiting.remove(run_id)

    def order(self, viewers: Viewers) -> list[str]:
        """Return the waiting runs in the order in which they will train, given who watches which."""
        busy = {viewer for run_id in self.training for viewer in viewers(run_id)}
        now: list[str] = []
        later: list[str] = []
        for run_id in self.waiting:
            mine = set(viewers(run_id))
            (now if mine - busy else later).append(run_id)
            busy |= mine
        return now + later

    def take(self, viewers: Viewers) -> str | None:
        """Move the run whose turn it is from waiting to training and return it; None if all must wait."""
        busy = {viewer for run_id in self.training for viewer in viewers(run_id)}
        for run_id in self.waiting:
            if set(viewers(run_id)) - busy:
                self.waiting.remove(run_id)
                self.training.add(run_id)
                return run_id
        return None
