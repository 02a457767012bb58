"""What the process that submits runs writes down of them."""

import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kdviz.experiment import Experiment
from kdviz.results import Failure, Outcome, Snapshot, Status
from kdviz.store import artifacts, leases, samples
from kdviz.store import processes as owners
from kdviz.store.database import Database
from kdviz.store.identity import sources_digest
from kdviz.store.tables import EventRow, RunRow

STAGES = ("teacher", "stage", "students")
KEPT_ELSEWHERE = {"run_id", "experiment", "curves"}


@dataclass(frozen=True)
class Entry:
    """What became of an experiment that was to be entered.

    Attributes
    ----------
    run_id : str or None
    begun : bool
        Whether the run is a new one.
    repeated : bool
        Whether it had finished before; neither where it is in flight already.
    """

    run_id: str | None
    begun: bool
    repeated: bool


class Ledger:
    """The log of one process's runs; each run is written by its owner alone.

    Parameters
    ----------
    database : Database
    folder : Path
        Where runs' files go.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder
        with database.write() as session:
            self.owner = owners.register(session)

    def enter(self, experiment: Experiment, viewer: str, *, afresh: bool, room: bool) -> Entry:
        """Let `viewer` watch an equal run that there is, or else begin a new one.

        Parameters
        ----------
        experiment : Experiment
        viewer : str
        afresh : bool
            Whether a finished equal run will not do.
        room : bool
            Whether a new run may begin.

        Returns
        -------
        Entry
            Its `run_id` is None where there is neither an equal run nor room.
        """
        try:
            return self._enter(experiment, viewer, afresh=afresh, room=room)
        except IntegrityError:
            # Another process has begun an equal run in between, which is there now.
            return self._enter(experiment, viewer, afresh=afresh, room=room)

    def _enter(self, experiment: Experiment, viewer: str, *, afresh: bool, room: bool) -> Entry:
        digest = experiment.digest(salt=sources_digest())
        with self._database.write() as session:
            owners.interrupt_runs(session, owners.gone(session))
            equal = select(RunRow).where(RunRow.digest == digest)
            row = session.scalars(equal.where(RunRow.status.in_(owners.IN_FLIGHT))).first()
            if row is None and not afresh:
                finished = equal.where(RunRow.status == Status.FINISHED.value).order_by(RunRow.created_at.desc())
                if row := session.scalars(finished.limit(1)).first():
                    return Entry(row.id, begun=False, repeated=True)
            if row is None and not room:
                return Entry(None, begun=False, repeated=False)
            begun = row is None
            if row is None:
                row = RunRow(
                    id=uuid.uuid4().hex,
                    digest=digest,
                    experiment=experiment.model_dump(mode="json"),
                    status=Status.WAITING.value,
                    owner=self.owner,
                    created_at=time.time(),
                )
                session.add(row)
                session.flush()
            leases.take(session, row.id, viewer)
            return Entry(row.id, begun=begun, repeated=False)

    def start(self, run_id: str) -> None:
        """Note that a worker has begun; again, if the one before was lost."""
        with self._database.write() as session:
            session.execute(
                update(RunRow)
                .where(RunRow.id == run_id, RunRow.status.in_(owners.IN_FLIGHT))
                .values(status=Status.RUNNING.value, attempt=RunRow.attempt + 1)
            )

    def requeue(self, run_id: str) -> None:
        """Note that a run has lost its worker and waits again."""
        with self._database.write() as session:
            session.execute(
                update(RunRow)
                .where(RunRow.id == run_id, RunRow.status == Status.RUNNING.value)
                .values(status=Status.WAITING.value)
            )

    def append(self, run_id: str, snapshot: Snapshot) -> bool:
        """Enter a snapshot under the next number; one that an earlier attempt has told is dropped.

        Returns
        -------
        bool
            Whether it was entered.
        """
        with self._database.write() as session:
            return _append(session, run_id, snapshot)

    def finish(self, run_id: str, outcome: Outcome) -> None:
        """Keep what a run came to; the row that says so is written last."""
        files = [
            artifacts.write(self._folder, run_id, name, arrays)
            for name, arrays in samples.keep_once(self._folder, outcome.files).items()
        ]
        with self._database.write() as session:
            row = session.get(RunRow, run_id)
            if row is None or not Status(row.status).in_flight:
                # Its last viewer left, or deleted it, while its result was on the way.
                artifacts.remove(self._folder, run_id)
                return
            for snapshot in outcome.result.curves:
                _append(session, run_id, snapshot)
            for file in files:
                session.merge(file)
            self._end(
                session, run_id, Status.FINISHED, result=outcome.result.model_dump(mode="json", exclude=KEPT_ELSEWHERE)
            )

    def fail(self, run_id: str, failure: Failure) -> None:
        """Note why a run has no result."""
        with self._database.write() as session:
            self._end(session, run_id, Status.FAILED, failure=failure.model_dump(mode="json"))

    def stop(self, run_id: str) -> None:
        """Note that a run's last viewer has left."""
        with self._database.write() as session:
            self._end(session, run_id, Status.STOPPED)

    def _end(self, session: Session, run_id: str, status: Status, **what: Any) -> None:
        session.execute(
            update(RunRow)
            .where(RunRow.id == run_id, RunRow.status.in_(owners.IN_FLIGHT))
            .values(status=status.value, ended_at=time.time(), **what)
        )

    def watch(self, run_id: str, viewer: str) -> None:
        """Let `viewer` watch the run, whoever began it, if it is still in flight."""
        with self._database.write() as session:
            row = session.get(RunRow, run_id)
            if row is not None and Status(row.status).in_flight:
                leases.take(session, run_id, viewer)

    def renew(self, viewer: str) -> None:
        """Say that `viewer` is still there."""
        with self._database.write() as session:
            leases.renew(session, viewer)

    def leave(self, run_id: str, viewer: str) -> None:
        """Let `viewer` watch the run no more."""
        with self._database.write() as session:
            leases.leave(session, run_id, viewer)

    def viewers(self, run_ids: list[str]) -> dict[str, set[str]]:
        """Return who watches each of the runs."""
        with self._database.read() as session:
            return leases.viewers(session, run_ids)

    def beat(self) -> None:
        """Say that this process lives."""
        with self._database.write() as session:
            owners.beat(session, self.owner)

    def expire(self, lease: float) -> None:
        """End leases that were not renewed for `lease` seconds."""
        with self._database.write() as session:
            leases.expire(session, lease)

    def close(self, left: list[str]) -> None:
        """Sign off; the runs in `left` end with this process."""
        with self._database.write() as session:
            for run_id in left:
                self._end(session, run_id, Status.INTERRUPTED)
            owners.sign_off(session, self.owner)


def _append(session: Session, run_id: str, snapshot: Snapshot) -> bool:
    last = session.scalars(select(EventRow).filter_by(run_id=run_id).order_by(EventRow.seq.desc()).limit(1)).first()
    if last is not None:
        # What grows from one snapshot of a run to the next; runs of an earlier kdviz know no place.
        told = (STAGES.index(last.stage), last.payload.get("place", 0), last.step)
        if told >= (STAGES.index(snapshot.stage), snapshot.place, snapshot.step):
            return False
    session.add(
        EventRow(
            run_id=run_id,
            seq=last.seq + 1 if last else 1,
            stage=snapshot.stage,
            step=snapshot.step,
            payload=snapshot.model_dump(mode="json"),
        )
    )
    session.flush()
    return True
