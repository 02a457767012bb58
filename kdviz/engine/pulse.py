"""Signs of life: this process gives them, and whoever watches a job and gives none has left."""

from collections.abc import Callable
from time import time

from kdviz.store.ledger import Ledger

LEASE = 90.0
PERIOD = 5.0
SLEPT = 20.0


class Pulse:
    """What is to be done every few seconds.

    Parameters
    ----------
    ledger : Ledger
    lease : float
        Seconds after which a viewer who was not heard of has left.
    clock : callable, optional
        Returns the seconds since 1970.

    Attributes
    ----------
    period : float
        Seconds from one beat to the next.
    """

    def __init__(self, ledger: Ledger, lease: float = LEASE, clock: Callable[[], float] = time) -> None:
        self._ledger = ledger
        self._clock = clock
        self._last = 0.0
        self.lease = lease
        self.period = PERIOD

    def beat(self) -> None:
        """Say that this process lives, and end the leases of those who have left, if it is time to."""
        passed = self._clock() - self._last
        if passed < self.period:
            return
        self._ledger.beat()
        self._last = self._clock()
        # After a longer pause we slept ourselves, as a closed laptop does, and so did those who would have renewed.
        if passed < SLEPT:
            self._ledger.leases.expire(self.lease)
