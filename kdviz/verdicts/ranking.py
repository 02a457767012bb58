"""Every kind of distillation on one axis: same student, same start, same labelled images, same steps."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from kdviz.catalog import KINDS, CatalogError, closest, not_one_of
from kdviz.experiment import Experiment, Problem, problems
from kdviz.i18n import ENGLISH, N_, Translator
from kdviz.results import Divergence, Row

ALL = "all"
UNKNOWN = N_("{what} is {value}: allowed are {allowed}, or “all”.")
# One tuple of accuracies a kind, one number a seed, to whether the i-th is shown better than the j-th.
Shown = Callable[[tuple[tuple[float, ...], ...]], list[list[bool]]]


def named_kinds(asked: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the kinds that `asked` names, each once, all of them where it names “all”, and the names of none."""
    names = [*dict.fromkeys(name.strip() for name in asked)]
    known = [*KINDS] if ALL in names else [name for name in names if name in KINDS]
    return known, [name for name in names if name not in KINDS and name != ALL]


def unknown_kind(names: Sequence[str], call: str = "kinds") -> CatalogError:
    """Return what to say of names that are no kinds; `call` is how the reader knows the list of them."""
    if closest(names[0], (*KINDS, ALL)):
        return not_one_of("kind", names[0], (*KINDS, ALL))
    return CatalogError(UNKNOWN, what=call, value=", ".join(names), allowed=", ".join(KINDS))


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
    Experiment.shared(**knobs)
    found: list[Experiment | Row] = []
    for kind in kinds:
        try:
            found.append(Experiment.shared(**{**knobs, "kind": kind}))
        except ValidationError as error:
            problem = problems(error)[0]
            if problem.name == "kind":
                # The row says already which kind it is.
                found.append(Row(kind, skipped=_(problem.template).format(**problem.blanks)))
                continue
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
            Experiment.shared(**{**knobs, **ideas})
            break
        except ValidationError as error:
            problem = problems(error)[0]
            if "idea" not in problem.blanks:
                break
    return ideas


def ranked(rows: Sequence[Row], shown_better: Shown, _: Translator = ENGLISH) -> list[Row]:
    """Rank rows by how many kinds are shown better, and order those of a rank by accuracy.

    A kind's rank is one more than the number of kinds whose students are shown to be more accurate; it is tied if
    there is any other that is shown neither better nor worse, of whatever rank. So who is first and not tied is shown
    better than every other. A run that diverged has a row that says so, and no rank. `shown_better` is as
    `kdviz.measures.shown_better`.
    """
    rows = [_without_divergence(row, _) for row in rows]
    finished = [(row, row.result.arms["distilled"]) for row in rows if row.result]
    finished.sort(key=lambda pair: pair[1].mean, reverse=True)
    better = shown_better(tuple(tuple(distilled.accuracy) for _row, distilled in finished))
    placed = []
    for own, (row, _distilled) in enumerate(finished):
        above = sum(other[own] for other in better)
        placed.append(Row(row.kind, 1 + above, above + sum(better[own]) < len(better) - 1, row.result))
    return sorted(placed, key=lambda row: row.rank) + [row for row in rows if row.result is None]


DIVERGED = N_("its training diverged at step {step} (seed {seed}); try a smaller learning rate")


def _without_divergence(row: Row, _: Translator) -> Row:
    where: Divergence | None = row.result.diverged if row.result else None
    return row if where is None else Row(row.kind, skipped=_(DIVERGED).format(step=where.step, seed=where.seed))


def bet_sentence(bet: str, rows: Sequence[Row], _: Translator = ENGLISH) -> str:
    """Say how the kind that a reader bet on came in; a bet that is no kind is one on labels alone."""
    finished = [row for row in rows if row.result is not None]
    helped = [row for row in finished if row.result and row.result.gain.ci95 and row.result.gain.ci95[0] > 0]
    if bet not in KINDS:
        if helped:
            return _("Your bet, labels only, did not win.")
        return _("Your bet, labels only: nothing is shown to beat it.")
    own = next((row for row in finished if row.kind == bet), None)
    if own is None:
        return _("Your bet, {kind}, was not ranked.").format(kind=_(KINDS[bet].title))
    if own.rank == 1:
        text = _("Your bet, {kind}, shares the first place.") if own.tied else _("Your bet, {kind}, won.")
    else:
        text = _("Your bet, {kind}, came in at place {rank}.")
    return text.format(kind=_(KINDS[bet].title), rank=own.rank)
