"""The typed records of runs, sweeps, compressions and searches, read from the rows of their jobs."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdviz.experiment import AS_KEPT, Axis, Compression, Experiment, Search, Sweep
from kdviz.experiment.attack import Attack
from kdviz.i18n import printable
from kdviz.results import Failure, Outcome, RunRecord, Snapshot, Status
from kdviz.results.attack import AttackRecord, AttackResult
from kdviz.results.cell import CellOutcome, CellRecord
from kdviz.results.compression import CompressionRecord, CompressionResult
from kdviz.results.record import SweepRecord
from kdviz.results.search import Round, SearchRecord, SearchResult, Trial
from kdviz.store.tables import EventRow, JobRow, PartRow

KEPT_ELSEWHERE = {"run_id", "experiment", "curves"}
# Pictures are for the live log, which tells them again; here they would be most of what is read.
PICTURES: dict[str, Any] = {"surfaces": {}, "plane": None, "similarities": {}, "likeness": None}


def kept_result(outcome: Outcome) -> dict[str, Any]:
    """Return the part of a run's result that stands in no other column and not in the log."""
    return outcome.result.model_dump(mode="json", exclude=KEPT_ELSEWHERE)


def run_record(session: Session, row: JobRow) -> RunRecord:
    """Return a run with its curves, if it has finished."""
    if row.result is None:
        return _run(row, [])
    students = EventRow.payload["stage"].as_string() == "students"
    events = session.scalars(select(EventRow).filter_by(job_id=row.id).where(students).order_by(EventRow.seq))
    return _run(row, [Snapshot.model_validate({**event.payload, **PICTURES}) for event in events])


def listed_runs(_session: Session, rows: Sequence[JobRow]) -> list[RunRecord]:
    """Return runs without their curves."""
    return [_run(row, []) for row in rows]


def _run(row: JobRow, curves: list[Snapshot]) -> RunRecord:
    whole = {"run_id": row.id, "experiment": Experiment.kept(row.request)}
    columns = ("status", "attempt", "pinned", "created_at", "ended_at", "failure")
    record = {**whole, "title": _title(row), **{name: getattr(row, name) for name in columns}}
    result = row.result and {**row.result, **whole, "curves": curves}
    return RunRecord.model_validate({**record, "result": result}, context=AS_KEPT)


def sweep_record(session: Session, row: JobRow) -> SweepRecord:
    """Return a sweep with all its cells."""
    found = {part.place: part.outcome for part in session.scalars(select(PartRow).filter_by(job_id=row.id))}
    return _sweep(
        row,
        found,
        tuple(
            CellRecord(
                cell.place,
                cell.values,
                None if cell.place in found else cell.problem,
                CellOutcome.model_validate(found[cell.place]) if cell.place in found else None,
            )
            for cell in sweep_of(row).cells
        ),
    )


def listed_sweeps(session: Session, rows: Sequence[JobRow]) -> list[SweepRecord]:
    """Return sweeps without their cells."""
    trained: dict[str, set[int]] = defaultdict(set)
    of_rows = PartRow.job_id.in_([row.id for row in rows])
    for job_id, place in session.execute(select(PartRow.job_id, PartRow.place).where(of_rows)):
        trained[job_id].add(place)
    return [_sweep(row, trained[row.id]) for row in rows]


def sweep_standing(session: Session, row: JobRow) -> tuple[Status, int, int]:
    """Return where a sweep stands, how many of its cells are trained or cannot be, and how many there are."""
    return Status(row.status), known_cells(row, places(session, row.id)), len(sweep_of(row).cells)


def _sweep(row: JobRow, trained: Collection[int], cells: tuple[CellRecord, ...] = ()) -> SweepRecord:
    return SweepRecord(
        sweep_id=row.id,
        sweep=sweep_of(row),
        **_standing(row),
        cells=cells,
        done=known_cells(row, trained),
    )


def _standing(row: JobRow) -> dict[str, Any]:
    """Return what the records of all jobs in parts say alike."""
    return {
        "status": Status(row.status),
        "title": _title(row),
        "created_at": row.created_at,
        "ended_at": row.ended_at,
        "seconds": row.seconds,
        "failure": Failure.model_validate(row.failure) if row.failure else None,
    }


def _title(row: JobRow) -> str:
    # Earlier versions kept titles as they were typed.
    return printable(row.title)


