"""What a step's work came to: its bars seed by seed, and how its claims came out, in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from kdviz.catalog import DatasetCard
from kdviz.experiment import Experiment, Search, Sweep
from kdviz.experiment.arms import Arm
from kdviz.i18n import ENGLISH, Translator
from kdviz.lessons.lesson import Bar, Claim, Do, Ending, Heat
from kdviz.results import Estimate, RunResult
from kdviz.results.attack import AttackRecord
from kdviz.results.compression import CompressionRecord
from kdviz.results.record import SweepRecord
from kdviz.results.search import SearchRecord
from kdviz.verdicts.run import of_test, points, whole
from kdviz.verdicts.why import ending as ending_of

Found = RunResult | SweepRecord | CompressionRecord | SearchRecord | AttackRecord
# One number a seed, or a single one of what there is once; empty where there is none.
Values = tuple[float, ...]
# Returns how much higher its second argument is than its first, paired seed by seed.
Difference = Callable[[Values, Values], Estimate]
ENDINGS: dict[str, Ending] = {"helps": "shown", "neither": "not shown", "hurts": "other"}
RECALL, SEARCHED = "recall:", "searched:"


@dataclass(frozen=True)
class Outcome:
    """How a claim came out: its ending, by how much, and what is said of it."""

    claim: Claim
    ending: Ending
    difference: Estimate
    sentence: str


def setting(do: Do, _: Translator = ENGLISH) -> dict[str, str]:
    """Return what the texts of a step and of the question before it may name, by their blanks."""
    if isinstance(do.work, Heat):
        return {"share": points(do.work.share, signed=False)}
    if not do.trains:
        return {}
    goal = do.claims[0].least if do.claims else None
    limits = {"least": points(goal or 0.0, signed=False), "most": _.number(do.bytes_at_most or 0)}
    searched = {"students": _.number(do.work.students)} if isinstance(do.work, Search) else {}
    return {**_setting(do.experiment, _), **limits, **searched}


def called(bar: Bar, do: Do, _: Translator = ENGLISH) -> str:
    """Return what a bar is called, with the settings of its students."""
    experiment = do.experiment
    if isinstance(do.work, Sweep):
        experiment = Experiment.shared(**{**experiment.changes(), **bar.where})
    return _(bar.text).format(**_setting(experiment, _))


def _setting(experiment: Experiment, _: Translator) -> dict[str, str]:
    shares = {name: points(getattr(experiment, name), signed=False) for name in ("label_noise",)}
    sizes = {"labels": experiment.labelled_images, "of": experiment.data.test, "bytes": experiment.student_cost.bytes}
    others = {name: f"{getattr(experiment, name):g}" for name in ("temperature", "alpha", "seeds", "steps")}
    names = {"omitted": str(experiment.omit_class), "student": experiment.student}
    return {**shares, **{name: _.number(size) for name, size in sizes.items()}, **others, **names}


def measured(do: Do, found: Found) -> dict[str, Values]:
    """Return what a step's bars came to, by their names."""
    return {bar.name: _values(bar, found) for bar in do.bars}


def _values(bar: Bar, found: Found) -> Values:
    if isinstance(found, CompressionRecord):
        return _of_pipeline(bar, found)
    if isinstance(found, AttackRecord):
        row = found.result.find(**bar.where) if found.result else None
        return tuple(row.values[bar.of]) if row else ()
    if isinstance(found, SearchRecord):
        return _of_search(bar.of, found)
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


def _of_search(of: str, record: SearchRecord) -> Values:
    if record.result is None:
        return ()
    judged = record.result.best if of.endswith("best") else record.result.by_hand
    if not of.startswith(SEARCHED):
        return tuple(judged.accuracy)
    return next(tuple(trial.accuracy) for trial in record.trials if trial.settings == judged.settings)


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


def outcome_of(do: Do, said: Sequence[Outcome], claim: int) -> Outcome | None:
    """Return how the claim at a place came out, among those of a step that did; None where it has no numbers."""
    return next((each for each in said if each.claim in do.claims[claim : claim + 1]), None)


def ending_above(values: Values, least: float, difference: Difference) -> Ending:
    """Return whether some seeds' numbers are shown to be above a share, or below."""
    return ENDINGS[ending_of(difference((least,) * len(values), values))]


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
