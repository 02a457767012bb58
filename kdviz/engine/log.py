"""Following a run's log, whoever writes it: this process or another on the same store."""

import threading
from time import monotonic

from kdviz.i18n import N_
from kdviz.results import Event, Failure, RunFailedError, RunRecord, RunResult, Status
from kdviz.store.history import History

# How often to look at a run that another process writes.
GLANCE = 0.2


class Reading:
    """Readers of the one log.

    Parameters
    ----------
    history : History
    """

    def __init__(self, history: History) -> None:
        self.history = history
        self._held: dict[str, Failure] = {}
        self._news = threading.Condition()
        self._newest = 0

    def tell(self) -> None:
        """Wake whoever waits: there is something new in the log."""
        with self._news:
            self._newest += 1
            self._news.notify_all()

    def hold(self, run_id: str, failure: Failure) -> None:
        """Remember why a run failed where the log itself cannot be written: those who watch must still hear it."""
        self._held[run_id] = failure

    def held(self) -> dict[str, Failure]:
        """Return what is still to be written."""
        return dict(self._held)

    def release(self, run_id: str) -> None:
        """Forget a failure that the log has now."""
        self._held.pop(run_id, None)

    def record(self, run_id: str) -> RunRecord:
        """Return the run as it stands; its beginning will do for an id.

        Raises
        ------
        UnknownRunError
            If there is none.
        """
        record = self.history.get(run_id)
        held = self._held.get(record.run_id)
        return record.model_copy(update={"status": Status.FAILED, "failure": held}) if held else record

    def events(self, run_id: str, after: int = 0) -> list[Event]:
        """Return the run's snapshots numbered above `after`, without waiting."""
        return self.history.events(run_id, after)

    def wait(self, run_id: str, after: int = 0, timeout: float | None = None) -> list[Event]:
        """Wait for snapshots numbered above `after` and return them; none if the run has ended or time is up."""
        deadline = None if timeout is None else monotonic() + timeout
        while True:
            seen = self._newest
            if events := self.history.events(run_id, after):
                return events
            if not self.in_flight(run_id):
                # Its last may have come between the two looks.
                return self.history.events(run_id, after)
            left = GLANCE if deadline is None else min(GLANCE, deadline - monotonic())
            if left <= 0:
                return []
            self._await_news(seen, left)

    def result(self, run_id: str) -> RunResult:
        """Wait for the run's end and return its result.

        Raises
        ------
        RunFailedError
            If it has none: the message says why.
        """
        while True:
            seen = self._newest
            if not self.in_flight(run_id):
                break
            self._await_news(seen, GLANCE)
        record = self.record(run_id)
        if record.failure is not None:
            raise RunFailedError(record.failure.template, **record.failure.blanks)
        if record.result is None:
            raise RunFailedError(
                N_("Run {run} was {status} before it had a result: run it afresh."),
                run=run_id[:8],
                status=record.status.value,
            )
        return record.result

    def in_flight(self, run_id: str) -> bool:
        """Return whether the run has not ended yet."""
        return run_id not in self._held and self.history.status(run_id).in_flight

    def _await_news(self, seen: int, timeout: float) -> None:
        with self._news:
            self._news.wait_for(lambda: self._newest != seen, timeout)
