"""The owners: processes that submit jobs. A job whose owner is gone was interrupted."""

import os
import socket
import time
from collections.abc import Collection, Iterable
from contextlib import suppress

import psutil
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from kdviz.results import Status
from kdviz.store.database import Database, StoreError
from kdviz.store.tables import JobRow, LeaseRow, OwnerRow

# Longer than a process may be busy with starting its workers.
SILENCE = 120.0
IN_FLIGHT = [status.value for status in Status if status.in_flight]


def beat(session: Session, owner: str) -> None:
    """Record that this process lives as `owner`, also if another has taken it for gone meanwhile."""
    born = psutil.Process().create_time()
    me = {"host": socket.gethostname(), "pid": os.getpid(), "pid_born": born, "seen_at": time.time()}
    session.merge(OwnerRow(id=owner, **me))


def bury(session: Session) -> None:
    """Clear away what killed processes have left: their rows, their jobs in flight, and leases of what has ended."""
    dead = [owner.id for owner in session.scalars(select(OwnerRow)) if not _alive(owner)]
    interrupt(session, [*dead, *gone(session)])
    session.execute(delete(OwnerRow).where(OwnerRow.id.in_(dead)))
    in_flight = select(JobRow.id).where(JobRow.status.in_(IN_FLIGHT))
    session.execute(delete(LeaseRow).where(LeaseRow.job_id.not_in(in_flight)))


def sign_off(session: Session, owner: str) -> None:
    """Remove `owner`."""
    session.execute(delete(OwnerRow).where(OwnerRow.id == owner))


def gone(session: Session) -> list[str]:
    """Return the owners of jobs in flight that are no longer alive."""
    found = session.scalars(select(JobRow.owner).where(JobRow.status.in_(IN_FLIGHT)).distinct()).all()
    return [owner for owner in found if not _alive(session.get(OwnerRow, owner))]


def _alive(owner: OwnerRow | None) -> bool:
    if owner is None:
        return False
    heard = time.time() - owner.seen_at < SILENCE
    if owner.host != socket.gethostname():
        return heard
    try:
        process = psutil.Process(owner.pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        # Another process may have been given its number; but a clock that was set moves the time of birth, too.
        return heard or bool(abs(process.create_time() - owner.pid_born) < 1)
    except psutil.NoSuchProcess:
        return False


def interrupt(session: Session, owners: list[str]) -> None:
    """Mark what `owners` had in flight as interrupted."""
    session.execute(
        update(JobRow)
        .where(JobRow.status.in_(IN_FLIGHT), JobRow.owner.in_(owners))
        .values(status=Status.INTERRUPTED.value, ended_at=time.time())
    )


def settle(database: Database) -> list[str]:
    """Mark the jobs in flight of dead owners as interrupted, and return these owners."""
    with database.read() as session:
        lost = gone(session)
    # A disk that is full or read-only does not keep anyone from reading; see `show_settled`.
    with suppress(StoreError):
        if lost:
            with database.write() as session:
                interrupt(session, lost)
    return lost


def show_settled(rows: Iterable[JobRow], lost: Collection[str]) -> None:
    """Mark rows that were read as interrupted where their owners are `lost`, though that could not be written."""
    for row in rows:
        if row.owner in lost and row.status in IN_FLIGHT:
            set_committed_value(row, "status", Status.INTERRUPTED.value)
