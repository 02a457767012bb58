"""The jobs that there were, as their readers see them."""

import re
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from kdviz.experiment import Experiment
from kdviz.experiment.work import students_seconds
from kdviz.results import Event, RunRecord, Snapshot, Status
from kdviz.results.record import SweepRecord
from kdviz.store import artifacts
from kdviz.store import processes as owners
from kdviz.store.database import Database, StoreError, database_url
from kdviz.store.home import home
from kdviz.store.names import RUN, SWEEP, checked_title, find, words
from kdviz.store.records import known_cells, listed_run, listed_sweep, places, run_record, sweep_of, sweep_record
from kdviz.store.tables import EventRow, JobRow, PartRow

WHOLE_ID = re.compile("[0-9a-f]{32}")
# Runs that the pace is taken from.
LATEST = 20

Read = TypeVar("Read")


class History:
    """Every job of a database: list them, look into one, name it, pin it, delete it.

    Jobs are runs unless the kind is named; None stands for any kind. The beginning of an id will do where it is the
    only one; else `UnknownJobError` is raised.

    Parameters
    ----------
    database : Database, optional
        That of ``KDVIZ_DATABASE_URL`` or ``KDVIZ_HOME`` where none is given.
    folder : Path, optional
        Where the jobs' files lie; ``KDVIZ_HOME`` where none is given.

    Raises
    ------
    StoreError
        If the database cannot be opened; every method raises it if the database cannot be read or written.
    """

    def __init__(self, database: Database | None = None, folder: Path | None = None) -> None:
        self.database = database or Database(database_url())
        self.folder = folder or home()

    def runs(self) -> list[RunRecord]:
        """Return all runs, the pinned ones first, then the newest; results come without their curves."""
        return self.all(listed_run, RUN)

    def get(self, run_id: str) -> RunRecord:
        """Return one run."""
        return self.read(run_id, run_record)

    def all(self, reader: Callable[[Session, JobRow], Read], kind: str, limit: int | None = None) -> list[Read]:
        """Return a kind's jobs, or as many as `limit`, as `reader` has them: the pinned first, then the newest."""
        owners.settle(self.database)
        with self.database.read() as session:
            newest = select(JobRow).filter_by(kind=kind).order_by(JobRow.pinned.desc(), JobRow.created_at.desc())
            return [reader(session, row) for row in session.scalars(newest.limit(limit)).all()]

    def read(self, job_id: str, reader: Callable[[Session, JobRow], Read], kind: str | None = RUN) -> Read:
        """Return one job as `reader` has it."""
        owners.settle(self.database)
        with self.database.read() as session:
            return reader(session, find(session, job_id, kind))

    def status(self, job_id: str, kind: str | None = RUN) -> Status:
        """Return where a job stands."""
        return self.read(job_id, lambda _session, row: Status(row.status), kind)

    def events(self, run_id: str, after: int = 0) -> list[Event]:
        """Return the run's snapshots numbered above `after`."""
        with self.database.read() as session:
            rows = session.scalars(
                select(EventRow).where(EventRow.job_id == run_id, EventRow.seq > after).order_by(EventRow.seq)
            )
            return [Event(seq=row.seq, snapshot=Snapshot.model_validate(row.payload)) for row in rows]

    def parts(self, job_id: str) -> dict[int, dict[str, Any]]:
        """Return what the finished parts of a job came to, by their places."""
        with self.database.read() as session:
            return {part.place: part.outcome for part in session.scalars(select(PartRow).filter_by(job_id=job_id))}

    def arrays(self, run_id: str, name: str) -> dict[str, NDArray[Any]]:
        """Return arrays that a finished run kept: ``"students"`` are the weights, ``"arrays"`` the images and logits.

        Raises
        ------
        StoreError
            If the file is gone or damaged.
        """
        with self.database.read() as session:
            return artifacts.read(session, self.folder, run_id, name)

    def file(self, run_id: str, name: str) -> bytes:
        """Return the safetensors file that holds the arrays `name`; raises as `arrays` does."""
        with self.database.read() as session:
            return artifacts.content(session, self.folder, run_id, name)

    def pace(self) -> float:
        """Return how many times longer runs took here lately than `kdviz.experiment.work` says."""
        with self.database.read() as session:
            finished = select(JobRow).filter_by(kind=RUN, status=Status.FINISHED.value)
            took = [
                (row.result["seconds"] - row.result["teacher_seconds"]) / students_seconds(Experiment.kept(row.request))
                for row in session.scalars(finished.order_by(JobRow.created_at.desc()).limit(LATEST))
                # A run that was cut short says nothing of a whole one.
                if row.result and not row.result.get("diverged") and "teacher_seconds" in row.result
            ]
        return median(took) if took else 1.0

    def rename(self, job_id: str, title: str, kind: str | None = RUN) -> None:
        """Give a job a title; an empty one takes it away.

        Raises
        ------
        StoreError
            If it is longer than `LONGEST_TITLE`.
        """
        kept = checked_title(title)
        with self.database.write() as session:
            find(session, job_id, kind).title = kept

    def pin(self, job_id: str, pinned: bool = True, kind: str | None = RUN) -> None:
        """Keep a job at the head of the list, or let it go."""
        with self.database.write() as session:
            find(session, job_id, kind).pinned = pinned

    def delete(self, job_id: str, kind: str | None = RUN) -> None:
        """Delete a job with all it kept.

        Raises
        ------
        StoreError
            If it is still in flight.
        """
        owners.settle(self.database)
        with self.database.write() as session:
            row = find(session, job_id, kind)
            if Status(row.status).in_flight:
                raise StoreError(words(row.kind).going, job=row.id[:8])
            whole_id = row.id
            session.delete(row)
        artifacts.remove(self.folder, whole_id)


