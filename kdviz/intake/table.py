"""A table becomes arrays: numbers, categories and labels, or a sentence that names row and column."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kdviz.catalog.limits import LIMITS
from kdviz.datasets.own import PARTS
from kdviz.i18n import N_
from kdviz.intake.column import Notes, is_missing, read_column, some
from kdviz.intake.refused import RefusedError, brief
from kdviz.intake.text import INDEXES, LABELS, numbers_rows
from kdviz.results import Arrays
from kdviz.results.data import Assumed, Column, Wishes
from kdviz.results.failure import Failure

SPLIT = "split"
PART_NAMES = {
    **dict.fromkeys(("train", "training", "训练", "训练集"), "train"),
    **dict.fromkeys(("validation", "valid", "val", "dev", "验证", "验证集"), "validation"),
    **dict.fromkeys(("test", "testing", "测试", "测试集"), "test"),
}
HEAD = 6
# Rows a class at least, in a column that nobody has named as that of the labels.
FEW_A_CLASS = 5


@dataclass(frozen=True)
class Table:
    """A table as arrays.

    Attributes
    ----------
    arrays : Arrays
        ``numbers``, float64, shape (n, numbers); ``codes``, int32, shape (n, categories), −1 where one is missing, and
        ``widths``, int64, how many values each category has; ``labels``, int64, shape (n,); and ``part``, int8, shape
        (n,), 0 to 2, where the table says to which part a row belongs. Those of which there is nothing are not there.
    columns, classes, head, assumed
        As of `DataDescription`.
    """

    arrays: Arrays
    columns: tuple[Column, ...]
    classes: tuple[str, ...]
    head: tuple[tuple[str, ...], ...]
    assumed: tuple[Assumed, ...]


def as_table(frame: pd.DataFrame, first_row: int, wishes: Wishes) -> Table:
    """Return a frame as arrays.

    Parameters
    ----------
    first_row : int
        The number of its first row in the file, counted from one.

    Raises
    ------
    RefusedError
        If a cell, a column or the labels cannot be used.
    """
    check_size(*frame.shape)
    label, guessed = _label_column(frame, wishes.label)
    for each in (*wishes.without, *wishes.number, *wishes.category):
        if each not in frame.columns or each == label:
            raise _no_column(each, [*map(str, frame.columns)])
    head = _head(frame)
    assumed = list[Assumed]()
    if guessed:
        assumed.append(_assumed("label", label, N_("The labels are in the column {value}.")))
    missing = is_missing(frame[label])
    if missing.all():
        raise RefusedError(N_("The column {column} of the labels is empty: choose another."), column=brief(label))
    if missing.any():
        row = first_row + int(np.flatnonzero(missing)[0])
        said = N_("Rows without a label are left out: {count}, the first is row {row}.")
        blanks = {"count": int(missing.sum()), "row": row}
        assumed.append(Assumed(wish="label", value=label, said=Failure(template=said, blanks=blanks)))
    kept = ~missing
    rows = first_row + np.flatnonzero(kept)
    frame = frame.loc[kept].reset_index(drop=True)
    classes, labels = _labels(frame[label], label)
    index = _index(frame, label, wishes.index)
    if index is not None and wishes.index is None:
        assumed.append(_assumed("index", index, N_("The column {value} only numbers the rows: it is left out.")))
    notes = Notes()
    columns, arrays = _inputs(frame, (label, index), classes, rows, wishes, notes)
    assumed += notes.assumed()
    return Table({"labels": labels, **arrays}, columns, classes, head, tuple(assumed))


def _inputs(
    frame: pd.DataFrame,
    known: tuple[str, str | None],
    classes: tuple[str, ...],
    rows: Any,
    wishes: Wishes,
    notes: Notes,
) -> tuple[tuple[Column, ...], Arrays]:
    """Return what each column is, and the arrays of those that are used; `known` are the labels' and the index."""
    label, index = known
    columns, numbers, codes = list[Column](), list[Any](), list[Any]()
    arrays: Arrays = {}
    for name in map(str, frame.columns):
        values = frame[name]
        if name == label:
            columns.append(Column(name=name, use="label", categories=classes))
        elif name == index:
            columns.append(Column(name=name, use="left out", reason="asked" if wishes.index else "index"))
        elif name.strip().lower() == SPLIT:
            arrays["part"] = _part(values, name, rows)
            columns.append(Column(name=name, use="split"))
        elif name in wishes.without:
            columns.append(Column(name=name, use="left out", reason="asked"))
        else:
            column, found = read_column(values, name, rows, wishes, notes)
            columns.append(column)
            if found is not None:
                (numbers if column.use == "number" else codes).append(found)
    if not numbers and not codes:
        raise RefusedError(
            N_("No column besides {column} can be used: a table needs one of numbers or of few different texts."),
            column=brief(label),
        )
    if numbers:
        arrays["numbers"] = np.stack(numbers, axis=1)
    if codes:
        arrays["codes"] = np.stack(codes, axis=1)
        widths = [len(each.categories) for each in columns if each.use == "category"]
        arrays["widths"] = np.array(widths, np.int64)
    return tuple(columns), arrays


