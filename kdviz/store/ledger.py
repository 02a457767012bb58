"""The ledger: everything that a process writes of the jobs that it submits."""

import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kdviz.catalog.device import Device
from kdviz.results import Arrays, Failure, Status
from kdviz.store import artifacts, samples, whose
from kdviz.store import processes as owners
from kdviz.store.database import Database, StoreError
from kdviz.store.device import Elsewhere, elsewhere, is_job_of, is_of, last_device
from kdviz.store.home import remove_files
from kdviz.store.leases import Leases, grant
from kdviz.store.records import last_seq, places
from kdviz.store.tables import EventRow, JobRow, LeaseRow, PartRow

# Stands for the digest of a part that was lost by accident: no other job takes it over, and its own tries it again.
LOST = ""
FINISHED = Status.FINISHED.value


@dataclass(frozen=True)
class Asked:
    """A request as the store keeps it.

    Attributes
    ----------
    digest : str
        What equal requests share.
    in_parts : bool
        Whether a job that ended early goes on from its finished parts when it is submitted again.
    parts : mapping of int to str
        Digests, by place, of the parts that are known from the start.
    """

    kind: str
    digest: str
    request: dict[str, Any]
    in_parts: bool = False
    parts: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Submission:
    """The answer to a request.

    Attributes
    ----------
    begun : bool
        Whether the job is new, or goes on after it had ended early.
    repeated : bool
        Whether an equal job has finished before. If neither is true, an equal job is in flight.
    elsewhere : Elsewhere or None
        An equal job that has finished, and is not the answer, since it trained on another kind of device.
    """

    job_id: str
    begun: bool = False
    repeated: bool = False
    elsewhere: Elsewhere | None = None


@dataclass(frozen=True)
class Part:
    """A finished part of a job: its outcome, and the digest that equal parts share, or `LOST`."""

    outcome: dict[str, Any]
    digest: str


@dataclass(frozen=True)
class Final:
    """What a finished job keeps beside its parts: the end of its log, its result as JSON, and files of named arrays."""

    events: Sequence[dict[str, Any]] = ()
    result: dict[str, Any] | None = None
    files: Mapping[str, Arrays] = field(default_factory=dict)


