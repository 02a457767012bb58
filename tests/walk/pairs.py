"""Few rows that have every two values of every two factors together."""

from collections.abc import Hashable, Sequence
from itertools import combinations, product
from typing import Any


def all_pairs(*factors: Sequence[Hashable]) -> list[tuple[Any, ...]]:
    """Return rows, a value of each factor in each, so that any two values of two factors meet in one of them.

    Takes the row that has most of the pairs that are missing, until none is: about as many rows as the two longest
    factors have pairs.
    """
    rows = {row: set(combinations(enumerate(row), 2)) for row in product(*factors)}
    missing = set().union(*rows.values())
    chosen: list[tuple[Any, ...]] = []
    while missing:
        best = max(rows, key=lambda row: len(rows[row] & missing))
        missing -= rows[best]
        chosen.append(best)
    return chosen
