"""The heartbeat of this process, and the end of leases that nobody renews."""

from collections.abc import Callable
from time import time

from kdviz.store.ledger import Ledger

LEASE = 90.0
PERIOD = 5.0
SLEPT = 20.0


class Pulse:
    """The work of every few seconds.

    Parameters
    ----------
    lease : float
        Seconds after which a viewer without a sign of life has left.
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
        """Record that this process lives and end old leases, if a period has passed."""
        passed = self._clock() - self._last
        if passed < self.period:
            return
        self._ledger.beat()
        self._last = self._clock()
        # After a longer pause we slept ourselves, as a closed laptop does, and so did those who would have renewed.
        if passed < SLEPT:
            self._ledger.leases.expire(self.lease)
