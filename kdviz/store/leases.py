"""The leases: who watches which job. A lease that nobody renews ends; a job without viewers is stopped."""

from collections.abc import Collection
from time import time

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from kdviz.store.database import Database
from kdviz.store.processes import IN_FLIGHT
from kdviz.store.tables import JobRow, LeaseRow


class Leases:
    """The leases of a database, for jobs of any kind."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, job_id: str, viewer: str) -> None:
        """Give `viewer` a lease of any job that is still in flight."""
        in_flight = select(JobRow.id).where(JobRow.id == job_id, JobRow.status.in_(IN_FLIGHT))
        with self._database.read() as session:
            if not session.scalars(in_flight).first():
                # What has ended is looked at without writing, on a full or read-only disk, too.
                return
        with self._database.write() as session:
            if session.scalars(in_flight.with_for_update()).first():
                grant(session, job_id, viewer)

    def renew(self, *viewers: str) -> None:
        """Renew every lease of `viewers`."""
        with self._database.write() as session:
            session.execute(update(LeaseRow).where(LeaseRow.viewer.in_(viewers)).values(renewed_at=time()))

    def leave(self, job_id: str, *viewers: str) -> None:
        """End the viewers' leases of the job."""
        with self._database.write() as session:
            session.execute(delete(LeaseRow).where(LeaseRow.job_id == job_id, LeaseRow.viewer.in_(viewers)))

    def expire(self, seconds: float) -> None:
        """End the leases that were last renewed more than `seconds` ago, or before the clock was set back."""
        with self._database.write() as session:
            # Not before the database is ours: what is renewed while others write would be after `now`.
            now = time()
            renewed = LeaseRow.renewed_at.between(now - seconds, now + seconds)
            session.execute(delete(LeaseRow).where(~renewed))

    def viewers(self, job_ids: Collection[str]) -> dict[str, set[str]]:
        """Return who watches each of the jobs."""
        found: dict[str, set[str]] = {job_id: set() for job_id in job_ids}
        with self._database.read() as session:
            for lease in session.scalars(select(LeaseRow).where(LeaseRow.job_id.in_(job_ids))):
                found[lease.job_id].add(lease.viewer)
        return found


def grant(session: Session, job_id: str, viewer: str) -> None:
    """Give `viewer` a lease of the job, within the transaction of `session`."""
    session.merge(LeaseRow(job_id=job_id, viewer=viewer, renewed_at=time()))
