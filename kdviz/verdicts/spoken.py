"""Results that say their own words, for scripts and notebooks; pages and commands call the functions of this room."""

from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import computed_field

from kdviz.i18n import ENGLISH, Translator
from kdviz.results import Row, RunRecord, RunResult, Status
from kdviz.results.attack import AttackRecord
from kdviz.results.cell import CellRecord
from kdviz.results.compression import CompressionRecord
from kdviz.results.record import SweepRecord
from kdviz.results.search import SearchRecord
from kdviz.store import history
from kdviz.store.database import Database
from kdviz.store.names import ATTACK, COMPRESSION, SEARCH, SWEEP
from kdviz.store.records import (
    attack_record,
    compression_record,
    listed_attacks,
    listed_compressions,
    listed_searches,
    listed_sweeps,
    search_record,
    sweep_record,
    sweep_standing,
)
from kdviz.store.whose import HOST
from kdviz.verdicts.attack import attack_verdict
from kdviz.verdicts.report import (
    attack_report,
    cell_report,
    compression_report,
    record_report,
    row_report,
    run_report,
    search_report,
    sweep_report,
)
from kdviz.verdicts.run import verdict
from kdviz.verdicts.search import search_verdict
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


@dataclass(frozen=True)
class SpokenCompression(CompressionRecord):
    """A compression with its report."""

    @classmethod
    def of(cls, record: CompressionRecord) -> "SpokenCompression":
        """Let `record` speak."""
        return cls(**vars(record))

    def report(self) -> dict[str, Any]:
        """Return what ``kdviz compress --json`` prints."""
        return compression_report(self)


@dataclass(frozen=True)
class SpokenSearch(SearchRecord):
    """A search with its report."""

    @classmethod
    def of(cls, record: SearchRecord) -> "SpokenSearch":
        """Let `record` speak."""
        return cls(**vars(record))

    @property
    def verdict(self) -> str:
        """What the search shows, and what it does not."""
        return search_verdict(self)

    def report(self) -> dict[str, Any]:
        """Return what ``kdviz tune --json`` prints."""
        return search_report(self)


@dataclass(frozen=True)
class SpokenAttack(AttackRecord):
    """An attack with its report."""

    @classmethod
    def of(cls, record: AttackRecord) -> "SpokenAttack":
        """Let `record` speak."""
        return cls(**vars(record))

    @property
    def verdict(self) -> str:
        """What the attack shows, and what it does not."""
        return attack_verdict(self)

    def report(self) -> dict[str, Any]:
        """Return what ``kdviz attack --json`` prints."""
        return attack_report(self)


class History(history.History):
    """`kdviz.store.history.History` whose runs have their verdict."""

    def runs(self, *, deleted: bool = False, who: str = HOST) -> list[SpokenRecord]:
        """Return all runs, the pinned ones first, then the newest, without their curves; or the deleted ones."""
        return [SpokenRecord.of(record) for record in super().runs(deleted=deleted, who=who)]

    def get(self, run_id: str) -> SpokenRecord:
        """Return one run; the beginning of its id will do where it is the only one."""
        return SpokenRecord.of(super().get(run_id))


class _Kept:
    """The jobs of one kind in a `History`; the beginning of an id will do."""

    kind: ClassVar[str]

    def __init__(self, database: Database | None = None) -> None:
        self._history = history.History(database)
        self.database = self._history.database

    def whole_id(self, job_id: str) -> str:
        """Return the id that begins with `job_id`."""
        return self._history.read(job_id, lambda _session, row: row.id, self.kind)

    def status(self, job_id: str) -> Status:
        """Return where the job stands."""
        return self._history.status(job_id, self.kind)

    def seconds(self, job_id: str) -> float:
        """Return how long a job has been trained."""
        return self._history.read(job_id, lambda _session, row: row.seconds, self.kind)

    def rename(self, job_id: str, title: str) -> None:
        """Give a job a title; an empty one takes it away."""
        self._history.rename(job_id, title, self.kind)

    def delete(self, job_id: str, *, now: bool = False) -> None:
        """Delete a job with its parts; it can be taken back for a day, unless it is deleted `now`."""
        self._history.delete(job_id, self.kind, now=now)

    def restore(self, job_id: str) -> None:
        """Take back a deletion of the last day."""
        self._history.restore(job_id, self.kind)


class Sweeps(_Kept):
    """The sweeps of a `History`: list them, look into one, name it, delete it, take it back."""

    kind = SWEEP

    def all(self, limit: int | None = None, *, deleted: bool = False) -> list[SpokenSweep]:
        """Return all sweeps, or as many as `limit`, the newest first, without their cells; or the deleted ones."""
        records = self._history.all(listed_sweeps, SWEEP, limit, deleted=deleted)
        return [SpokenSweep.of(record) for record in records]

    def get(self, sweep_id: str) -> SpokenSweep:
        """Return one sweep with all its cells."""
        return SpokenSweep.of(self._history.read(sweep_id, sweep_record, SWEEP))

    def standing(self, sweep_id: str) -> tuple[Status, int, int]:
        """Return where a sweep stands, how many of its cells are trained or cannot be, and how many there are."""
        return self._history.read(sweep_id, sweep_standing, SWEEP)


class Compressions(_Kept):
    """The compressions of a `History`: list them, look into one, name it, delete it, take it back."""

    kind = COMPRESSION

    def all(self, limit: int | None = None, *, deleted: bool = False) -> list[SpokenCompression]:
        """Return all compressions, or as many as `limit`, the newest first, without results; or the deleted ones."""
        records = self._history.all(listed_compressions, COMPRESSION, limit, deleted=deleted)
        return [SpokenCompression.of(record) for record in records]

    def get(self, compression_id: str) -> SpokenCompression:
        """Return one compression with its result."""
        return SpokenCompression.of(self._history.read(compression_id, compression_record, COMPRESSION))


class Searches(_Kept):
    """The searches of a `History`: list them, look into one, name it, delete it, take it back."""

    kind = SEARCH

    def all(self, limit: int | None = None, *, deleted: bool = False) -> list[SpokenSearch]:
        """Return all searches, or as many as `limit`, the newest first, without their trials; or the deleted ones."""
        records = self._history.all(listed_searches, SEARCH, limit, deleted=deleted)
        return [SpokenSearch.of(record) for record in records]

    def get(self, search_id: str) -> SpokenSearch:
        """Return one search with its trials."""
        return SpokenSearch.of(self._history.read(search_id, search_record, SEARCH))


class Attacks(_Kept):
    """The attacks of a `History`: list them, look into one, name it, delete it, take it back."""

    kind = ATTACK

    def all(self, limit: int | None = None, *, deleted: bool = False) -> list[SpokenAttack]:
        """Return all attacks, or as many as `limit`, the newest first, without results; or the deleted ones."""
        records = self._history.all(listed_attacks, ATTACK, limit, deleted=deleted)
        return [SpokenAttack.of(record) for record in records]

    def get(self, attack_id: str) -> SpokenAttack:
        """Return one attack with its result."""
        return SpokenAttack.of(self._history.read(attack_id, attack_record, ATTACK))
