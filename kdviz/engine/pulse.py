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
        # The clocks at the last look; when the last beat was, and from when on leases may end, by the steady one.
        self._seen = clock(), steady()
        self._beaten: float | None = None
        self._ends_from = 0.0
        self.lease = lease
        self.period = PERIOD

    def beat(self) -> None:
        """Record that this process lives and end old leases, if a period has passed; called every second or so."""
        jumped, steady = self._look(), self._steady()
        first = self._beaten is None
        if self._beaten is not None and not jumped and steady - self._beaten < self.period:
            return
        self._ledger.beat()
        self._beaten = steady
        if not first and steady >= self._ends_from:
            self._ledger.leases.expire(self.lease)

    def rest(self) -> None:
        """Do no more than look at the clocks, while nothing goes on here; called as often."""
        self._look()
        self._beaten = None

    def _look(self) -> bool:
        """Return whether this process was held since the last look, or the clock set: then all have a whole lease."""
        (told, passed), self._seen = self._seen, (self._clock(), self._steady())
        told, passed = self._seen[0] - told, self._seen[1] - passed
        jumped = passed > SLEPT or abs(told - passed) > SLEPT
        if jumped:
            # We slept, as a closed laptop does, or the clock was set: nobody could renew in time, and all may now.
            self._ends_from = self._seen[1] + self.lease
        return jumped
