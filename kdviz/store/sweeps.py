"""The sweeps that there were, as their readers see them."""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdviz.experiment import Axis, Experiment, Sweep
from kdviz.i18n import N_
from kdviz.results import Failure, Status
from kdviz.results.cell import CellOutcome, CellRecord
from kdviz.results.record import SweepRecord
from kdviz.store import names
from kdviz.store import processes as owners
from kdviz.store.database import Database, StoreError
from kdviz.store.history import History
from kdviz.store.tables import CellRow, SweepRow


class UnknownSweepError(StoreError):
    """There is no such sweep."""


class Sweeps:
    """Every sweep of a database: list them, look into one, name it, delete it.

    Parameters
    ----------
    database : Database, optional
        That of ``KDVIZ_DATABASE_URL`` or ``KDVIZ_HOME`` where none is given.

    Raises
    ------
    StoreError
        If the database cannot be opened; every method raises it if the database cannot be read or written.
    """

    def __init__(self, database: Database | None = None) -> None:
        self.database = database or History().database

    def all(self, limit: int | None = None) -> list[SweepRecord]:
        """Return all sweeps, or as many as `limit`, the newest first, without their cells."""
        owners.settle(self.database)
        with self.database.read() as session:
            rows = session.scalars(select(SweepRow).order_by(SweepRow.created_at.desc()).limit(limit)).all()
            known = CellRow.sweep_id.in_([row.id for row in rows])
            trained: dict[str, set[int]] = {row.id: set() for row in rows}
            for sweep_id, place in session.execute(select(CellRow.sweep_id, CellRow.place).where(known)):
                trained[sweep_id].add(place)
            return [_record(row, (), trained[row.id]) for row in rows]

    def get(self, sweep_id: str) -> SweepRecord:
        """Return one sweep with all its cells; the beginning of its id will do where it is the only one.

        Raises
        ------
        UnknownSweepError
            If there is none, or more than one.
        """
        owners.settle(self.database)
        with self.database.read() as session:
            row = find(session, sweep_id)
            found = {cell.place: cell for cell in session.scalars(select(CellRow).filter_by(sweep_id=row.id))}
            records = tuple(
                CellRecord(
                    cell.place,
                    cell.values,
                    None if cell.place in found else cell.problem,
                    CellOutcome.model_validate(found[cell.place].outcome) if cell.place in found else None,
                )
                for cell in sweep_of(row).cells
            )
            return _record(row, records, found)

    def whole_id(self, sweep_id: str) -> str:
        """Return the id that begins with `sweep_id`; raises as `get` does."""
        with self.database.read() as session:
            return find(session, sweep_id).id

    def status(self, sweep_id: str) -> Status:
        """Return where the sweep `sweep_id` stands."""
        owners.settle(self.database)
        with self.database.read() as session:
            return Status(find(session, sweep_id).status)

    def seconds(self, sweep_id: str) -> float:
        """Return how long a sweep has been trained."""
        with self.database.read() as session:
            return find(session, sweep_id).seconds

    def standing(self, sweep_id: str) -> tuple[Status, int, int]:
        """Return where a sweep stands, how many of its cells are trained or cannot be, and how many there are."""
        owners.settle(self.database)
        with self.database.read() as session:
            row = find(session, sweep_id)
            trained = set(session.scalars(select(CellRow.place).filter_by(sweep_id=row.id)))
            sweep = sweep_of(row)
            return Status(row.status), _done(sweep, trained), len(sweep.cells)

    def rename(self, sweep_id: str, title: str) -> None:
        """Give a sweep a title; an empty one takes it away.

        Raises
        ------
        StoreError
            If it is too long.
        """
        kept = names.checked_title(title)
        with self.database.write() as session:
            find(session, sweep_id).title = kept

    def delete(self, sweep_id: str) -> None:
        """Delete a sweep with its cells.

        Raises
        ------
        StoreError
            If it is still in flight.
        """
        owners.settle(self.database)
        with self.database.write() as session:
            row = find(session, sweep_id)
            if Status(row.status).in_flight:
                raise StoreError(N_("Sweep {sweep} is still going on: stop it first."), sweep=row.id[:8])
            session.delete(row)


def find(session: Session, sweep_id: str) -> SweepRow:
    """Return the row whose id begins with `sweep_id`.

    Raises
    ------
    UnknownSweepError
        If there is none, or more than one.
    """
    absent = UnknownSweepError(N_("There is no sweep {sweep}."), sweep=sweep_id)
    several = UnknownSweepError(N_("More than one sweep begins with {sweep}: give more of it."), sweep=sweep_id)
    return names.find(session, SweepRow, sweep_id, absent, several)


def sweep_of(row: SweepRow) -> Sweep:
    """Return the sweep that was submitted; limits may have changed since, and do not concern what has been trained."""
    return _sweep_as_kept(json.dumps([row.base, row.axes]))


@lru_cache(maxsize=64)
def _sweep_as_kept(text: str) -> Sweep:
    # What was submitted changes no more, and its cells are many experiments.
    base, axes = json.loads(text)
    return Sweep.model_construct(base=Experiment.kept(base), axes=tuple(map(Axis.model_validate, axes)))


def _done(sweep: Sweep, trained: Iterable[int]) -> int:
    """Count the cells that are trained or cannot be."""
    return len({*trained, *(cell.place for cell in sweep.cells if cell.problem)})


def _record(row: SweepRow, cells: Sequence[CellRecord], trained: Iterable[int]) -> SweepRecord:
    sweep = sweep_of(row)
    return SweepRecord(
        sweep_id=row.id,
        sweep=sweep,
        status=Status(row.status),
        title=row.title,
        created_at=row.created_at,
        ended_at=row.ended_at,
        seconds=row.seconds,
        failure=Failure.model_validate(row.failure) if row.failure else None,
        cells=tuple(cells),
        done=_done(sweep, trained),
    )
