"""Who watches which run. A lease that is not renewed ends, and a run without viewers with it."""

from collections.abc import Sequence
from time import time

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from kdviz.store.tables import LeaseRow


def take(session: Session, run_id: str, viewer: str) -> None:
    """Let `viewer` watch the run."""
    session.merge(LeaseRow(run_id=run_id, viewer=viewer, renewed_at=time()))


def renew(session: Session, viewer: str) -> None:
    """Say that `viewer` is still there, whatever they watch."""
    session.execute(update(LeaseRow).where(LeaseRow.viewer == viewer).values(renewed_at=time()))


def leave(session: Session, run_id: str, viewer: str) -> None:
    """Let `viewer` watch the run no more."""
    session.execute(delete(LeaseRow).where(LeaseRow.run_id == run_id, LeaseRow.viewer == viewer))


def expire(session: Session, seconds: float) -> None:
    """End the leases that were last renewed more than `seconds` ago."""
    session.execute(delete(LeaseRow).where(LeaseRow.renewed_at < time() - seconds))


def viewers(session: Session, run_ids: Sequence[str]) -> dict[str, set[str]]:
    """Return who watches each of the runs."""
    found: dict[str, set[str]] = {run_id: set() for run_id in run_ids}
    for row in session.scalars(select(LeaseRow).where(LeaseRow.run_id.in_(run_ids))):
        found[row.run_id].add(row.viewer)
    return found
