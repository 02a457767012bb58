"""What commands print and pages export of results: plain values, ready for JSON."""

from typing import Any

from kdviz.results import Row, RunRecord, RunResult
from kdviz.results.cell import MEASURES, CellRecord, Untaught
from kdviz.results.record import SweepRecord
from kdviz.verdicts.run import verdict
from kdviz.verdicts.sweep import reason


def run_report(result: RunResult) -> dict[str, Any]:
    """Return a run's verdict and its numbers."""
    full = result.model_dump(mode="json")
    extra = {"hard": {"nll", "agreement", "kl"}, "smoothed": {"nll", "agreement", "kl"}, "distilled": {"nll"}}
    arms = {
        arm: {name: value for name, value in values.items() if name not in extra[arm]}
        for arm, values in full["arms"].items()
    }
    size = {"parameters", "macs", "bytes"}
    report = {
        "run_id": full["run_id"],
        "experiment": full["experiment"],
        "seconds": round(result.seconds, 3),
        "teacher": {"accuracy": result.teacher.accuracy, **result.teacher.model_dump(include=size)},
        "student": full["student"],
        "arms": arms,
        "gain": full["gain"],
        "verdict": verdict(result),
    }
    return report | {name: full[name] for name in ("omitted", "diverged") if full[name] is not None}


def record_report(record: RunRecord) -> dict[str, Any]:
    """Return the report of a run of the history where it has a result, and how it came about."""
    kept = record.model_dump(mode="json", exclude={"result", "failure"})
    said = {"failure": record.failure.sentence()} if record.failure else {}
    return kept | (run_report(record.result) if record.result else {}) | said


def row_report(row: Row) -> dict[str, Any]:
    """Return one kind's place in a comparison."""
    if row.result is None:
        return {"kind": row.kind, "skipped": row.skipped}
    distilled = row.result.arms["distilled"]
    return {
        "kind": row.kind,
        "rank": row.rank,
        "tied": row.tied,
        "accuracy": {"mean": distilled.mean, "ci95": distilled.ci95},
        "gain": row.result.gain.model_dump(),
        "agreement": distilled.agreement,
        "extra_parameters": row.result.extra_parameters,
        "images_a_step": row.images_a_step,
        "extra_steps": row.extra_steps,
        "seconds": round(row.result.seconds - row.result.teacher_seconds, 3),
        "stages": [stage.model_dump() for stage in row.result.stages],
        "run_id": row.result.run_id,
    }


def sweep_report(record: SweepRecord) -> dict[str, Any]:
    """Return a sweep with a row for each of its cells."""
    return {
        "sweep_id": record.sweep_id,
        "axes": [axis.name for axis in record.sweep.axes],
        "seconds": round(record.seconds, 3),
        "status": record.status.value,
        "experiment": record.sweep.base.model_dump(mode="json"),
        "rows": [cell_report(cell) for cell in record.cells],
    }


def cell_report(cell: CellRecord) -> dict[str, Any]:
    """Return a cell's numbers, or why it has none."""
    if cell.result is None:
        return {**cell.values, **({"problem": reason(cell)} if reason(cell) else {})}
    taught, errors = cell.result.distilled, cell.result.distilled.agreement_on_errors
    return {
        **cell.values,
        "accuracy": taught.accuracy.model_dump(mode="json"),
        "hard": cell.result.hard.accuracy.model_dump(mode="json"),
        "smoothed": cell.result.smoothed.accuracy.model_dump(mode="json"),
        "gain": cell.result.gain.model_dump(mode="json"),
        **{name: getattr(taught, name).mean for name in MEASURES if name != "agreement_on_errors"},
        "agreement_on_errors": errors.mean if errors else None,
        **untaught_report(cell.result.untaught),
    }


def untaught_report(untaught: Untaught | None) -> dict[str, float | None]:
    """Return the untaught pairs' numbers by their names in tables, all of them also where there are none."""
    return {f"untaught_{name}": getattr(untaught, name, None) for name in Untaught.model_fields}