class Ledger:
    """The writer of one process's jobs; each job is written by its owner alone. Files go to `folder`.

    What killed processes have left in the database, and what was deleted long ago, is cleared away as it opens.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder
        self.leases = Leases(database)
        self.owner = uuid.uuid4().hex
        # A disk that is full or read-only keeps nobody from looking at what there is; whoever begins a job is told.
        with suppress(StoreError), database.write() as session:
            owners.bury(session)
            owners.beat(session, self.owner)
        with suppress(StoreError):
            whose.clear(database, folder)

    def enter(
        self, asked: Asked, viewer: str, *, afresh: bool = False, room: bool = True, who: str = whose.HOST
    ) -> Submission | None:
        """Find an equal job, go on with one that had ended early, or begin a new one, and give `viewer` its lease.

        `who` owns it from then on.

        Parameters
        ----------
        afresh : bool
            Whether to begin a new job even if an equal one has finished, and to take over no parts of other jobs.
        room : bool
            Whether a job may begin; None is returned where there is neither an equal one nor room.

        Raises
        ------
        StoreError
            If a job must begin and `who` keeps as much as a visitor may.
        """
        with self._database.read() as session:
            known = None if afresh else _repeated(session, asked, last_device(self._folder))
            if known and whose.is_owner(session, known.job_id, who):
                # Nothing is written, so that what is kept is found on any disk.
                return known
        try:
            return self._enter(asked, viewer, afresh=afresh, room=room, who=who)
        except IntegrityError:
            # Another process has begun an equal job in between, which is there now.
            return self._enter(asked, viewer, afresh=afresh, room=room, who=who)
        except StoreError:
            if known is None:
                raise
            # It stays somebody else's.
            return known

    def _enter(self, asked: Asked, viewer: str, *, afresh: bool, room: bool, who: str) -> Submission | None:
        device = last_device(self._folder)
        with self._database.write() as session:
            owners.interrupt(session, owners.gone(session))
            owners.beat(session, self.owner)
            other = None if afresh else elsewhere(session, _latest(asked).filter_by(status=FINISHED), device)
            if row := session.scalars(_in_flight(asked).with_for_update()).first():
                grant(session, row.id, viewer)
                whose.give(session, row.id, who)
                return Submission(row.id, elsewhere=other)
            if not afresh and (known := _repeated(session, asked, device)):
                whose.give(session, known.job_id, who)
                return known
            if not room:
                return None
            row = session.scalars(_latest(asked, device)).first() if asked.in_parts and not afresh else None
            if row is None:
                whose.check_quota(session, who)
                row = JobRow(
                    id=uuid.uuid4().hex,
                    kind=asked.kind,
                    digest=asked.digest,
                    request=asked.request,
                    created_at=time.time(),
                )
                session.add(row)
            row.status, row.owner, row.ended_at, row.failure = Status.WAITING.value, self.owner, None, None
            session.flush()
            grant(session, row.id, viewer)
            whose.give(session, row.id, who)
            session.execute(delete(PartRow).filter_by(job_id=row.id, digest=LOST))
            if not afresh:
                _take_over(session, row.id, asked.parts, device)
            return Submission(row.id, begun=True, elsewhere=other)

    def start(self, job_id: str, attempt: int) -> None:
        """Record that a worker has begun attempt number `attempt`."""
        self._set(job_id, status=Status.RUNNING.value, attempt=attempt)

    def requeue(self, job_id: str) -> None:
        """Record that a job has lost its workers and waits again."""
        self._set(job_id, status=Status.WAITING.value)

    def append(self, job_id: str, events: Sequence[dict[str, Any]]) -> None:
        """Append events to a job's log, under the next numbers."""
        with self._database.write() as session:
            _append(session, job_id, events)

    def keep(self, job_id: str, parts: Mapping[int, Part], seconds: float | None) -> None:
        """Keep finished parts by place, and the seconds of work so far; does nothing for a deleted job.

        Without `seconds` the parts come late: the job may have been begun again, and only places without a part change.
        """
        with self._database.write() as session:
            row = session.get(JobRow, job_id)
            if row is None:
                return
            there = places(session, job_id) if seconds is None else ()
            for place, part in parts.items():
                if place not in there:
                    session.merge(PartRow(job_id=job_id, place=place, digest=part.digest, outcome=part.outcome))
            if seconds is not None:
                row.seconds = seconds

    def finish(self, job_id: str, final: Final, seconds: float) -> None:
        """Keep a finished job's files and result; its row is written last."""
        files = [
            artifacts.write(self._folder, job_id, name, arrays)
            for name, arrays in samples.keep_once(self._folder, final.files).items()
        ]
        with self._database.write() as session:
            row = session.get(JobRow, job_id)
            if row is None or not Status(row.status).in_flight:
                # Its last viewer left, or deleted it, while its result was on the way.
                remove_files(self._folder, job_id)
                return
            _append(session, job_id, final.events)
            for file in files:
                session.merge(file)
            row.status, row.ended_at, row.seconds = FINISHED, time.time(), seconds
            row.result = final.result

    def fail(self, job_id: str, failure: Failure) -> None:
        """Record why a job has no result."""
        self._set(job_id, status=Status.FAILED.value, ended_at=time.time(), failure=failure.model_dump(mode="json"))

    def stop(self, job_id: str) -> bool:
        """Stop a job if nobody watches it, and return whether it has ended; its finished parts stay."""
        with self._database.write() as session:
            # Whoever takes a lease locks the row as well: nobody can join a job that is about to end.
            row = session.get(JobRow, job_id, with_for_update=True)
            if row is None or not Status(row.status).in_flight:
                return True
            if session.scalars(select(LeaseRow).filter_by(job_id=job_id)).first():
                return False
            row.status, row.ended_at = Status.STOPPED.value, time.time()
            return True

    def _set(self, job_id: str, **what: Any) -> None:
        with self._database.write() as session:
            session.execute(
                update(JobRow).where(JobRow.id == job_id, JobRow.status.in_(owners.IN_FLIGHT)).values(**what)
            )

    def beat(self) -> None:
        """Record that this process lives."""
        with self._database.write() as session:
            owners.beat(session, self.owner)

    def close(self) -> None:
        """Remove this process from the owners; its jobs in flight become interrupted."""
        # Where that cannot be written it is as if the process had been killed: the next to look at its jobs sees it.
        with suppress(StoreError), self._database.write() as session:
            owners.sign_off(session, self.owner)
            owners.bury(session)


def _latest(asked: Asked, device: Device | None = None) -> Select[JobRow]:
    """Return the query for the latest equal job, on a kind of device or on any; one that is deleted answers none."""
    living = select(JobRow).filter_by(kind=asked.kind, digest=asked.digest).where(whose.living())
    equal = living.where(is_job_of(device))
    return equal.order_by(JobRow.created_at.desc()).limit(1)


def _in_flight(asked: Asked) -> Select[JobRow]:
    return _latest(asked).where(JobRow.status.in_(owners.IN_FLIGHT))


def _repeated(session: Session, asked: Asked, device: Device | None) -> Submission | None:
    """Return the answer by a finished equal job of the kind of `device`, unless one is in flight."""
    latest = _latest(asked, device)
    row = session.scalars(latest if asked.in_parts else latest.filter_by(status=FINISHED)).first()
    if row is None or row.status != FINISHED or _has_lost(session, row.id):
        return None
    return None if session.scalars(_in_flight(asked)).first() else Submission(row.id, repeated=True)


def _append(session: Session, job_id: str, events: Sequence[dict[str, Any]]) -> None:
    numbered = enumerate(events, last_seq(session, job_id) + 1)
    session.add_all(EventRow(job_id=job_id, seq=seq, payload=event) for seq, event in numbered)
    session.flush()


def _has_lost(session: Session, job_id: str) -> bool:
    return session.scalars(select(PartRow.place).filter_by(job_id=job_id, digest=LOST)).first() is not None


def _take_over(session: Session, job_id: str, wanted: Mapping[int, str], device: Device | None) -> None:
    """Copy the parts that other jobs have finished on the same kind of device."""
    there = places(session, job_id)
    kept = select(PartRow).join(JobRow, JobRow.id == PartRow.job_id).where(whose.living())
    equal = session.scalars(kept.where(PartRow.digest.in_(wanted.values()), is_of(device, PartRow.outcome)))
    known = {part.digest: part.outcome for part in equal}
    session.add_all(
        PartRow(job_id=job_id, place=place, digest=digest, outcome=known[digest])
        for place, digest in wanted.items()
        if place not in there and digest in known
    )
    session.flush()
