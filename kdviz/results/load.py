"""The results of load measurements: how a server of one network answers many who ask."""

from functools import cached_property

from kdviz.results.snapshot import Value

# Where the median is so many times that of the lightest load, those who ask stand in line: in theory (M/D/1) at 85 % of
# the capacity. The 99th percentile of some seconds tells more of what else the machine does.
LATE = 3.0
# Requests a second, where a million come in a day, all hours alike.
MILLION_A_DAY = 1e6 / 86_400


class Waits(Value):
    """How long requests take, in seconds."""

    p50: float
    p99: float


class Closed(Value):
    """Users who each ask again as soon as they have an answer."""

    users: int
    answered: int
    per_second: float
    waits: Waits


class Open(Value):
    """Requests that come at their own times, whether or not the earlier ones were answered.

    Attributes
    ----------
    share : float
        Of the server's capacity that is asked for.
    rate : float
        Requests a second.
    scheduled : Waits
        From the moment that each was due: what a user feels.
    sent : Waits
        From the moment that each was sent, which may be later: this leaves out standing in line.
    """

    share: float
    rate: float
    answered: int
    scheduled: Waits
    sent: Waits


class Served(Value):
    """A network behind a server.

    Attributes
    ----------
    who : str
        ``"teacher"``, ``"student"`` or ``"compressed"``.
    model : float
        Median seconds that the network itself takes of a request.
    """

    who: str
    network: str
    parameters: int
    model: float
    closed: list[Closed]
    open: list[Open]

    @cached_property
    def capacity(self) -> float:
        """Most requests a second that closed loops came to."""
        return max(each.per_second for each in self.closed)

    @property
    def model_share(self) -> float:
        """Share of a request of a single user that is the network."""
        return self.model / self.closed[0].waits.p50

    @property
    def knee(self) -> Open | None:
        """The highest load before requests stand in line; None where they do so from the second load on."""
        lightest, *others = self.open
        found = None
        for each in others:
            if each.scheduled.p50 > LATE * lightest.scheduled.p50:
                break
            found = each
        return found

    @property
    def servers(self) -> float:
        """Share of one such server, up to its knee, that a million requests a day take."""
        return MILLION_A_DAY / (self.knee or self.open[0]).rate


class LoadResult(Value):
    """What was measured on one processor, the teacher first and the student that was asked for last."""

    machine: str
    served: list[Served]
