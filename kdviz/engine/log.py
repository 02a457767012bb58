"""The readers of the log: they follow jobs of this process and of any other on the same store."""

import threading
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace
from math import inf
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from kdviz.engine.jobs import kinds
from kdviz.engine.jobs.job import Job, Progress
from kdviz.results import Failure, RunFailedError, Status
from kdviz.store.history import History
from kdviz.store.records import last_seq, places
from kdviz.store.tables import JobRow

# How often to look at a job that another process writes of.
GLANCE = 0.2
# How long to wait for news that are told: Windows hears no Ctrl-C while it waits without an end.
BREATH = 1.0

Found = TypeVar("Found")


class Log:
    """Readers of the one log.

    Parameters
    ----------
    known : collection of Job classes, optional
        The kinds of jobs whose records can be read; those of `kdviz.engine.jobs` where none are given.

    Attributes
    ----------
    held : dict of str to Failure
        Failures that cannot be written into the log yet: viewers must see them all the same.
    own : collection of str
        The jobs in flight of this process, whose news are told: nobody has to ask the database for them.
    """

    def __init__(self, history: History, known: Collection[type[Job]] | None = None) -> None:
        self.history = history
        self.kinds = {kind.kind: kind for kind in (kinds() if known is None else known)}
        self.held: dict[str, Failure] = {}
        self.own: Collection[str] = ()
        self._news = threading.Condition()
        self._told: Counter[str | None] = Counter()
        # The share that was said of each job in flight, which never says less than before.
        self._furthest: dict[str, float] = {}
        self._total = 0

    def tell(self, job_id: str | None = None) -> None:
        """Wake all who wait for news of a job; without one, of any."""
        with self._news:
            self._total += 1
            self._told[job_id] += 1
            self._news.notify_all()

    def _newest(self, job_id: str | None) -> int:
        return self._total if job_id is None else self._told[job_id] + self._told[None]

    def record(self, job_id: str, kind: str | None = None) -> Any:
        """Return the typed record of a job as it stands; the beginning of its id will do.

        Raises
        ------
        UnknownJobError
            If there is none, or none of the `kind`.
        """

        def read(session: Session, row: JobRow) -> Any:
            self._with_held(session, row)
            return self.kinds[row.kind].record(session, row)

        return self.history.read(job_id, read, kind)

    def _with_held(self, session: Session, row: JobRow) -> JobRow:
        if failure := self.held.get(row.id):
            # Not to be written by those who read.
            session.expunge(row)
            row.status, row.failure = Status.FAILED.value, failure.model_dump(mode="json")
        return row

    def progress(self, job_id: str, share: Callable[[str], float] = lambda _: 0.0) -> Progress:
        """Return how far a job is; `share` counts, in parts, the work on its open pieces."""

        def read(session: Session, row: JobRow) -> Progress:
            done, parts = self.kinds[row.kind].known(row, places(session, row.id))
            status = Status(self._with_held(session, row).status)
            return Progress(row.id, status, done, parts, 0.0, last_seq(session, row.id))

        known: Progress = self.history.read(job_id, read, None)
        # Asked without a connection: whoever answers may wait for one that is written by.
        work = known.done + share(known.job_id)
        with self._news:
            # Parts may be kept between the two, and what a lost worker had done is done again.
            furthest = max(min(1.0, work / max(1, known.parts)), self._furthest.get(known.job_id, 0.0))
            if known.status.in_flight:
                self._furthest[known.job_id] = furthest
            else:
                self._furthest.pop(known.job_id, None)
        return replace(known, share=furthest)

    def events(self, job_id: str, after: int = 0) -> list[Any]:
        """Return a job's events numbered above `after`, without waiting; those of runs are `Event`."""
        return [self.kinds[kind].event(seq, payload) for kind, seq, payload in self.history.log(job_id, after)]

    def wait(self, job_id: str, after: int = 0, timeout: float | None = None) -> list[Any]:
        """Wait for events numbered above `after` and return them; none if the job has ended or time is up."""
        return self.until(lambda: self.events(job_id, after) or self._ended(job_id, after), timeout, job_id) or []

    def _ended(self, job_id: str, after: int) -> list[Any] | None:
        # Its last may have come between the two looks.
        return None if self.in_flight(job_id) else self.events(job_id, after)

    def in_flight(self, job_id: str) -> bool:
        """Return whether a job has not ended yet."""
        return job_id in self.own or (job_id not in self.held and self.history.status(job_id, None).in_flight)

    def result(self, job_id: str) -> Any:
        """Wait for a job's end and return what it came to.

        Raises
        ------
        RunFailedError
            If it came to nothing: the message says why.
        """
        self.until(lambda: not self.in_flight(job_id) or None, None, job_id)

        def read(session: Session, row: JobRow) -> Any:
            kind = self.kinds[row.kind]
            self._with_held(session, row)
            if row.failure is not None:
                failure = Failure.model_validate(row.failure)
                raise RunFailedError(failure.template, **failure.blanks)
            if row.status != Status.FINISHED.value:
                raise RunFailedError(kind.unfinished, job=row.id[:8], status=row.status)
            return kind.result(kind.record(session, row))

        return self.history.read(job_id, read, None)

    def until(
        self, look: Callable[[], Found | None], timeout: float | None = None, job_id: str | None = None
    ) -> Found | None:
        """Call `look` at every piece of news, of a job or of any, until it finds something; None if time is up."""
        deadline = inf if timeout is None else monotonic() + timeout
        while True:
            seen = self._newest(job_id)
            if (found := look()) is not None:
                return found
            # Looked up before the wait: if the job ends here from now on, that is told.
            left = min(deadline - monotonic(), BREATH if job_id in self.own else GLANCE)
            if left <= 0:
                return None
            self._await_news(job_id, seen, left)

    def _await_news(self, job_id: str | None, seen: int, timeout: float) -> None:
        with self._news:
            self._news.wait_for(lambda: self._newest(job_id) != seen, timeout)
