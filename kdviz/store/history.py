"""The history: every job of a database, for reading."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from json import JSONDecodeError
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from kdviz.catalog import data_sets
from kdviz.experiment import Experiment
from kdviz.experiment.work import students_seconds
from kdviz.i18n import N_
from kdviz.results import Arrays, Event, RunRecord, Snapshot, Status
from kdviz.store import own, whose
from kdviz.store import processes as owners
from kdviz.store.database import SPEAKS, Database, StoreError, database_url
from kdviz.store.home import home
from kdviz.store.names import RUN, checked_title, find, words
from kdviz.store.records import listed_runs, run_record
from kdviz.store.tables import EventRow, JobRow, OwnsRow, PartRow
from kdviz.store.whose import HOST

WHOLE_ID = re.compile("[0-9a-f]{32}")
# Runs that the pace is taken from.
LATEST = 20
# What they say until there is one: that of a virtual machine with two cores, in 2026.
UNMEASURED = 1.6
FULL = N_("The disk of {place} is full: only deleting for good makes room there, or “kdviz delete --now” in a shell.")
DAMAGED = N_("What the database has of {job} is damaged: delete it, and run it afresh.")
NOT_DELETED = N_("{job} cannot be taken back: you have deleted no such thing in the last day.")

Read = TypeVar("Read")


class History:
    """Every job of a database: list them, look into one, name it, pin it, delete it, take it back.

    Jobs are runs unless the kind is named; None stands for any kind. An id may be given by its beginning; if that fits
    no job, or several, `UnknownJobError` is raised. Everybody sees all that is not deleted, and `who` may change what
    they own (see `kdviz.store.whose`); whoever can write the database is the host, who may change everything.

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

    def runs(self, *, deleted: bool = False, who: str = HOST) -> Sequence[RunRecord]:
        """Return all runs, the pinned ones first, then the newest; results come without their curves.

        With `deleted` those that can be taken back.
        """
        return self.all(listed_runs, RUN, deleted=deleted, who=who)

    def get(self, run_id: str) -> RunRecord:
        """Return one run."""
        return self.read(run_id, run_record)

    def all(
        self,
        reader: Callable[[Session, Sequence[JobRow]], Read],
        kind: str,
        limit: int | None = None,
        *,
        deleted: bool = False,
        who: str = HOST,
    ) -> Read:
        """Return what `reader` reads of at most `limit` jobs of a kind: the pinned first, then the newest.

        With `deleted` these are the jobs that `who` can take back, else those in their list.
        """
        lost = owners.settle(self.database)
        with self.database.read() as session:
            newest = select(JobRow).filter_by(kind=kind).order_by(JobRow.pinned.desc(), JobRow.created_at.desc())
            wanted = whose.deleted(who) if deleted else whose.listed(who)
            rows = own.without_foreign(session.scalars(newest.where(wanted).limit(limit)).all(), who)
            owners.show_settled(rows, lost)
            return reader(session, rows)

    def read(
        self,
        job_id: str,
        reader: Callable[[Session, JobRow], Read],
        kind: str | None = RUN,
        among: ColumnElement[bool] | None = None,
    ) -> Read:
        """Return what `reader` reads of one job; `among` as of `find`.

        Raises
        ------
        UnknownJobError
            If there is none, or none of the `kind`.
        StoreError
            If what the database has of it is damaged.
        """
        lost = owners.settle(self.database)
        with self.database.read() as session:
            try:
                row = find(session, job_id, kind, among)
                owners.show_settled([row], lost)
                return reader(session, row)
            except (JSONDecodeError, ValidationError) as error:
                raise StoreError(DAMAGED, job=job_id[:8]) from error

    def whole_id(self, run_id: str, *, deleted: bool = False, who: str = HOST) -> str:
        """Return the id that begins with `run_id`, with `deleted` also of what can be taken back."""
        return self.read(run_id, lambda _, row: row.id, RUN, _deletable(who) if deleted else None)

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
        """Return the median time of late runs here over the time that `kdviz.experiment.work` estimates.

        Without any it is `UNMEASURED`: what is promised for a slow laptop ends early on a fast one.
        """
        with self.database.read() as session:
            finished = select(JobRow).filter_by(kind=RUN, status=Status.FINISHED.value)
            took = [
                (row.result["seconds"] - row.result["teacher_seconds"]) / students_seconds(experiment)
                for row in session.scalars(finished.order_by(JobRow.created_at.desc()).limit(LATEST))
                # A run that was cut short says nothing of a whole one, nor one whose data set is not here any more.
                if row.result and not row.result.get("diverged") and "teacher_seconds" in row.result
                if (experiment := Experiment.kept(row.request)).dataset in data_sets()
            ]
        return median(took) if took else UNMEASURED

    def owned(self, who: str) -> set[str]:
        """Return the ids of what `who` began or asked for, and has not deleted."""
        with self.database.read() as session:
            return {*session.scalars(select(OwnsRow.job_id).filter_by(who=who, deleted_at=None))}

    def rename(self, job_id: str, title: str, kind: str | None = RUN, *, who: str = HOST) -> None:
        """Give a job a title; an empty one takes it away.

        Raises
        ------
        StoreError
            If it is longer than `LONGEST_TITLE`, or the job is not theirs.
        """
        kept = checked_title(title)
        with self.database.write() as session:
            _own(session, find(session, job_id, kind), who).title = kept

    def pin(self, job_id: str, pinned: bool = True, kind: str | None = RUN, *, who: str = HOST) -> None:
        """Pin a job to the head of the list, or unpin it; raises as `rename` does."""
        with self.database.write() as session:
            _own(session, find(session, job_id, kind), who).pinned = pinned

    def delete(self, job_id: str, kind: str | None = RUN, *, now: bool = False, who: str = HOST) -> None:
        """Delete a job for `who`, who can take it back for a day; the host deletes it for everybody.

        Parameters
        ----------
        now : bool
            Whether to delete it for good. Where nobody else owns it, its files go at once, also on a full disk.

        Raises
        ------
        StoreError
            If it is still in flight, or not theirs.
        """
        with suppress(StoreError):
            whose.clear(self.database, self.folder)

        def look(session: Session, row: JobRow) -> tuple[str, bool]:
            _may_delete(session, row, who, now=now)
            return row.id, now and whose.is_last(session, row.id, who)

        whole_id, is_last = self.read(job_id, look, kind, _deletable(who) if now else None)
        if is_last:
            # Before the row: on a full disk they make the room that the database needs to write even a deletion.
            whose.remove(self.folder, whole_id)
        with _room_named(), self.database.write() as session:
            if (row := session.get(JobRow, whole_id, with_for_update=True)) is None:
                return
            _may_delete(session, row, who, now=now)
            if is_last:
                session.delete(row)
            elif now:
                whose.forget(session, whole_id, who)
            else:
                whose.put_away(session, whole_id, who)

    def restore(self, job_id: str, kind: str | None = RUN, *, who: str = HOST) -> None:
        """Take back a deletion of the last day.

        Raises
        ------
        UnknownJobError
            If there is no such deletion, or it was the host's and `who` is another.
        """
        with self.database.write() as session:
            whose.take_back(session, find(session, job_id, kind, whose.deleted(who), NOT_DELETED).id, who)


def _deletable(who: str) -> ColumnElement[bool]:
    """Return the condition that a job is there, or can be taken back by `who`."""
    return or_(whose.living(), whose.deleted(who))


@contextmanager
def _room_named() -> Iterator[None]:
    """Say of a full disk how a deletion makes room: one that can be taken back needs some."""
    try:
        yield
    except StoreError as error:
        if error.template != SPEAKS["SQLITE_FULL"]:
            raise
        raise StoreError(FULL, **error.blanks) from error


def _own(session: Session, row: JobRow, who: str) -> JobRow:
    """Return the row of a job that `who` may change."""
    if who != HOST and not whose.is_owner(session, row.id, who):
        raise StoreError(words(row.kind).foreign, job=row.id[:8])
    return row


def _may_delete(session: Session, row: JobRow, who: str, *, now: bool) -> None:
    if not (now and whose.has_deleted(session, row.id, who)):
        _own(session, row, who)
    if Status(row.status).in_flight:
        raise StoreError(words(row.kind).going, job=row.id[:8])
