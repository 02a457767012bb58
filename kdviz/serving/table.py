"""Raw rows of a table in JSON: objects by the columns' names, or lists in their order."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdviz.serving.inputs import MOST_ROWS, InputError, rows_in

# Scaled numbers beyond it leave the range of 32-bit floats.
LARGEST = 1e30
NAMED = 10


class Table:
    """The columns of a table, as an ONNX file's metadata has them."""

    def __init__(self, told: str) -> None:
        self._columns: list[dict[str, Any]] = json.loads(told)
        self._names = [column["name"] for column in self._columns]

    @property
    def schema(self) -> dict[str, Any]:
        """A row as JSON Schema has it."""
        kinds = {
            column["name"]: {"enum": [*column["categories"], None]}
            if "categories" in column
            else {"type": ["number", "null"]}
            for column in self._columns
        }
        return {"type": "object", "required": self._names, "properties": kinds, "additionalProperties": False}

    def read(self, body: bytes) -> NDArray[np.float64]:
        """Return raw rows, shape (n, columns), as the file takes them.

        Raises
        ------
        InputError
            If the body holds none: it names row and column.
        """
        given = rows_in(body, '{"rows": [{column: value, …}, …]}')
        if not isinstance(given, list) or not 1 <= len(given) <= MOST_ROWS:
            text = f"rows is no list of 1 to {MOST_ROWS} rows, which is what is allowed."
            raise InputError(text)
        return np.array([self._row(place, row) for place, row in enumerate(given)], np.float64)

    def _row(self, place: int, row: Any) -> list[float]:
        if isinstance(row, Mapping):
            row = self._in_order(place, row)
        if not isinstance(row, Sequence) or isinstance(row, str) or len(row) != len(self._columns):
            text = (
                f"Row {place} is no object with the columns {self._listed(self._names)}, and no list of their values."
            )
            raise InputError(text)
        return [self._value(place, column, value) for column, value in zip(self._columns, row, strict=True)]

    def _in_order(self, place: int, row: Mapping[str, Any]) -> list[Any]:
        for name in self._names:
            if name not in row:
                text = f"Row {place} has no column {name}: write null where a value is missing."
                raise InputError(text)
        for name in row:
            if name not in self._names:
                text = f"Row {place} has a column {name[:50]}: there are {self._listed(self._names)}."
                raise InputError(text)
        return [row[name] for name in self._names]

    def _value(self, place: int, column: Mapping[str, Any], value: Any) -> float:
        if value is None:
            return float("nan")
        where = f"Row {place}, column {column['name']} is {str(value)[:50]}"
        if "categories" in column:
            known = column["categories"]
            # A column of yes and no has the categories True and False, one of codes has numbers.
            if not isinstance(value, (str, bool, int, float)) or str(value).strip() not in known:
                text = f"{where}: allowed are {self._listed(known)}, or null where it is missing."
                raise InputError(text)
            return float(known.index(str(value).strip()))
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            text = f"{where}: allowed is a number, or null where it is missing."
            raise InputError(text)
        if not abs(value) < LARGEST or not abs((value - column["mean"]) / column["scale"]) < LARGEST:
            text = f"{where}, which is too large: allowed are numbers up to {LARGEST:g}."
            raise InputError(text)
        return float(value)

    @staticmethod
    def _listed(names: Sequence[str]) -> str:
        return ", ".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")
