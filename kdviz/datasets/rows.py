"""Raw rows: a table as its file has it, and what makes inputs of them, described as data for whoever writes it down."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdviz import catalog
from kdviz.catalog import DatasetCard
from kdviz.results import Arrays
from kdviz.results.data import Column

# A place that no category has, the last one of 16 bits.
NEVER = 65_535


@dataclass(frozen=True)
class RawColumn:
    """A column of a raw row, and what becomes of it.

    Attributes
    ----------
    categories : tuple of str
        Its values in order, which a row has by their place from 0 on, and a network as a yes or no each; none of a
        column of numbers.
    unseen : tuple of int
        The places of those that no training row has: each is taken as missing.
    median, mean, scale : float
        Of a number: what stands for a missing one, what is taken off, and what it is then divided by.
    """

    name: str
    categories: tuple[str, ...] = ()
    unseen: tuple[int, ...] = ()
    median: float = 0.0
    mean: float = 0.0
    scale: float = 1.0

    @property
    def told(self) -> dict[str, Any]:
        """The column as JSON."""
        if self.categories:
            told = {"name": self.name, "categories": [*self.categories]}
            return told | ({"unseen": [*self.unseen]} if self.unseen else {})
        return {"name": self.name, "median": self.median, "mean": self.mean, "scale": self.scale}


@dataclass(frozen=True)
class Rows:
    """Raw rows by id.

    Attributes
    ----------
    columns : tuple of RawColumn
        Those that are used, in the order of the file.
    values : ndarray of float64, shape (n, columns)
        Numbers, and categories by their place; NaN where one is missing.
    """

    columns: tuple[RawColumn, ...]
    values: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        arrays: Arrays,
        columns: Sequence[Column],
        numbers_fitted: Sequence[NDArray[np.float64]],
        seen: Sequence[NDArray[np.bool_]],
    ) -> "Rows":
        """Return the rows of a table.

        Parameters
        ----------
        numbers_fitted : sequence of ndarray, shapes (numbers,)
            The columns' medians, means and scales.
        seen : sequence of ndarray of bool, a category each
            Which of its values training rows have.
        """
        found, values, numbers, categories = list[RawColumn](), list[NDArray[np.float64]](), 0, 0
        for column in columns:
            if column.use == "number":
                told = (each[numbers].item() for each in numbers_fitted)
                found.append(RawColumn(column.name, (), (), *told))
                values.append(arrays["numbers"][:, numbers])
                numbers += 1
            elif column.use == "category":
                unseen = np.flatnonzero(~seen[categories])
                found.append(RawColumn(column.name, column.categories, tuple(unseen.tolist())))
                codes = arrays["codes"][:, categories].astype(np.float64)
                values.append(np.where(codes < 0, np.nan, codes))
                categories += 1
        return cls(tuple(found), np.stack(values, axis=1))

    @property
    def numbers(self) -> tuple[int, ...]:
        """The places of the columns of numbers: they are the first inputs."""
        return tuple(place for place, column in enumerate(self.columns) if not column.categories)

    @property
    def choices(self) -> tuple[tuple[int, int], ...]:
        """The place of a column and one of its categories, for each input that is a yes or no: they follow."""
        return tuple(
            (place, NEVER if value in column.unseen else value)
            for place, column in enumerate(self.columns)
            for value in range(len(column.categories))
        )

    def each_number(self, what: str) -> NDArray[np.float64]:
        """Return the ``median``, ``mean`` or ``scale`` of all columns of numbers, in order."""
        return np.array([getattr(self.columns[place], what) for place in self.numbers], np.float64)

    def inputs(self, values: NDArray[np.float64]) -> NDArray[np.float32]:
        """Return raw rows, shape (n, columns), as inputs, shape (n, features): to the bit those of training."""
        numbers = values[:, list(self.numbers)]
        filled = np.where(np.isnan(numbers), self.each_number("median"), numbers)
        scaled = (filled - self.each_number("mean")) / self.each_number("scale")
        yes = [values[:, place] == value for place, value in self.choices]
        return np.concatenate([scaled, np.array(yes, float).reshape(-1, len(values)).T], axis=1).astype(np.float32)

    def spoken(self, values: NDArray[np.float64]) -> list[list[float | str | None]]:
        """Return raw rows in words: a number, the name of a category, or None for what is missing."""
        return [
            [
                None if np.isnan(value) else column.categories[int(value)] if column.categories else float(value)
                for column, value in zip(self.columns, row, strict=True)
            ]
            for row in values
        ]


def raw_rows(card: DatasetCard, seed: int) -> Rows | None:
    """Return the raw rows of a data set, whose parts `seed` draws; None where what is measured are the inputs."""
    found: Rows | None = catalog.named(card.rows)(card, seed) if card.rows else None
    return found
