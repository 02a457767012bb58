"""The history: every job of a database, for reading."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdviz.catalog import data_sets
from kdviz.experiment import Experiment
from kdviz.experiment.work import students_seconds
from kdviz.results import Arrays, Event, RunRecord, Snapshot, Status
from kdviz.store import processes as owners
from kdviz.store.database import Database, StoreError, database_url
from kdviz.store.home import home, remove_files
from kdviz.store.names import RUN, checked_title, find, words
from kdviz.store.records import listed_runs, run_record
from kdviz.store.tables import EventRow, JobRow, PartRow

WHOLE_ID = re.compile("[0-9a-f]{32}")
# Runs that the pace is taken from.
LATEST = 20

Read = TypeVar("Read")


class History:
    """Every job of a database: list them, look into one, name it, pin it, delete it.

    Jobs are runs unless the kind is named; None stands for any kind. An id may be given by its beginning; if that fits
    no job, or several, `UnknownJobError` is raised.

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

    def runs(self) -> Sequence[RunRecord]:
        """Return all runs, the pinned ones first, then the newest; results come without their curves."""
        return self.all(listed_runs, RUN)

    def get(self, run_id: str) -> RunRecord:
        """Return one run."""
        return self.read(run_id, run_record)

    def all(self, reader: Callable[[Session, Sequence[JobRow]], Read], kind: str, limit: int | None = None) -> Read:
        """Return what `reader` reads of at most `limit` jobs of a kind: the pinned first, then the newest."""
        lost = owners.settle(self.database)
        with self.database.read() as session:
            newest = select(JobRow).filter_by(kind=kind).order_by(JobRow.pinned.desc(), JobRow.created_at.desc())
            rows = session.scalars(newest.limit(limit)).all()
            owners.show_settled(rows, lost)
            return reader(session, rows)

    def read(self, job_id: str, reader: Callable[[Session, JobRow], Read], kind: str | None = RUN) -> Read:
        """Return what `reader` reads of one job."""
        lost = owners.settle(self.database)
        with self.database.read() as session:
            row = find(session, job_id, kind)
            owners.show_settled([row], lost)
            return reader(session, row)

    def status(self, job_id: str, kind: str | None = RUN) -> Status:
        """Return where a job stands."""
        return self.read(job_id, lambda _session, row: Status(row.status), kind)

    def events(self, run_id: str, after: int = 0) -> list[Event]:
        """Return the run's snapshots numbered above `after`."""
        told = self.log(run_id, after, RUN)
        return [Event(seq=seq, snapshot=Snapshot.model_validate(payload)) for _kind, seq, payload in told]

    def log(self, job_id: str, after: int = 0, kind: str | None = None) -> list[tuple[str, int, dict[str, Any]]]:
        """Return the kind of a job with each of its events numbered above `after`, and the event's number."""
        with self.database.read() as session:
            row = find(session, job_id, kind)
            told = select(EventRow.seq, EventRow.payload).filter_by(job_id=row.id).where(EventRow.seq > after)
            return [(row.kind, *event) for event in session.execute(told.order_by(EventRow.seq))]

    def parts(self, job_id: str) -> dict[int, dict[str, Any]]:
        """Return the outcomes of a job's finished parts, by place."""
        with self.database.read() as session:
            kept = select(PartRow).filter_by(job_id=find(session, job_id).id)
            return {part.place: part.outcome for part in session.scalars(kept)}

    def arrays(self, run_id: str, name: str, kind: str | None = RUN) -> Arrays:
        """Return arrays that a finished run kept: ``"students"`` are the weights, ``"arrays"`` the images and logits.

        Raises
        ------
        StoreError
            If the file is gone or damaged.
        """
        from kdviz.store import artifacts  # noqa: PLC0415 - numpy, which a list of runs can do without

        with self.database.read() as session:
            return artifacts.read(session, self.folder, find(session, run_id, kind).id, name)

    def file(self, run_id: str, name: str, kind: str | None = RUN) -> bytes:
        """Return the safetensors file that holds the arrays `name`; raises as `arrays` does."""
        from kdviz.store import artifacts  # noqa: PLC0415 - as above

        with self.database.read() as session:
            return artifacts.content(session, self.folder, find(session, run_id, kind).id, name)

    def pace(self) -> float:
        """Return the median time of late runs here over the time that `kdviz.experiment.work` estimates."""
        with self.database.read() as session:
            finished = select(JobRow).filter_by(kind=RUN, status=Status.FINISHED.value)
            took = [
                (row.result["seconds"] - row.result["teacher_seconds"]) / students_seconds(experiment)
                for row in session.scalars(finished.order_by(JobRow.created_at.desc()).limit(LATEST))
                # A run that was cut short says nothing of a whole one, nor one whose data set is not here any more.
                if row.result and not row.result.get("diverged") and "teacher_seconds" in row.result
                if (experiment := Experiment.kept(row.request)).dataset in data_sets()
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
        """Pin a job to the head of the list, or unpin it."""
        with self.database.write() as session:
            find(session, job_id, kind).pinned = pinned

    def delete(self, job_id: str, kind: str | None = RUN) -> None:
        """Delete a job with its files.

        Raises
        ------
        StoreError
            If it is still in flight.
        """
        whole_id, of_kind, status = self.read(job_id, lambda _, row: (row.id, row.kind, Status(row.status)), kind)
        if status.in_flight:
            raise StoreError(words(of_kind).going, job=whole_id[:8])
        # Before the row: on a full disk they make the room that the database needs to write anything, even a deletion.
        remove_files(self.folder, whole_id)
        with self.database.write() as session:
            if (row := session.get(JobRow, whole_id)) is not None:
                session.delete(row)