def _assumed(wish: str, value: str, template: str) -> Assumed:
    return Assumed(wish=wish, value=value, said=Failure(template=template, blanks={"value": brief(value)}))


def check_size(rows: int, columns: int) -> None:
    """Refuse a table that is too large, or holds nothing; raises `RefusedError`."""
    if rows > LIMITS.data_rows:
        raise RefusedError(
            N_("The table has {count} rows; KDVIZ_MAX_DATA_ROWS allows {most}: take fewer."),
            count=f"{rows:,}",
            most=f"{LIMITS.data_rows:,}",
        )
    if columns > LIMITS.data_columns:
        raise RefusedError(
            N_("The table has {count} columns; KDVIZ_MAX_DATA_COLUMNS allows {most}: take fewer."),
            count=f"{columns:,}",
            most=f"{LIMITS.data_columns:,}",
        )
    if rows * columns > LIMITS.data_values:
        raise RefusedError(
            N_("The table has {count} cells; KDVIZ_MAX_DATA_VALUES allows {most}: take fewer rows or columns."),
            count=f"{rows * columns:,}",
            most=f"{LIMITS.data_values:,}",
        )
    if rows == 0 or columns < 2:
        raise RefusedError(
            N_("The table needs rows, labels and a column beside them. Found are rows: {rows}, columns: {columns}."),
            rows=rows,
            columns=columns,
        )


def _label_column(frame: pd.DataFrame, wished: str | None) -> tuple[str, bool]:
    """Return the column of the labels, and whether it was guessed."""
    names = [*map(str, frame.columns)]
    if wished is not None:
        if wished in names:
            return wished, False
        near = [name for name in names if name.lower() == wished.strip().lower()]
        if len(near) == 1:
            return near[0], False
        raise _no_column(wished, names)
    lower = {name.strip().lower(): name for name in reversed(names)}
    for likely in LABELS:
        if likely in lower:
            return lower[likely], True
    for name in (names[-1], names[0], *names[1:-1]):
        known = frame[name].dropna()
        whole = not pd.api.types.is_float_dtype(known) or bool((known == np.floor(known)).all())
        if whole and 2 <= known.nunique() <= min(LIMITS.data_classes, max(2, len(known) // FEW_A_CLASS)):
            return name, True
    raise RefusedError(
        N_("No column looks like labels, which have few different values: name one of {names}."),
        names=some(names),
    )


def _index(frame: pd.DataFrame, label: str, wished: bool | None) -> str | None:
    """Return the column that only numbers the rows, such as pandas writes; None where there is none."""
    names = [*map(str, frame.columns)]
    if wished is not None:
        return names[0] if wished and names[0] != label else None
    return next((name for name in names if name in INDEXES and name != label and numbers_rows(frame[name])), None)


def _no_column(wished: str, names: list[str]) -> RefusedError:
    return RefusedError(N_("There is no column {column}: there are {names}."), column=brief(wished), names=some(names))


def _labels(values: "pd.Series[Any]", name: str) -> tuple[tuple[str, ...], Any]:
    """Return the classes in order, and each row's."""
    if pd.api.types.is_float_dtype(values):
        numbers = values.to_numpy(float)
        if not (np.isfinite(numbers).all() and (numbers == np.floor(numbers)).all()):
            raise RefusedError(
                N_("The column {column} holds numbers with decimals, and labels are classes: choose another."),
                column=brief(name),
            )
        found, labels = np.unique(numbers, return_inverse=True)
        # As integers of 64 bits all beyond 9.2e18 would be one class.
        return tuple(str(int(each)) for each in found), labels.astype(np.int64)
    if pd.api.types.is_datetime64_any_dtype(values):
        raise RefusedError(N_("The column {column} holds dates, not labels: choose another."), column=brief(name))
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        found, labels = np.unique(values.to_numpy(), return_inverse=True)
    else:
        found, labels = np.unique(
            values.astype("str").str.strip().to_numpy(dtype=object).astype(str), return_inverse=True
        )
    return tuple(map(str, found.tolist())), labels.astype(np.int64)


def _part(values: "pd.Series[Any]", name: str, rows: Any) -> Any:
    texts = values.astype("str").str.strip().str.lower()
    parts = texts.map(PART_NAMES)
    wrong = parts.isna().to_numpy()
    if wrong.any():
        place = int(np.flatnonzero(wrong)[0])
        raise RefusedError(
            N_("Row {row}, column {column} is {value}: allowed are {names}."),
            row=int(rows[place]),
            column=brief(name),
            value=brief(values.iloc[place]),
            names=", ".join(PARTS),
        )
    return parts.map({part: place for place, part in enumerate(PARTS)}).to_numpy(np.int8)


def _head(frame: pd.DataFrame) -> tuple[tuple[str, ...], ...]:
    first = frame.head(HEAD).astype("str")
    return tuple(tuple(map(brief, row)) for row in first.itertuples(index=False, name=None))
