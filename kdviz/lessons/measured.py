"""What a step's work came to: its bars seed by seed, and how its claims came out, in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from kdviz.catalog import DatasetCard
from kdviz.experiment.arms import Arm
from kdviz.i18n import ENGLISH, Translator
from kdviz.lessons.lesson import Bar, Claim, Do, Ending
from kdviz.results import Estimate, RunResult
from kdviz.results.compression import CompressionRecord
from kdviz.results.record import SweepRecord
from kdviz.verdicts.run import of_test, points, whole
from kdviz.verdicts.why import ending as ending_of

Found = RunResult | SweepRecord | CompressionRecord
# One number a seed, or a single one of what there is once; empty where there is none.
Values = tuple[float, ...]
# Returns how much higher its second argument is than its first, paired seed by seed.
Difference = Callable[[Values, Values], Estimate]
ENDINGS: dict[str, Ending] = {"helps": "shown", "neither": "not shown", "hurts": "other"}
RECALL = "recall:"


@dataclass(frozen=True)
class Outcome:
    """How a claim came out: its ending, by how much, and what is said of it."""

    claim: Claim
    ending: Ending
    difference: Estimate
    sentence: str


def setting(do: Do, _: Translator = ENGLISH) -> dict[str, str]:
    """Return what the texts of a step and of the question before it may name, by their blanks."""
    if not do.trains:
        return {}
    experiment = do.experiment
    shares = {name: points(getattr(experiment, name), signed=False) for name in ("label_noise", "alpha")}
    sizes = {"labels": _.number(experiment.labelled_images), "of": _.number(experiment.data.test)}
    others = {name: f"{getattr(experiment, name):g}" for name in ("temperature", "seeds", "steps")}
    goal = do.claims[0].least if do.claims else None
    limits = {"least": points(goal or 0.0, signed=False), "bytes": _.number(do.bytes_at_most or 0)}
    return {**shares, **sizes, **others, **limits, "omitted": str(experiment.omit_class), "student": experiment.student}


def measured(do: Do, found: Found) -> dict[str, Values]:
    """Return what a step's bars came to, by their names."""
    return {bar.name: _values(bar, found) for bar in do.bars}


def _values(bar: Bar, found: Found) -> Values:
    if isinstance(found, CompressionRecord):
        return _of_pipeline(bar, found)
    if isinstance(found, SweepRecord):
        cell = next(one for one in found.cells if all(one.values[name] == value for name, value in bar.where.items()))
        experiment = found.sweep.cells[cell.place].experiment
        if cell.result is None or experiment is None:
            return ()
        found = cell.result.as_run(experiment, "")
    return _of_run(bar.of, found)


def _of_run(of: str, result: RunResult) -> Values:
    if of == "teacher":
        return (result.teacher.accuracy,)
    if of == "guessing":
        return (1 / result.experiment.data.classes,) * result.experiment.seeds
    if of.startswith(RECALL):
        arm = cast(Arm, of.removeprefix(RECALL))
        return tuple(result.omitted.arms[arm]["before"].recall) if result.omitted else ()
    if of in result.arms:
        return tuple(result.arms[of].accuracy)
    return next((tuple(stage.accuracy) for stage in result.stages if stage.name == of), ())


def _of_pipeline(bar: Bar, record: CompressionRecord) -> Values:
    if record.result is None:
        return ()
    rows = [record.result.plain] if bar.of == "hard" else record.result.rows
    asked = bar.where.get("pipeline")
    row = next(row for row in rows if asked in (None, row.pipeline))
    return tuple(row.result.accuracy) if row.result else ()


def outcomes(
    do: Do, values: Mapping[str, Values], data: DatasetCard, difference: Difference, _: Translator = ENGLISH
) -> list[Outcome]:
    """Return how a step's claims came out; one whose bars have no numbers is left out."""
    return [
        _outcome(claim, first, than, data, difference(than, first), _)
        for claim in do.claims
        if (first := values[claim.first])
        and (than := (claim.least,) * len(first) if claim.least is not None else values[claim.than])
    ]


def _outcome(claim: Claim, first: Values, than: Values, data: DatasetCard, found: Estimate, _: Translator) -> Outcome:
    ending = ENDINGS[ending_of(found)]
    ends = [of_test(end, data) for end in found.ci95 or (found.mean, found.mean)]
    if ending != "not shown":
        ends = sorted(map(abs, ends))
    blanks = {
        "first": points(mean(first), signed=False),
        "than": points(mean(than), signed=False),
        "gain": points(found.mean),
        "more": whole(abs(of_test(found.mean, data)), _),
        "low": whole(ends[0], _, signed=ending == "not shown"),
        "high": whole(ends[1], _, signed=ending == "not shown"),
        "of": _.number(data.test),
        "n": len(first),
        "least": points(claim.least or 0.0, signed=False),
    }
    return Outcome(claim, ending, found, _(claim.told.of(ending)).format(**blanks))


def mean(values: Sequence[float]) -> float:
    """Return the mean of some numbers."""
    return sum(values) / len(values)
