"""The runs that there were, as their readers see them."""

import re
from pathlib import Path
from statistics import median
from typing import Any

from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from kdviz.experiment import KEPT, Experiment
from kdviz.experiment.work import students_seconds
from kdviz.i18n import N_
from kdviz.results import Event, RunRecord, Snapshot, Status
from kdviz.store import artifacts
from kdviz.store import processes as owners
from kdviz.store.database import Database, StoreError, database_url
from kdviz.store.home import home
from kdviz.store.names import checked_title, find
from kdviz.store.tables import EventRow, RunRow

WHOLE_ID = re.compile("[0-9a-f]{32}")
# Runs that the pace is taken from.
LATEST = 20


class UnknownRunError(StoreError):
    """There is no such run."""


class History:
    """Every run of a database: list them, look into one, name it, pin it, delete it.

    Parameters
    ----------
    database : Database, optional
        That of ``KDVIZ_DATABASE_URL`` or ``KDVIZ_HOME`` where none is given.
    folder : Path, optional
        Where the runs' files lie; ``KDVIZ_HOME`` where none is given.

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
        owners.settle(self.database)
        with self.database.read() as session:
            rows = session.scalars(select(RunRow).order_by(RunRow.pinned.desc(), RunRow.created_at.desc()))
            return [_record(row, []) for row in rows]

    def get(self, run_id: str) -> RunRecord:
        """Return one run; the beginning of its id will do where it is the only one.

        Raises
        ------
        UnknownRunError
            If there is none, or more than one.
        """
        owners.settle(self.database)
        with self.database.read() as session:
            row = _find(session, run_id)
            return _record(row, _snapshots(session, row.id) if row.result is not None else [])

    def status(self, run_id: str) -> Status:
        """Return where the run `run_id` stands."""
        owners.settle(self.database)
        with self.database.read() as session:
            return Status(_find(session, run_id).status)

    def events(self, run_id: str, after: int = 0) -> list[Event]:
        """Return the run's snapshots numbered above `after`."""
        with self.database.read() as session:
            rows = session.scalars(
                select(EventRow).where(EventRow.run_id == run_id, EventRow.seq > after).order_by(EventRow.seq)
            )
            return [Event(seq=row.seq, snapshot=Snapshot.model_validate(row.payload)) for row in rows]

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
            latest = select(RunRow).where(RunRow.status == Status.FINISHED.value).order_by(RunRow.created_at.desc())
            rows = session.scalars(latest.limit(LATEST)).all()
            took = [
                (row.result["seconds"] - row.result["teacher_seconds"])
                / students_seconds(Experiment.kept(row.experiment))
                for row in rows
                # A run that was cut short says nothing of a whole one.
                if row.result and not row.result.get("diverged") and "teacher_seconds" in row.result
            ]
        return median(took) if took else 1.0

    def rename(self, run_id: str, title: str) -> None:
        """Give a run a title; an empty one takes it away.

        Raises
        ------
        StoreError
            If it is longer than `LONGEST_TITLE`.
        """
        kept = checked_title(title)
        with self.database.write() as session:
            _find(session, run_id).title = kept

    def pin(self, run_id: str, pinned: bool = True) -> None:
        """Keep a run at the head of the list, or let it go."""
        with self.database.write() as session:
            _find(session, run_id).pinned = pinned

    def delete(self, run_id: str) -> None:
        """Delete a run with all it kept.

        Raises
        ------
        StoreError
            If it is still in flight.
        """
        owners.settle(self.database)
        with self.database.write() as session:
            row = _find(session, run_id)
            if Status(row.status).in_flight:
                raise StoreError(N_("Run {run} is still going on: stop it first."), run=row.id[:8])
            whole_id = row.id
            session.delete(row)
        artifacts.remove(self.folder, whole_id)


def _find(session: Session, run_id: str) -> RunRow:
    absent = UnknownRunError(N_("There is no run {run}; “kdviz runs” lists those there are."), run=run_id)
    several = UnknownRunError(N_("More than one run begins with {run}: give more of it."), run=run_id)
    return find(session, RunRow, run_id, absent, several)


def _snapshots(session: Session, run_id: str) -> list[Snapshot]:
    rows = session.scalars(select(EventRow).filter_by(run_id=run_id, stage="students").order_by(EventRow.seq))
    # Pictures are for the live log, which tells them again; here they would be most of what is read.
    left_out: dict[str, Any] = {"surfaces": {}, "plane": None, "similarities": {}, "likeness": None}
    return [Snapshot.model_validate({**row.payload, **left_out}) for row in rows]


def _record(row: RunRow, curves: list[Snapshot]) -> RunRecord:
    experiment = Experiment.kept(row.experiment)
    whole = {"run_id": row.id, "experiment": experiment}
    record = {
        **whole,
        "status": row.status,
        "attempt": row.attempt,
        "title": row.title,
        "pinned": row.pinned,
        "created_at": row.created_at,
        "ended_at": row.ended_at,
        "result": row.result and {**row.result, **whole, "curves": curves},
        "failure": row.failure,
    }
    return RunRecord.model_validate(record, context=KEPT)
