"""The owners: processes that submit jobs. A job whose owner is gone was interrupted."""

import os
import socket
import time
import uuid

import psutil
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from kdviz.results import Status
from kdviz.store.database import Database
from kdviz.store.tables import JobRow, OwnerRow

# Longer than a process may be busy with starting its workers.
SILENCE = 120.0
IN_FLIGHT = [status.value for status in Status if status.in_flight]


def register(session: Session) -> str:
    """Enter this process and return its id."""
    me = OwnerRow(
        id=uuid.uuid4().hex,
        host=socket.gethostname(),
        pid=os.getpid(),
        pid_born=psutil.Process().create_time(),
        seen_at=time.time(),
    )
    session.add(me)
    return me.id


def beat(session: Session, owner: str) -> None:
    """Record that `owner` lives."""
    session.execute(update(OwnerRow).where(OwnerRow.id == owner).values(seen_at=time.time()))


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


def settle(database: Database) -> None:
    """Mark the jobs in flight of dead owners as interrupted."""
    with database.read() as session:
        lost = gone(session)
    if lost:
        with database.write() as session:
            interrupt(session, lost)
