"""Runs, sweeps and compressions as tables, for pages, spreadsheets and shells."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pandas as pd

from kdviz.i18n import ENGLISH, Translator, printable
from kdviz.results import ARMS, MEASURES, Estimate, RunRecord
from kdviz.results.compression import CompressedRow, CompressionRecord
from kdviz.results.record import SweepRecord
from kdviz.verdicts.report import NONE_AS_SMALL, REPORTED, untaught_report
from kdviz.verdicts.run import on_scale
from kdviz.verdicts.sweep import reason

# What a formula begins with in one spreadsheet or another.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_table(records: Sequence[RunRecord]) -> pd.DataFrame:
    """Return one row a run: what it is, its knobs, and its measures where it has finished.

    Accuracies, gains and ends of intervals are fractions; a missing number is missing, not zero.
    """
    return pd.DataFrame([_row(record) for record in records], columns=None if records else [*COLUMNS])


def csv_text(table: pd.DataFrame) -> str:
    """Write a table for spreadsheets: a text that they would read as a formula gets a quote before it."""
    return table.map(_as_cell).to_csv(index=False, lineterminator="\n")


def _as_cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    return f"'{printable(value)}" if is_formula(value) else printable(value)


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet may read `text` as a formula; a number is none."""
    if not text.startswith(FORMULA):
        return False
    try:
        float(text)
    except ValueError:
        return True
    return False


COLUMNS = ("run_id", "title", "pinned", "created_at", "status", "seconds", "device")


def _row(record: RunRecord) -> dict[str, object]:
    result = record.result
    row: dict[str, object] = {
        "run_id": record.run_id,
        "title": record.title,
        "pinned": record.pinned,
        "created_at": datetime.fromtimestamp(record.created_at, UTC),
        "status": record.status.value,
        "seconds": result.seconds if result else None,
        "device": result.device if result else None,
        **record.experiment.model_dump(),
        "gain": result.gain.mean if result else None,
    }
    row["gain_low"], row["gain_high"] = (result.gain.ci95 if result else None) or (None, None)
    row["teacher_accuracy"] = result.teacher.accuracy if result else None
    for arm in ARMS:
        measured = result.arms[arm] if result else None
        row[f"{arm}_accuracy"] = measured.mean if measured else None
        accuracy = measured.ci95 if measured else None
        row[f"{arm}_low"], row[f"{arm}_high"] = accuracy or (None, None)
        row[f"{arm}_low_cut"], row[f"{arm}_high_cut"] = on_scale(accuracy) or (None, None)
        for name in REPORTED:
            row[f"{arm}_{name}"] = getattr(measured, name) if measured else None
            ends = measured.intervals.get(name) if measured else None
            row[f"{arm}_{name}_low"], row[f"{arm}_{name}_high"] = ends or (None, None)
        balanced = measured.balanced if measured else None
        row[f"{arm}_balanced"] = balanced.mean if balanced else None
        row[f"{arm}_balanced_low"], row[f"{arm}_balanced_high"] = (balanced.ci95 if balanced else None) or (None, None)
    return row


def sweep_as_table(record: SweepRecord, _: Translator = ENGLISH) -> pd.DataFrame:
    """Return one row a cell: the axes' knobs, its measures with the ends of their intervals, and why it has none.

    Numbers are fractions and nats; a missing number is missing, not zero.
    """
    rows: list[dict[str, object]] = []
    for cell in record.cells:
        row: dict[str, object] = dict(cell.values)
        result = cell.result
        found: dict[str, Estimate | None] = {"gain": result.gain if result else None}
        for arm in ARMS:
            measured = result.arms[arm] if result else None
            for name in ("accuracy", *MEASURES):
                found[f"{arm}_{name}"] = measured.estimate(name) if measured and measured.has(name) else None
        for name, estimate in found.items():
            row[name] = estimate.mean if estimate else None
            ends = estimate.ci95 if estimate else None
            row[f"{name}_low"], row[f"{name}_high"] = ends or (None, None)
            if name.endswith("_accuracy"):
                row[f"{name}_low_cut"], row[f"{name}_high_cut"] = on_scale(ends) or (None, None)
        row |= untaught_report(result.untaught if result else None)
        row["teacher_accuracy"] = result.teacher_accuracy if result else None
        row["device"] = cell.outcome.device if cell.outcome else None
        row["problem"] = reason(cell, _) or None
        rows.append(row)
    table = pd.DataFrame(rows)
    for axis in record.sweep.axes:
        # A column of a Parquet file has one type.
        if len({type(value) for value in axis.values}) > 1:
            table[axis.name] = table[axis.name].map(str)
    return table


def compression_as_table(record: CompressionRecord, _: Translator = ENGLISH) -> pd.DataFrame:
    """Return one row a pipeline and control: accuracy and gains with the ends of their intervals, and its sizes.

    A control has the pipeline that it is `of` and `what` it holds that against. Accuracies and gains are fractions; a
    missing number is missing, not zero.
    """
    result, rows = record.result, []
    listed: list[tuple[str, str, CompressedRow | None]] = [("", "", row) for row in result.rows] if result else []
    listed += [(control.of, control.what, control.row) for control in result.controls] if result else []
    for of, what, known in listed:
        row: dict[str, object] = {"of": of, "what": what, "pipeline": None, "student": None, "network": None}
        if known:
            row |= {"pipeline": known.pipeline, "student": known.student}
        for name in ("accuracy", "gain", "gain_by_teacher", "loss"):
            estimate: Estimate | None = getattr(known, name, None)
            row[name] = estimate.mean if estimate else None
            row[f"{name}_low"], row[f"{name}_high"] = (estimate.ci95 if estimate else None) or (None, None)
        accuracy = known.accuracy if known else None
        row["accuracy_low_cut"], row["accuracy_high_cut"] = on_scale(accuracy.ci95 if accuracy else None) or (
            None,
            None,
        )
        student = known.result if known else None
        row["network"] = student.network if student else None
        for name in ("parameters", "packed", "file", "gzip"):
            row[f"bytes_{name}"] = getattr(student.bytes, name) if student else None
        for name in ("parameters", "nonzero", "macs"):
            row[name] = getattr(student, name) if student else None
        row["device"] = result.device if result else None
        failure = known.failure if known else None
        row["problem"] = failure.sentence(_) if failure else None if known else _(NONE_AS_SMALL)
        rows.append(row)
    return pd.DataFrame(rows)
