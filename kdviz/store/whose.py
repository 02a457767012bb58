"""Whose a job is: whoever asked for it. They may change it, and it goes when the last of them has deleted it."""

import hashlib
from pathlib import Path
from time import time

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from kdviz.catalog.limits import LIMITS
from kdviz.i18n import N_
from kdviz.store.database import Database, StoreError
from kdviz.store.home import remove_files
from kdviz.store.tables import ArtifactRow, JobRow, OwnsRow

# Who may change everything: whoever can write the database, such as a shell, and who has the host's secret.
HOST = "host"
# Seconds in which a deletion can be taken back.
DAY = 86_400.0
MEGABYTE = 1_000_000
TOO_MANY = N_(
    "You keep {count} runs and maps of {size} MB. Allowed are at most {limit} of {most} MB, with those deleted in the "
    "last day: delete some for good."
)


def of_visitor(token: str) -> str:
    """Return who has a token; the database never holds the token itself."""
    return hashlib.sha256(token.encode()).hexdigest()


def living() -> ColumnElement[bool]:
    """Return the condition that somebody owns a job still."""
    return _owned(OwnsRow.deleted_at.is_(None))


def listed(who: str) -> ColumnElement[bool]:
    """Return the condition that a job stands in the list of `who`: somebody owns it, and they have not deleted it."""
    if who == HOST:
        return living()
    return and_(living(), ~_owned(OwnsRow.who == who, OwnsRow.deleted_at.is_not(None)))


def deleted(who: str) -> ColumnElement[bool]:
    """Return the condition that `who` may take a job back: what they deleted; the host also what all its owners did."""
    lately = OwnsRow.deleted_at > time() - DAY
    if who == HOST:
        return and_(~living(), _owned(lately))
    # What the host has deleted only the host can take back.
    return and_(_owned(OwnsRow.who == who, lately), ~_owned(OwnsRow.who == HOST, OwnsRow.deleted_at.is_not(None)))


def _owned(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that somebody owns, or did, a job so."""
    return exists().where(OwnsRow.job_id == JobRow.id, *conditions).correlate(JobRow)


def is_owner(session: Session, job_id: str, who: str) -> bool:
    """Return whether `who` owns a job, and has not deleted it."""
    mine = _row(session, job_id, who)
    return mine is not None and mine.deleted_at is None


def has_deleted(session: Session, job_id: str, who: str) -> bool:
    """Return whether `who` has deleted a job, not for good."""
    mine = _row(session, job_id, who)
    return mine is not None and mine.deleted_at is not None


def give(session: Session, job_id: str, who: str) -> None:
    """Let `who` own a job; what they had deleted they have again."""
    session.merge(OwnsRow(job_id=job_id, who=who, deleted_at=None))


def check_quota(session: Session, who: str) -> None:
    """Raise `StoreError` where a visitor keeps as much as is allowed; the host may keep any number."""
    theirs = select(OwnsRow.job_id).filter_by(who=who)
    jobs = session.scalar(select(func.count()).select_from(theirs.subquery())) or 0
    size = session.scalar(select(func.sum(ArtifactRow.bytes)).where(ArtifactRow.job_id.in_(theirs))) or 0
    if who == HOST or (jobs < LIMITS.visitor_jobs and size < LIMITS.visitor_bytes):
        return
    raise StoreError(
        TOO_MANY,
        count=jobs,
        limit=LIMITS.visitor_jobs,
        size=round(size / MEGABYTE),
        most=round(LIMITS.visitor_bytes / MEGABYTE),
    )


def put_away(session: Session, job_id: str, who: str) -> None:
    """Delete a job for `who`, for a day; the host deletes it for everybody."""
    now = time()
    theirs = update(OwnsRow).filter_by(job_id=job_id, deleted_at=None)
    session.execute((theirs if who == HOST else theirs.filter_by(who=who)).values(deleted_at=now))
    if who == HOST:
        session.merge(OwnsRow(job_id=job_id, who=HOST, deleted_at=now))


def take_back(session: Session, job_id: str, who: str) -> None:
    """Undo `put_away`; what the host takes back is the host's as well from then on."""
    mine = _row(session, job_id, who)
    if who == HOST and mine is not None:
        session.execute(update(OwnsRow).filter_by(job_id=job_id, deleted_at=mine.deleted_at).values(deleted_at=None))
    give(session, job_id, who)


def is_last(session: Session, job_id: str, who: str) -> bool:
    """Return whether nobody else can miss a job that `who` deletes for good."""
    others = select(OwnsRow).filter_by(job_id=job_id).where(OwnsRow.who != who)
    return who == HOST or session.scalars(others).first() is None


def forget(session: Session, job_id: str, who: str) -> None:
    """Let `who` own a job no more, for good."""
    session.execute(delete(OwnsRow).filter_by(job_id=job_id, who=who))


def remove(folder: Path, job_id: str) -> None:
    """Remove the files of a job, if there are any.

    Raises
    ------
    StoreError
        If they cannot be.
    """
    try:
        remove_files(folder, job_id)
    except OSError as error:
        raise StoreError.of(error, str(folder)) from error


def clear(database: Database, folder: Path) -> None:
    """Remove what was deleted more than a day ago, the files first, so that there is room to write the rest."""
    before = OwnsRow.deleted_at <= time() - DAY
    with database.read() as session:
        if session.scalars(select(OwnsRow).where(before)).first() is None:
            return
        over = session.scalars(select(JobRow.id).where(~_owned(or_(OwnsRow.deleted_at.is_(None), ~before)))).all()
    for job_id in over:
        remove(folder, job_id)
    with database.write() as session:
        session.execute(delete(JobRow).where(JobRow.id.in_(over)))
        session.execute(delete(OwnsRow).where(before))


def _row(session: Session, job_id: str, who: str) -> OwnsRow | None:
    return session.get(OwnsRow, (job_id, who))
