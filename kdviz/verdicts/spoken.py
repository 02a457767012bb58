"""Results that say their own words, for scripts and notebooks; pages and commands call the functions of this room."""

from dataclasses import dataclass
from typing import Any

from pydantic import computed_field

from kdviz.i18n import ENGLISH, Translator
from kdviz.results import Row, RunRecord, RunResult, Status
from kdviz.results.cell import CellRecord
from kdviz.results.record import SweepRecord
from kdviz.store import history
from kdviz.store.database import Database
from kdviz.store.names import SWEEP
from kdviz.store.records import listed_sweeps, sweep_record, sweep_standing
from kdviz.store.whose import HOST
from kdviz.verdicts.report import cell_report, record_report, row_report, run_report, sweep_report
from kdviz.verdicts.run import verdict
from kdviz.verdicts.sweep import reason


class SpokenResult(RunResult):
    """A run's numbers and its verdict."""

    # Also in what `model_dump` returns, as when it was kept with the numbers.
    @computed_field  # type: ignore[prop-decorator]  # mypy knows no property beneath another decorator
    @property
    def verdict(self) -> str:
        """What the run shows, in English."""
        return verdict(self)

    @classmethod
    def of(cls, result: RunResult) -> "SpokenResult":
        """Let `result` speak."""
        return cls.model_construct(**dict(result))

    def report(self) -> dict[str, Any]:
        """Return what ``kdviz run --json`` prints."""
        return run_report(self)


class SpokenRecord(RunRecord):
    """A run of the history with its verdict."""

    result: SpokenResult | None

    @classmethod
    def of(cls, record: RunRecord) -> "SpokenRecord":
        """Let `record` speak."""
        return cls.model_construct(**{**dict(record), "result": record.result and SpokenResult.of(record.result)})

    def report(self) -> dict[str, Any]:
        """Return what ``kdviz show --json`` prints, but the log."""
        return record_report(self)


@dataclass(frozen=True)
class SpokenRow(Row):
    """A kind's place in a comparison, with its verdict."""

    result: SpokenResult | None = None

    @classmethod
    def of(cls, row: Row) -> "SpokenRow":
        """Let `row` speak."""
        return cls(**{**vars(row), "result": row.result and SpokenResult.of(row.result)})

    def report(self) -> dict[str, Any]:
        """Return its row of what ``kdviz compare --json`` prints."""
        return row_report(self)


@dataclass(frozen=True)
class SpokenCell(CellRecord):
    """A cell that says why it has no numbers."""

    def reason(self, _: Translator = ENGLISH) -> str:
        """Say why there are no numbers; nothing where there are, or may still be."""
        return reason(self, _)

    def report(self) -> dict[str, Any]:
        """Return its row of what ``kdviz sweep --json`` prints."""
        return cell_report(self)


@dataclass(frozen=True)
class SpokenSweep(SweepRecord):
    """A sweep with cells that say why they have no numbers."""

    cells: tuple[SpokenCell, ...]

    @classmethod
    def of(cls, record: SweepRecord) -> "SpokenSweep":
        """Let `record` speak."""
        return cls(**{**vars(record), "cells": tuple(SpokenCell(**vars(cell)) for cell in record.cells)})

    def report(self) -> dict[str, Any]:
        """Return what ``kdviz sweep --json`` prints."""
        return sweep_report(self)


class History(history.History):
    """`kdviz.store.history.History` whose runs have their verdict."""

    def runs(self, *, deleted: bool = False, who: str = HOST) -> list[SpokenRecord]:
        """Return all runs, the pinned ones first, then the newest, without their curves; or the deleted ones."""
        return [SpokenRecord.of(record) for record in super().runs(deleted=deleted, who=who)]

    def get(self, run_id: str) -> SpokenRecord:
        """Return one run; the beginning of its id will do where it is the only one."""
        return SpokenRecord.of(super().get(run_id))


class Sweeps:
    """The sweeps of a `History`: list them, look into one, name it, delete it, take it back.

    The beginning of an id will do.
    """

    def __init__(self, database: Database | None = None) -> None:
        self._history = history.History(database)
        self.database = self._history.database

    def all(self, limit: int | None = None, *, deleted: bool = False) -> list[SpokenSweep]:
        """Return all sweeps, or as many as `limit`, the newest first, without their cells; or the deleted ones."""
        records = self._history.all(listed_sweeps, SWEEP, limit, deleted=deleted)
        return [SpokenSweep.of(record) for record in records]

    def get(self, sweep_id: str) -> SpokenSweep:
        """Return one sweep with all its cells."""
        return SpokenSweep.of(self._history.read(sweep_id, sweep_record, SWEEP))

    def whole_id(self, sweep_id: str) -> str:
        """Return the id that begins with `sweep_id`."""
        return self._history.read(sweep_id, lambda _session, row: row.id, SWEEP)

    def status(self, sweep_id: str) -> Status:
        """Return where the sweep stands."""
        return self._history.status(sweep_id, SWEEP)

    def seconds(self, sweep_id: str) -> float:
        """Return how long a sweep has been trained."""
        return self._history.read(sweep_id, lambda _session, row: row.seconds, SWEEP)

    def standing(self, sweep_id: str) -> tuple[Status, int, int]:
        """Return where a sweep stands, how many of its cells are trained or cannot be, and how many there are."""
        return self._history.read(sweep_id, sweep_standing, SWEEP)

    def rename(self, sweep_id: str, title: str) -> None:
        """Give a sweep a title; an empty one takes it away."""
        self._history.rename(sweep_id, title, SWEEP)

    def delete(self, sweep_id: str, *, now: bool = False) -> None:
        """Delete a sweep with its cells; it can be taken back for a day, unless it is deleted `now`."""
        self._history.delete(sweep_id, SWEEP, now=now)

    def restore(self, sweep_id: str) -> None:
        """Take back a deletion of the last day."""
        self._history.restore(sweep_id, SWEEP)
