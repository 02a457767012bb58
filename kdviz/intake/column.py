"""A column of a table becomes numbers or categories, or is left out; what that assumed is gathered over columns."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from kdviz.catalog.limits import LIMITS
from kdviz.i18n import N_
from kdviz.intake.numbers import DECIMALS, Written, all_written
from kdviz.intake.refused import RefusedError, brief
from kdviz.intake.text import MISSING, STRAY
from kdviz.results.data import Assumed, Column, Reason, Wishes
from kdviz.results.failure import Failure

# A column of which more cells are numbers has mistakes in the others; and one of which most are, words among numbers
# where these are few.
NUMBERS, MOST, FEW_WORDS = 0.9, 0.5, 5
# A word that is there again and again among so many different numbers says that one is missing.
FEWEST_NUMBERS = 3
AMONG_NUMBERS = N_(
    "Row {row}, column {column} is {value}, where most are numbers: correct it, or say how to read the column."
)
# Larger numbers leave the range of 32-bit floats.
LARGEST = 1e30
# Columns that a sentence names.
MENTIONED = 10
# What a cell of a data frame can hold, and no network gets.
CONTAINERS = ("bytes", "dict", "list", "ndarray", "set", "tuple")


@dataclass
class Notes:
    """What was assumed of columns: one sentence for all of which the same is said.

    Attributes
    ----------
    written : dict
        By the marks around numbers: a cell, what it is read as, and the columns.
    missing : dict
        By words that are read as missing: how many cells, and the columns.
    categories : list of str
        The columns that are taken as categories.
    """

    written: dict[str, tuple[str, str, list[str]]] = field(default_factory=dict)
    missing: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)

    def assumed(self) -> list[Assumed]:
        """Return a sentence for each thing that was assumed."""
        found = list[Assumed]()
        for text, number, names in self.written.values():
            blanks = {"text": brief(text), "number": number, "names": some(names)}
            said = Failure(template=N_("“{text}” is read as the number {number}. Columns: {names}."), blanks=blanks)
            found.append(Assumed(wish="category", value=", ".join(names), said=said))
        for words, (count, names) in self.missing.items():
            said = Failure(
                template=N_("Cells of “{text}” are read as missing: {count}. Columns: {names}."),
                blanks={"text": words, "count": count, "names": some(names)},
            )
            found.append(Assumed(wish="category", value=", ".join(names), said=said))
        if self.categories:
            said = Failure(
                template=N_("Columns taken as categories: {names}."), blanks={"names": some(self.categories)}
            )
            found.append(Assumed(wish="number", value=", ".join(self.categories), said=said))
        return found


def read_column(values: "pd.Series[Any]", name: str, rows: Any, wishes: Wishes, notes: Notes) -> tuple[Column, Any]:
    """Return what a column is, and its numbers or the codes of its categories; None where it is left out.

    Parameters
    ----------
    rows : ndarray of int
        The number of each row in the file.
    notes : Notes
        Gets what was assumed.

    Raises
    ------
    RefusedError
        If a cell is nothing that a network can get, or a mistake among numbers.
    """
    missing = is_missing(values)
    count = int(missing.sum())
    wished = name in wishes.category

    def left_out(reason: Reason) -> tuple[Column, None]:
        return Column(name=name, use="left out", reason=reason, missing=count), None

    if missing.all() or pd.api.types.is_datetime64_any_dtype(values):
        return left_out("empty" if missing.all() else "dates")
    if _is_numeric(values) and not wished:
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        _check_numbers(numbers, name, rows)
        return Column(name=name, use="number", missing=count), numbers
    _check_texts(values[~missing], name, rows[~missing])
    texts = _texts(values).where(~missing)
    known = texts[~missing]
    if not wished and (found := _numbers(known, name, rows, wishes, notes)) is not None:
        numbers = np.full(len(values), np.nan)
        numbers[~missing] = found
        _check_numbers(numbers, name, rows)
        return Column(name=name, use="number", missing=int(np.isnan(numbers).sum())), numbers
    if _are_dates(known) and not wished:
        return left_out("dates")
    categories = sorted(known.unique())
    if len(categories) > LIMITS.data_categories:
        if wished:
            raise RefusedError(
                N_("The column {column} has {count} different values; KDVIZ_MAX_DATA_CATEGORIES allows {most}."),
                column=brief(name),
                count=f"{len(categories):,}",
                most=LIMITS.data_categories,
            )
        return left_out("identifier" if len(categories) == len(known) else "texts")
    if not wished:
        notes.categories.append(name)
    codes = texts.map({each: place for place, each in enumerate(categories)}).fillna(-1).to_numpy(np.int32)
    return Column(name=name, use="category", missing=count, categories=tuple(categories)), codes


def _numbers(known: "pd.Series[Any]", name: str, rows: Any, wishes: Wishes, notes: Notes) -> Any:
    """Return the numbers that texts are, and NaN for words that say that one is missing; None for other texts."""
    counts = {str(text): int(count) for text, count in known.value_counts().items()}
    decimal = wishes.decimal if wishes.decimal in DECIMALS else DECIMALS[0]
    found = all_written(counts, decimal)
    wished = name in wishes.number
    words = [text for text in counts if text not in found and text.lower() not in STRAY]
    if not found:
        if wished:
            raise _word(
                known, found, name, rows, N_("Row {row}, column {column} is {value}: no cell of it is a number.")
            )
        return None
    if words and not wished and not _is_stray(words, counts, len(found)):
        share = sum(counts[text] for text in found) / len(known)
        known = known[~known.str.lower().isin(STRAY)]
        if share > NUMBERS:
            said = N_(
                "Row {row}, column {column} is {value}, where the others are numbers: correct it or leave it empty."
            )
            raise _word(known, found, name, rows, said)
        if share > MOST and (len(words) <= FEW_WORDS or len(counts) <= LIMITS.data_categories):
            raise _word(known, found, name, rows, AMONG_NUMBERS)
        return None
    _check_units(known, found, name, rows)
    _note(counts, found, name, notes)
    return known.map({text: each.value for text, each in found.items()}).to_numpy(np.float64, na_value=np.nan)


def _is_stray(words: list[str], counts: dict[str, int], numbers: int) -> bool:
    """Return whether the only word among numbers is there so often that it is no mistake but says that one is missing.

    What holds digits, such as “3+” or “<5”, says more than that.
    """
    (word, *others) = words
    return not others and counts[word] > 1 and numbers >= FEWEST_NUMBERS and not any(map(str.isdigit, word))


def _word(known: "pd.Series[Any]", found: Iterable[str], name: str, rows: Any, said: str) -> RefusedError:
    """Return the refusal that names the first cell which is no number."""
    place = int(known.index[~known.isin([*found])][0])
    return RefusedError(said, row=int(rows[place]), column=brief(name), value=brief(known[place]))


def _check_units(known: "pd.Series[Any]", found: dict[str, Written], name: str, rows: Any) -> None:
    """Refuse dollars among euros, and percents among shares: without their signs they would be alike."""
    units = known.map({text: each.unit for text, each in found.items()}).dropna()
    other = units[units != units.iloc[0]]
    if len(other):
        place = int(other.index[0])
        raise RefusedError(
            N_("Row {row}, column {column} is {value}, and others have another sign beside them: write all alike."),
            row=int(rows[place]),
            column=brief(name),
            value=brief(known[place]),
        )


def _note(counts: dict[str, int], found: dict[str, Written], name: str, notes: Notes) -> None:
    if words := sorted(text for text in counts if text not in found):
        times, names = notes.missing.get(some(words), (0, []))
        notes.missing[some(words)] = (times + sum(counts[text] for text in words), [*names, name])
    for text, number in found.items():
        if number.marks:
            _text, _number, names = notes.written.setdefault(number.marks, (text, f"{number.value:.15g}", []))
            if name not in names:
                names.append(name)


def some(names: list[str]) -> str:
    """Return the first of some names, as a sentence tells them."""
    return ", ".join(map(brief, names[:MENTIONED])) + ("…" if len(names) > MENTIONED else "")


def is_missing(values: "pd.Series[Any]") -> "np.ndarray[Any, np.dtype[np.bool_]]":
    """Return which cells hold no value."""
    missing = values.isna()
    if not pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_datetime64_any_dtype(values):
        missing |= values.astype("str").str.strip().isin(MISSING)
    return np.asarray(missing, bool)


def _is_numeric(values: "pd.Series[Any]") -> bool:
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def _texts(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return values as texts; whole numbers have no decimals, though an empty cell makes them floats."""
    if pd.api.types.is_float_dtype(values):
        return values.map(lambda number: f"{number:.17g}" if number % 1 else f"{number:.0f}").astype("str")
    return values.astype("str").str.strip()


def _check_texts(known: "pd.Series[Any]", name: str, rows: Any) -> None:
    kind = type(known.iloc[0]).__name__
    if kind in CONTAINERS:
        raise RefusedError(
            N_("Row {row}, column {column} holds a {kind}: allowed are numbers and texts."),
            row=int(rows[0]),
            column=brief(name),
            kind=kind,
        )


def _check_numbers(numbers: Any, name: str, rows: Any) -> None:
    with np.errstate(invalid="ignore"):
        wrong = np.flatnonzero(np.abs(numbers) > LARGEST)
    if len(wrong):
        raise RefusedError(
            N_("Row {row}, column {column} is {value}: allowed are numbers up to {most}."),
            row=int(rows[wrong[0]]),
            column=brief(name),
            value=f"{numbers[wrong[0]]:g}",
            most=f"{LARGEST:g}",
        )


def _are_dates(texts: "pd.Series[Any]") -> bool:
    """Return whether texts are dates: the first hundred can all be read as some, and hold digits and marks between."""
    few = texts.iloc[:100]
    return bool(few.str.fullmatch(r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?([T ].*)?").all())
