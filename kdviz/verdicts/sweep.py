"""The verdict of a sweep in words, no surer than its intervals."""

from dataclasses import dataclass
from typing import Literal

from kdviz.experiment import Experiment, Sweep
from kdviz.experiment.arms import twin
from kdviz.i18n import ENGLISH, Translator
from kdviz.results import Estimate, Status
from kdviz.results.cell import CellRecord, CellResult
from kdviz.results.record import SweepRecord
from kdviz.verdicts.run import divergence, points, verdict

LEVEL = 0.05

# A gain above zero, below, or not apart from it by its 95 % interval; of one seed, which has none; or that of students
# who are their own twins, exactly zero.
Shown = Literal["helps", "hurts", "neither", "single", "twin"]


def shown(record: SweepRecord) -> dict[int, Shown]:
    """Return what the gain of each trained cell shows, by the cell's place."""
    return {cell.place: _shown(experiment, result.gain) for cell, experiment, result in record.trained}


def _shown(experiment: Experiment, gain: Estimate) -> Shown:
    if twin(experiment):
        return "twin"
    if gain.ci95 is None:
        return "single"
    low, high = gain.ci95
    return "helps" if low > 0 else "hurts" if high < 0 else "neither"


@dataclass(frozen=True)
class Count:
    """How many cells say something.

    Attributes
    ----------
    tested : int
        Cells whose gain has an interval; one whose students are their own twins tests nothing.
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
    found = list(shown(record).values())
    helps, hurts = found.count("helps"), found.count("hurts")
    tested = helps + hurts + found.count("neither")
    return Count(tested, helps, hurts, LEVEL * tested)


def is_noise(record: SweepRecord) -> bool:
    """Return whether a finished sweep shows no more than chance would; before its end nobody knows."""
    found = count(record)
    return record.status is Status.FINISHED and found.tested > 0 and found.helps + found.hurts <= found.by_chance


def is_counted(sweep: Sweep) -> bool:
    """Return whether a mean gain is a number of test images: of several data sets there is no such number."""
    return all(axis.name != "dataset" for axis in sweep.axes)


def mean_gain(record: SweepRecord) -> float | None:
    """Return the mean gain of the trained cells in which the teacher has a say; None where there are none."""
    gains = [result.gain.mean for _cell, experiment, result in record.trained if not twin(experiment)]
    return sum(gains) / len(gains) if gains else None


def landscape_sentence(record: SweepRecord, _: Translator = ENGLISH) -> str:
    """Say in how many cells the gain is apart from zero, and in how many it would be by chance, or why in none."""
    found, seen = count(record), set(shown(record).values())
    if not seen:
        finished = record.status is Status.FINISHED
        return _("No cell could be trained") if finished else _("No cell is trained yet")
    if seen == {"twin"}:
        if record.status is Status.FINISHED:
            return _("The teacher has no say in any trained cell: every student has labels only")
        return _("No cell in which the teacher has a say is trained yet")
    if not found.tested:
        return _("One seed has no intervals: no cell shows anything.")
    return _(
        "Of {tested} cells distillation helps in {helps} and hurts in {hurts}. By chance alone about {chance} would "
        "seem to do either. This goes by 95 % t-intervals of the paired gain over seeds, given this teacher."
    ).format(tested=found.tested, helps=found.helps, hurts=found.hurts, chance=f"{found.by_chance:.1f}")


def reason(cell: CellRecord, _: Translator = ENGLISH) -> str:
    """Say why a cell has no numbers; nothing where it has, or may still have."""
    if cell.problem is not None:
        return cell.problem.sentence(_)
    if cell.outcome is None or cell.outcome.result is not None:
        return ""
    if cell.outcome.failure is not None:
        return cell.outcome.failure.sentence(_)
    return divergence(cell.outcome.diverged, _) if cell.outcome.diverged else ""


def cell_sentence(result: CellResult, experiment: Experiment, _: Translator = ENGLISH) -> str:
    """Say what a trained cell shows: what a run of its own would."""
    return verdict(result.as_run(experiment, ""), _)


def gap_sentence(largest: str, best: str, difference: Estimate, _: Translator = ENGLISH) -> str:
    """Say whether the largest teacher is too large for a student (the capacity gap).

    Parameters
    ----------
    largest, best : str
        The networks of the largest teacher, and of the best of the smaller ones, chosen on validation images.
    difference : Estimate
        The students of `largest` less those of `best`, paired within each seed; see `kdviz.measures.difference`.
    """
    blanks = {"largest": largest, "best": best, "difference": points(difference.mean)}
    if difference.ci95 is None:
        return _(
            "Students of {largest}, the largest teacher, and of {best}, the best smaller one, differ by {difference} "
            "points. One seed shows nothing."
        ).format(**blanks)
    low, high = difference.ci95
    if high < 0:
        text = _(
            "Too large: students of {largest} end {difference} points against those of {best}, the best smaller "
            "teacher."
        )
    elif low > 0:
        text = _(
            "Not too large: students of {largest} end {difference} points against those of {best}, the best smaller "
            "teacher."
        )
    else:
        text = _(
            "Within noise: students of {largest}, the largest teacher, and of {best}, the best smaller one, differ by "
            "{difference} points."
        )
    interval = _("The 95 % interval is {low} to {high}, a t-interval of paired differences over seeds.")
    return f"{text.format(**blanks)} {interval.format(low=points(low), high=points(high))}"
