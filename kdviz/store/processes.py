"""The owners: processes that submit jobs. A job whose owner is gone was interrupted."""

import os
import socket
import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

import psutil
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from kdviz.results import Status
from kdviz.store.database import Database, StoreError
from kdviz.store.tables import JobRow, LeaseRow, OwnerRow

# Longer than a process may be busy with starting its workers.
SILENCE = 120.0
# Linux names each time that a computer is on.
BOOT = Path("/proc/sys/kernel/random/boot_id")
IN_FLIGHT = [status.value for status in Status if status.in_flight]


def beat(session: Session, owner: str) -> None:
    """Record that this process lives as `owner`, also if another has taken it for gone meanwhile."""
    me = {"host": _here(), "pid": os.getpid(), "pid_born": _born(psutil.Process()), "seen_at": time.time()}
    session.merge(OwnerRow(id=owner, **me))


def _here() -> str:
    """Return the name of this computer and, where it has one, the name of its time since it was switched on."""
    return f"{socket.gethostname()}/{BOOT.read_text('ascii').strip() if BOOT.exists() else ''}"


def _born(process: psutil.Process) -> float:
    """Return when a process began, by a clock that nobody sets: on Linux in seconds since the computer did.

    There psutil adds the time of day at which the computer began, which changes when its clock is set.
    """
    return float(process.create_time() - (psutil.boot_time() if BOOT.exists() else 0))


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
    host, _, boot = owner.host.partition("/")
    here, _, now = _here().partition("/")
    if host != here:
        return heard
    if boot != now:
        # Switched off meanwhile; an older kdviz did not say.
        return heard and not boot
    try:
        process = psutil.Process(owner.pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        # Another process may have been given its number.
        return abs(_born(process) - owner.pid_born) < 1
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
