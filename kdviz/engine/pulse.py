"""The heartbeat of this process, and the end of leases that nobody renews."""

from collections.abc import Callable
from time import monotonic, time

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
    clock, steady : callable, optional
        Return the seconds since 1970, by a clock that may be set, and the seconds by one that nobody sets.

    Attributes
    ----------
    period : float
        Seconds from one beat to the next.
    """

    def __init__(
        self,
        ledger: Ledger,
        lease: float = LEASE,
        clock: Callable[[], float] = time,
        steady: Callable[[], float] = monotonic,
    ) -> None:
        self._ledger = ledger
        self._clock, self._steady = clock, steady
        # When the last beat was, by each clock; and when leases may end.
        self._last: tuple[float, float] | None = None
        self._ends_from = 0.0
        self.lease = lease
        self.period = PERIOD

    def beat(self) -> None:
        """Record that this process lives and end old leases, if a period has passed."""
        now, steady = self._clock(), self._steady()
        first = self._last is None
        last, last_steady = self._last or (now, steady)
        passed, told = steady - last_steady, now - last
        jumped = passed > SLEPT or abs(told - passed) > SLEPT
        if not first and not jumped and passed < self.period:
            return
        self._ledger.beat()
        self._last = now, steady
        if jumped:
            # We slept, as a closed laptop does, or the clock was set: nobody could renew in time, and all may now.
            self._ends_from = steady + self.lease
        if not first and steady >= self._ends_from:
            self._ledger.leases.expire(self.lease)
