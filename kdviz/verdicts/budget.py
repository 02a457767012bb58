"""A budget for a student, and the cheapest one that keeps it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from kdviz.i18n import N_
from kdviz.results import Estimate
from kdviz.results.compression import CompressedRow, CompressionResult

Limit = Literal["lose", "packed", "macs"]
LIMITS: dict[Limit, str] = {
    "lose": N_("what may be lost"),
    "packed": N_("packed bytes"),
    "macs": N_("MACs"),
}


@dataclass(frozen=True)
class Budget:
    """What a student may lose and cost at most; None where there is no limit.

    Attributes
    ----------
    lose : float or None
        Percentage points of accuracy.
    packed, macs : float or None
        Bytes, and multiply-accumulates an input.
    """

    lose: float | None = None
    packed: float | None = None
    macs: float | None = None

    @property
    def limits(self) -> list[Limit]:
        """The limits that are set."""
        return [name for name in LIMITS if getattr(self, name) is not None]


@dataclass(frozen=True)
class Candidate:
    """A student that may be chosen: `network` is what it is in the end."""

    pipeline: str
    network: str
    loss: Estimate
    packed: int
    macs: int

    def keeps(self, limit: Limit, budget: Budget) -> bool:
        """Return whether it keeps a limit that is set: of what may be lost, with all of its interval."""
        most = getattr(budget, limit)
        if limit == "lose":
            # One seed has no interval, and so keeps nothing.
            return self.loss.ci95 is not None and 100 * self.loss.ci95[1] <= most
        return bool(getattr(self, limit) <= most)


def candidates(result: CompressionResult) -> list[Candidate]:
    """Return the students of a result with their losses, controls with them, each once, the cheapest first."""
    rows = [*result.rows, *(control.row for control in result.controls if control.row)]
    found = {(row.student, row.pipeline): each for row in rows if (each := _candidate(row))}
    return sorted(found.values(), key=lambda each: (each.packed, each.macs, each.loss.mean))


def _candidate(row: CompressedRow) -> Candidate | None:
    if row.result is None or row.loss is None:
        return None
    return Candidate(row.pipeline, row.result.network, row.loss, row.result.bytes.packed, row.result.macs)


def cheapest(found: Sequence[Candidate], budget: Budget, without: Collection[Limit] = ()) -> Candidate | None:
    """Return the first of the candidates `found` that keeps the budget, limits `without` which it is asked left out."""
    limits = [limit for limit in budget.limits if limit not in without]
    return next((each for each in found if all(each.keeps(limit, budget) for limit in limits)), None)


def in_the_way(found: Sequence[Candidate], budget: Budget) -> list[tuple[tuple[Limit, ...], Candidate]]:
    """Return the fewest limits without which a candidate would keep the rest, each with the cheapest such candidate.

    Several where any of them would do; nothing where the budget is kept, or nobody is there.
    """
    if cheapest(found, budget):
        return []
    for count in range(1, len(budget.limits) + 1):
        ways = [
            (left_out, each)
            for left_out in combinations(budget.limits, count)
            if (each := cheapest(found, budget, left_out))
        ]
        if ways:
            return ways
    return []
