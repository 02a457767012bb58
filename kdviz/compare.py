"""Every kind of distillation on one axis: same student, same start, same labelled images, same steps."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from kdviz.catalog import KINDS
from kdviz.engine import run, shared_engine
from kdviz.experiment import Experiment, Problem, problems
from kdviz.i18n import ENGLISH, N_, Translator
from kdviz.results import Divergence, Estimate, Row, RunFailedError, RunResult, Snapshot

ALL = "all"


def candidates(
    kinds: Sequence[str],
    knobs: Mapping[str, Any],
    call: Callable[[str], str],
    _: Translator = ENGLISH,
    joint: str = " ",
) -> list[Experiment | Row]:
    """Return one experiment a kind, or a row that says why there cannot be one.

    Parameters
    ----------
    kinds : sequence of str
    knobs : Mapping
        Set alike for all; a kind that does not read one leaves it alone.
    call : callable
        How the reader knows a knob, such as ``--student``.
    joint : str
        What stands between several settings.

    Raises
    ------
    pydantic.ValidationError
        If the knobs do not fit whatever the kind.
    """
    Experiment(**{**knobs, "kind": "classic"})
    found: list[Experiment | Row] = []
    for kind in kinds:
        try:
            found.append(Experiment(**{**knobs, "kind": kind}))
        except ValidationError as error:
            problem = problems(error)[0]
            if "idea" not in problem.blanks:
                found.append(Row(kind, skipped=problem.sentence(_, call=call(problem.name))))
                continue
            ideas = [f"{call(name)} {value}" for name, value in _mended({**knobs, "kind": kind}, problem).items()]
            title = _(KINDS[kind].title)
            blanks = {"kind": title[:1].lower() + title[1:], "idea": joint.join(ideas)}
            found.append(Row(kind, skipped=_(problem.template).format(**{**problem.blanks, **blanks})))
    return found


def _mended(knobs: Mapping[str, Any], problem: Problem) -> dict[str, Any]:
    """Return the settings that would do in place of what `problem` finds missing."""
    ideas: dict[str, Any] = {}
    # Each round mends another knob, so there are no more rounds than knobs.
    for _round in range(len(Experiment.model_fields)):
        ideas[problem.name] = problem.nearest
        try:
            Experiment(**{**knobs, **ideas})
            break
        except ValidationError as error:
            problem = problems(error)[0]
            if "idea" not in problem.blanks:
                break
    return ideas


def compare(
    chosen: Sequence[Experiment | Row],
    on_snapshot: Callable[[Experiment, Snapshot], object] | None = None,
    *,
    afresh: bool = False,
) -> list[Row]:
    """Run what can be run, one after the other, and rank it.

    Parameters
    ----------
    chosen : sequence of Experiment or Row
        As of `candidates`.
    on_snapshot : callable, optional
        Called with each experiment's snapshots.
    afresh : bool
        Whether to train again what has been run before.

    Returns
    -------
    list of Row
        The best first, those without result last.
    """
    rows: list[Row] = []
    for candidate in chosen:
        if isinstance(candidate, Row):
            rows.append(candidate)
            continue
        experiment = candidate

        def show(snapshot: Snapshot, experiment: Experiment = experiment) -> None:
            if on_snapshot is not None:
                on_snapshot(experiment, snapshot)

        try:
            rows.append(Row(experiment.kind, result=run(experiment, show, afresh=afresh)))
        except RunFailedError as error:
            rows.append(Row(experiment.kind, skipped=error.sentence()))
    return ranked(rows, shared_difference)


def ranked(
    rows: Sequence[Row], difference: Callable[[RunResult, RunResult], Estimate], _: Translator = ENGLISH
) -> list[Row]:
    """Order rows by accuracy; those whose paired difference from their group's best may be zero share its rank.

    A run that diverged has a row that says so, and no rank.
    """
    rows = [_without_divergence(row, _) for row in rows]
    finished = sorted((row for row in rows if row.result), key=_accuracy, reverse=True)
    ranks: list[int] = []
    best: RunResult | None = None
    for place, row in enumerate(finished, start=1):
        assert row.result is not None
        if best is not None and _may_be_zero(difference(row.result, best)):
            ranks.append(ranks[-1])
        else:
            best = row.result
            ranks.append(place)
    placed = [Row(row.kind, rank, ranks.count(rank) > 1, row.result) for row, rank in zip(finished, ranks, strict=True)]
    return placed + [row for row in rows if row.result is None]


def shared_difference(first: RunResult, second: RunResult) -> Estimate:
    """Return how much more accurate the distilled students of `second` are, paired seed by seed."""
    accuracies = (first.arms["distilled"].accuracy, second.arms["distilled"].accuracy)
    estimate: Estimate = shared_engine().call("kdviz.measures:difference", *accuracies, True)
    return estimate


def _accuracy(row: Row) -> float:
    assert row.result is not None
    return row.result.arms["distilled"].mean


def _may_be_zero(estimate: Estimate) -> bool:
    return estimate.ci95 is None or estimate.ci95[0] <= 0 <= estimate.ci95[1]


DIVERGED = N_("its training diverged at step {step} (seed {seed}); try a smaller learning rate")


def _without_divergence(row: Row, _: Translator) -> Row:
    where: Divergence | None = row.result.diverged if row.result else None
    return row if where is None else Row(row.kind, skipped=_(DIVERGED).format(step=where.step, seed=where.seed))
