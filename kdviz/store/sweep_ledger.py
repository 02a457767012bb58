"""What the process that submits sweeps writes down of them."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kdviz.experiment import Experiment, Sweep
from kdviz.results import Failure, Status
from kdviz.results.cell import CellOutcome
from kdviz.store import processes as owners
from kdviz.store.database import Database
from kdviz.store.identity import sources_digest
from kdviz.store.tables import CellRow, SweepRow

# Counted up when what is kept of a cell changes, so that older ones are not found any more.
FORMAT = "cell-2"
# In the place of the digest of a cell that was lost by mischance: no other sweep has it, and its own tries it again.
LOST = ""


@dataclass(frozen=True)
class SweepEntry:
    """What became of a sweep that was to be entered.

    Attributes
    ----------
    sweep_id : str or None
        None where there is neither an equal sweep nor room.
    begun : bool
        Whether this process is to train it: a new sweep, or one that was stopped and goes on.
    repeated : bool
        Whether it had finished before; neither where it is in flight already.
    done : frozenset of int
        Places of the cells that are known.
    """

    sweep_id: str | None
    begun: bool
    repeated: bool
    done: frozenset[int] = frozenset()


class SweepLedger:
    """The log of one process's sweeps.

    Parameters
    ----------
    database : Database
    owner : str
        This process, as `owners.register` entered it.
    """

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner

    def enter(self, sweep: Sweep, viewer: str, *, afresh: bool, room: bool) -> SweepEntry:
        """Let `viewer` watch an equal sweep, let one that had ended early go on, or begin a new one.

        Cells that an earlier sweep has trained are taken over, unless `afresh`.
        """
        try:
            return self._enter(sweep, viewer, afresh=afresh, room=room)
        except IntegrityError:
            # Another process has begun an equal sweep in between, which is there now.
            return self._enter(sweep, viewer, afresh=afresh, room=room)

    def _enter(self, sweep: Sweep, viewer: str, *, afresh: bool, room: bool) -> SweepEntry:
        digest = sweep.digest(salt=_salt())
        with self._database.write() as session:
            owners.interrupt_runs(session, owners.gone(session))
            equal = select(SweepRow).where(SweepRow.digest == digest).order_by(SweepRow.created_at.desc())
            if row := session.scalars(equal.where(SweepRow.status.in_(owners.IN_FLIGHT))).first():
                row.viewers = {**row.viewers, viewer: time.time()}
                return SweepEntry(row.id, begun=False, repeated=False)
            row = None if afresh else session.scalars(equal.limit(1)).first()
            if row is not None and row.status == Status.FINISHED.value and not _lost(session, row.id):
                return SweepEntry(row.id, begun=False, repeated=True)
            if not room:
                return SweepEntry(None, begun=False, repeated=False)
            if row is None:
                row = SweepRow(
                    id=uuid.uuid4().hex,
                    digest=digest,
                    base=sweep.base.model_dump(mode="json"),
                    axes=[axis.model_dump(mode="json") for axis in sweep.axes],
                    created_at=time.time(),
                    title="",
                    seconds=0.0,
                )
                session.add(row)
            row.status, row.owner, row.ended_at, row.failure = Status.WAITING.value, self._owner, None, None
            row.viewers = {viewer: time.time()}
            session.flush()
            session.execute(delete(CellRow).where(CellRow.sweep_id == row.id, CellRow.digest == LOST))
            if not afresh:
                _take_over(session, row.id, sweep)
            done = session.scalars(select(CellRow.place).filter_by(sweep_id=row.id))
            return SweepEntry(row.id, begun=True, repeated=False, done=frozenset(done))

    def start(self, sweep_id: str) -> None:
        """Note that a worker has begun."""
        self._set(sweep_id, status=Status.RUNNING.value)

    def keep(
        self,
        sweep_id: str,
        cells: Mapping[int, tuple[Experiment, CellOutcome]],
        seconds: float,
        *,
        lost: bool = False,
    ) -> bool:
        """Keep trained cells by their places, and what the sweep has taken so far; not of one that has been deleted.

        Those that were `lost` say why, and are trained when the sweep is asked for again.

        Returns
        -------
        bool
            Whether there is such a sweep.
        """
        with self._database.write() as session:
            if session.get(SweepRow, sweep_id) is None:
                return False
            for place, (experiment, outcome) in cells.items():
                session.merge(
                    CellRow(
                        sweep_id=sweep_id,
                        place=place,
                        digest=LOST if lost else experiment.digest(salt=_salt()),
                        outcome=outcome.model_dump(mode="json"),
                    )
                )
            session.execute(update(SweepRow).where(SweepRow.id == sweep_id).values(seconds=seconds))
            return True

    def finish(self, sweep_id: str) -> None:
        """Note that every cell is there."""
        self._end(sweep_id, Status.FINISHED)

    def stop(self, sweep_id: str) -> None:
        """Note that the last viewer has left; the cells that are there stay."""
        self._end(sweep_id, Status.STOPPED)

    def fail(self, sweep_id: str, failure: Failure) -> None:
        """Note why it cannot go on."""
        self._end(sweep_id, Status.FAILED, failure=failure.model_dump(mode="json"))

    def close(self, left: list[str]) -> None:
        """Note that the sweeps in `left` end with this process."""
        for sweep_id in left:
            self._end(sweep_id, Status.INTERRUPTED)

    def _end(self, sweep_id: str, status: Status, **what: Any) -> None:
        self._set(sweep_id, status=status.value, ended_at=time.time(), **what)

    def _set(self, sweep_id: str, **what: Any) -> None:
        with self._database.write() as session:
            session.execute(
                update(SweepRow).where(SweepRow.id == sweep_id, SweepRow.status.in_(owners.IN_FLIGHT)).values(**what)
            )

    def watch(self, sweep_id: str, viewer: str) -> None:
        """Let `viewer` watch the sweep, whoever began it, or say that they still do."""
        self._change_viewers([sweep_id], lambda viewers: {**viewers, viewer: time.time()})

    def leave(self, sweep_id: str, viewer: str) -> None:
        """Let `viewer` watch the sweep no more."""
        self._change_viewers([sweep_id], lambda viewers: {who: when for who, when in viewers.items() if who != viewer})

    def expire(self, sweep_ids: list[str], lease: float) -> None:
        """Let those leave who were not heard of for `lease` seconds."""
        heard = time.time() - lease
        self._change_viewers(sweep_ids, lambda viewers: {who: when for who, when in viewers.items() if when >= heard})

    def _change_viewers(self, sweep_ids: list[str], change: Any) -> None:
        if not sweep_ids:
            return
        with self._database.write() as session:
            in_flight = SweepRow.status.in_(owners.IN_FLIGHT)
            for row in session.scalars(select(SweepRow).where(SweepRow.id.in_(sweep_ids), in_flight)):
                row.viewers = change(row.viewers)

    def unwatched(self, sweep_ids: list[str]) -> list[str]:
        """Return those of the sweeps that nobody watches."""
        if not sweep_ids:
            return []
        with self._database.read() as session:
            rows = session.scalars(select(SweepRow).where(SweepRow.id.in_(sweep_ids)))
            watched = {row.id for row in rows if row.viewers}
        return [sweep_id for sweep_id in sweep_ids if sweep_id not in watched]


def _salt() -> str:
    return sources_digest() + FORMAT


def _lost(session: Session, sweep_id: str) -> bool:
    return session.scalars(select(CellRow.place).filter_by(sweep_id=sweep_id, digest=LOST)).first() is not None


def _take_over(session: Session, sweep_id: str, sweep: Sweep) -> None:
    """Copy the cells that other sweeps have trained."""
    digests = {cell.place: cell.experiment.digest(salt=_salt()) for cell in sweep.cells if cell.experiment}
    there = set(session.scalars(select(CellRow.place).filter_by(sweep_id=sweep_id)))
    known = {
        row.digest: row.outcome for row in session.scalars(select(CellRow).where(CellRow.digest.in_(digests.values())))
    }
    for place, digest in digests.items():
        if place not in there and digest in known:
            session.add(CellRow(sweep_id=sweep_id, place=place, digest=digest, outcome=known[digest]))
    session.flush()