class Sweeps:
    """The sweeps of a history: list them, look into one, name it, delete it; see `History`.

    Parameters
    ----------
    database : Database, optional
        That of ``KDVIZ_DATABASE_URL`` or ``KDVIZ_HOME`` where none is given.
    """

    def __init__(self, database: Database | None = None) -> None:
        self._history = History(database)
        self.database = self._history.database

    def all(self, limit: int | None = None) -> list[SweepRecord]:
        """Return all sweeps, or as many as `limit`, the newest first, without their cells."""
        return self._history.all(listed_sweep, SWEEP, limit)

    def get(self, sweep_id: str) -> SweepRecord:
        """Return one sweep with all its cells."""
        return self._history.read(sweep_id, sweep_record, SWEEP)

    def whole_id(self, sweep_id: str) -> str:
        """Return the id that begins with `sweep_id`."""
        return self._history.read(sweep_id, lambda _session, row: row.id, SWEEP)

    def status(self, sweep_id: str) -> Status:
        """Return where the sweep stands."""
        return self._history.status(sweep_id, SWEEP)

    def seconds(self, sweep_id: str) -> float:
        """Return how long a sweep has been trained."""
        return self._history.read(sweep_id, lambda _session, row: row.seconds, SWEEP)

    def standing(self, sweep_id: str) -> tuple[Status, int, int]:
        """Return where a sweep stands, how many of its cells are trained or cannot be, and how many there are."""

        def read(session: Session, row: JobRow) -> tuple[Status, int, int]:
            done = known_cells(row, places(session, row.id))
            return Status(row.status), done, len(sweep_of(row).cells)

        return self._history.read(sweep_id, read, SWEEP)

    def rename(self, sweep_id: str, title: str) -> None:
        """Give a sweep a title; an empty one takes it away."""
        self._history.rename(sweep_id, title, SWEEP)

    def delete(self, sweep_id: str) -> None:
        """Delete a sweep with its cells."""
        self._history.delete(sweep_id, SWEEP)
