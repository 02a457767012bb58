"""What a sweep shows, in words no surer than its intervals."""

from dataclasses import dataclass

from kdviz.cells import CellRecord, CellResult, SweepRecord
from kdviz.i18n import ENGLISH, Translator
from kdviz.results import Estimate
from kdviz.verdict import points

LEVEL = 0.05


def sign(result: CellResult) -> int:
    """Return 1 where distillation helps, −1 where it hurts, and 0 where the gain's 95 % interval includes zero."""
    if result.gain.ci95 is None:
        return 0
    low, high = result.gain.ci95
    return 1 if low > 0 else -1 if high < 0 else 0


def is_twin(result: CellResult) -> bool:
    """Tell a cell whose students are their own twins, because the teacher's term weighs nothing, by its gain."""
    return result.gain.ci95 == (0.0, 0.0)


@dataclass(frozen=True)
class Count:
    """How many cells say something.

    Attributes
    ----------
    tested : int
        Cells whose gain has an interval of some width; α = 0 is the twin itself and tests nothing.
    helps, hurts : int
        Cells whose interval is above zero, and below.
    by_chance : float
        How many would be on either side if distillation never made a difference: 5 % of those tested.
    """

    tested: int
    helps: int
    hurts: int
    by_chance: float


def count(record: SweepRecord) -> Count:
    """Count a sweep's cells by what their gain shows."""
    tested = [
        cell.result
        for cell in record.cells
        if cell.result and cell.result.gain.ci95 and cell.result.gain.ci95[0] < cell.result.gain.ci95[1]
    ]
    signs = [sign(result) for result in tested]
    return Count(len(tested), signs.count(1), signs.count(-1), LEVEL * len(tested))


def landscape_sentence(record: SweepRecord, _: Translator = ENGLISH) -> str:
    """Say in how many cells the gain is apart from zero, and in how many it would be by chance."""
    found = count(record)
    if not found.tested:
        return _("One seed has no intervals: no cell shows anything.")
    return _(
        "Of {tested} cells distillation helps in {helps} and hurts in {hurts} (95 % t-interval of the paired gain over "
        "seeds, given this teacher); by chance alone about {chance} would seem to do either."
    ).format(tested=found.tested, helps=found.helps, hurts=found.hurts, chance=f"{found.by_chance:.1f}")


def best(record: SweepRecord) -> CellRecord | None:
    """Return the cell with the highest mean gain."""
    trained = [cell for cell in record.cells if cell.result]
    return max(trained, key=lambda cell: cell.result.gain.mean if cell.result else 0.0, default=None)


def gap_sentence(first: str, second: str, difference: Estimate, _: Translator = ENGLISH) -> str:
    """Say whether students of two teachers differ: a larger teacher need not teach better (the capacity gap).

    Parameters
    ----------
    first, second : str
        The teachers' networks.
    difference : Estimate
        The students of `second` less those of `first`, paired within each seed; see `kdviz.measures.difference`.
    """
    blanks = {"first": first, "second": second, "difference": points(difference.mean)}
    if difference.ci95 is None:
        return _(
            "Students of {second} and {first} differ by {difference} points with one seed, which shows nothing."
        ).format(**blanks)
    low, high = difference.ci95
    blanks |= {"low": points(low), "high": points(high)}
    if low <= 0 <= high:
        text = _(
            "Within noise: students of {second} differ from those of {first} by {difference} points, 95 % interval "
            "{low} to {high} (t-interval of paired differences over seeds)."
        )
    else:
        text = _(
            "Students of {second} differ from those of {first} by {difference} points, 95 % interval {low} to {high} "
            "(t-interval of paired differences over seeds)."
        )
    return text.format(**blanks)
