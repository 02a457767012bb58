"""Runs as a table, one row each: for history's page, for spreadsheets and for shells."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pandas as pd

from kdviz.results import ARMS, RunRecord


def as_table(records: Sequence[RunRecord]) -> pd.DataFrame:
    """Return one row a run: what it is, its knobs, and its measures where it has finished.

    Accuracies, gains and ends of intervals are fractions; a missing number is missing, not zero.
    """
    return pd.DataFrame([_row(record) for record in records], columns=None if records else [*COLUMNS])


COLUMNS = ("run_id", "title", "pinned", "created_at", "status", "seconds")


def _row(record: RunRecord) -> dict[str, object]:
    result = record.result
    row: dict[str, object] = {
        "run_id": record.run_id,
        "title": record.title,
        "pinned": record.pinned,
        "created_at": datetime.fromtimestamp(record.created_at, UTC),
        "status": record.status.value,
        "seconds": result.seconds if result else None,
        **record.experiment.model_dump(),
        "gain": result.gain.mean if result else None,
    }
    row["gain_low"], row["gain_high"] = (result.gain.ci95 if result else None) or (None, None)
    row["teacher_accuracy"] = result.teacher.accuracy if result else None
    for arm in ARMS:
        measured = result.arms[arm] if result else None
        row[f"{arm}_accuracy"] = measured.mean if measured else None
        row[f"{arm}_low"], row[f"{arm}_high"] = (measured.ci95 if measured else None) or (None, None)
        for name in ("nll", "agreement", "kl"):
            row[f"{arm}_{name}"] = getattr(measured, name) if measured else None
    return row