def known_cells(row: JobRow, trained: Collection[int]) -> int:
    """Count the cells of a sweep that are trained or cannot be."""
    return len({*trained, *(cell.place for cell in sweep_of(row).cells if cell.problem)})


def sweep_of(row: JobRow) -> Sweep:
    """Return the sweep that was submitted, unchecked: limits that changed since do not concern it."""
    return _sweep_as_kept(json.dumps(row.request))


@lru_cache(maxsize=64)
def _sweep_as_kept(text: str) -> Sweep:
    # What was submitted changes no more, and its cells are many experiments.
    request = json.loads(text)
    base, axes = Experiment.kept(request["base"]), map(Axis.model_validate, request["axes"])
    return Sweep.model_construct(base=base, axes=tuple(axes))


def compression_record(session: Session, row: JobRow) -> CompressionRecord:
    """Return a compression, with what it came to if it has finished."""
    return _compression(session, row, CompressionResult.model_validate(row.result) if row.result else None)


def listed_compressions(session: Session, rows: Sequence[JobRow]) -> list[CompressionRecord]:
    """Return compressions without what they came to."""
    return [_compression(session, row, None) for row in rows]


def _compression(session: Session, row: JobRow, result: CompressionResult | None) -> CompressionRecord:
    compression = compression_of(row)
    return CompressionRecord(
        compression_id=row.id,
        compression=compression,
        **_standing(row),
        done=len(places(session, row.id)),
        parts=len(compression.parts),
        result=result,
    )


def compression_of(row: JobRow) -> Compression:
    """Return the compression that was submitted, unchecked: limits that changed since do not concern it."""
    return _compression_as_kept(json.dumps(row.request))


@lru_cache(maxsize=64)
def _compression_as_kept(text: str) -> Compression:
    # As of sweeps: its parts follow from it by many experiments.
    return Compression.kept(json.loads(text))


def search_record(session: Session, row: JobRow) -> SearchRecord:
    """Return a search with its trials so far, and what it came to if it has finished."""
    rounds = session.scalars(select(PartRow).filter_by(job_id=row.id).order_by(PartRow.place)).all()
    trials = {trial.number: trial for part in rounds for trial in Round.model_validate(part.outcome).trials}
    return _search(row, [trials[number] for number in sorted(trials)], max((part.place for part in rounds), default=0))


def listed_searches(session: Session, rows: Sequence[JobRow]) -> list[SearchRecord]:
    """Return searches without their trials."""
    return [_search(row, [], max(places(session, row.id), default=0)) for row in rows]


def _search(row: JobRow, trials: Sequence[Trial], students: int) -> SearchRecord:
    return SearchRecord(
        search_id=row.id,
        search=search_of(row),
        **_standing(row),
        trials=trials,
        students=students,
        result=SearchResult.model_validate(row.result) if row.result else None,
    )


def search_of(row: JobRow) -> Search:
    """Return the search that was submitted, unchecked: limits that changed since do not concern it."""
    return Search.kept(row.request)


def attack_record(session: Session, row: JobRow) -> AttackRecord:
    """Return an attack, with what it came to if it has finished."""
    return _attack(session, row, AttackResult.model_validate(row.result) if row.result else None)


def listed_attacks(session: Session, rows: Sequence[JobRow]) -> list[AttackRecord]:
    """Return attacks without what they came to."""
    return [_attack(session, row, None) for row in rows]


def _attack(session: Session, row: JobRow, result: AttackResult | None) -> AttackRecord:
    attack = attack_of(row)
    return AttackRecord(
        attack_id=row.id,
        attack=attack,
        **_standing(row),
        done=len(places(session, row.id)),
        parts=len(attack.parts),
        result=result,
    )


def attack_of(row: JobRow) -> Attack:
    """Return the attack that was submitted, unchecked: limits that changed since do not concern it."""
    return Attack.kept(row.request)


def places(session: Session, job_id: str) -> set[int]:
    """Return the places of a job's finished parts."""
    return set(session.scalars(select(PartRow.place).filter_by(job_id=job_id)))


def last_seq(session: Session, job_id: str) -> int:
    """Return the number of the last event in a job's log; zero for none."""
    return session.scalar(select(func.max(EventRow.seq)).filter_by(job_id=job_id)) or 0
