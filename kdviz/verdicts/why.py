"""Three explanations of what a reader has guessed at, of which the numbers bear out exactly one."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from kdviz.experiment.arms import twin
from kdviz.i18n import Translator
from kdviz.results import Estimate, Row, RunResult
from kdviz.results.record import SweepRecord
from kdviz.verdicts.run import is_compared, of_test, things, whole
from kdviz.verdicts.sweep import count, is_noise

# The cells of a map are about the same where the least has more than this share of what the most has.
ALIKE = 0.5

Ending = Literal["helps", "hurts", "neither"]


class Why(NamedTuple):
    """One explanation of three: what it says, whether the run bears it out, and the sentence that answers it."""

    name: str
    title: str
    holds: bool
    answer: str


def ending(gain: Estimate) -> Ending:
    """Return which of the three endings a gain has; one seed shows as little as an interval around zero."""
    if gain.ci95 is None or gain.ci95[0] <= 0 <= gain.ci95[1]:
        return "neither"
    return "helps" if gain.mean > 0 else "hurts"


def explanations(result: RunResult, _: Translator) -> list[Why]:
    """Return three explanations of a result that compares students, of which its design bears out exactly one.

    Students with and without help share everything but the help, so no explanation needs a number that is not there.
    """
    assert is_compared(result)
    found, data = ending(result.gain), result.experiment.data
    if found == "neither":
        return _undecided(result, _)
    blanks = {"seeds": len(result.arms["hard"].accuracy), "things": things(data, _)}
    row = Row(result.experiment.kind, result=result)
    if row.sees_others or row.extra_steps:
        more = _("It had more to learn from, too. This run cannot part the two.")
        first = Why("teacher", _("The help alone"), False, more)
        second = Why("both", _("The help, and more to learn from"), True, _("Yes. This run cannot part the two."))
    else:
        shared = _("Both saw the same labelled {things}, in the same order.").format(**blanks)
        amount = _("It saw more {things}") if found == "helps" else _("It saw fewer {things}")
        first = Why("teacher", _("What it was told beside the labels"), True, _("Yes. All else was the same."))
        second = Why("amount", amount.format(**blanks), False, shared)
    luck = _("Each pair began alike, {seeds} times. The interval leaves zero out.").format(**blanks)
    return [second, first, Why("luck", _("A lucky draw"), False, luck)]


def _undecided(result: RunResult, _: Translator) -> list[Why]:
    if result.gain.ci95 is None:
        single = _("One repeat cannot tell. Another seed may say the opposite.")
        useless = small = single
    else:
        low, high = (whole(of_test(end, result.experiment.data), _, signed=True) for end in result.gain.ci95)
        useless = _("It may be of use: the interval reaches up to {high}.").format(high=high)
        small = _("It may be of none: the interval reaches down to {low}.").format(low=low)
    return [
        Why("useless", _("Help is of no use here"), False, useless),
        Why("small", _("Help does a little"), False, small),
        Why("open", _("We cannot know yet"), True, _("Yes. More repeats would narrow it down.")),
    ]


def map_explanations(record: SweepRecord, _: Translator) -> list[Why]:
    """Return three explanations of a map's mean gain: how it comes about cell by cell."""
    found, data = count(record), record.sweep.base.data
    if not found.tested or is_noise(record):
        chance = _("No more cells show it than chance would.") if found.tested else _("One repeat shows it nowhere.")
        return [
            Why("useless", _("Help is of no use here"), False, _("It may be of use: the repeats are too few to say.")),
            Why("small", _("Help does a little"), False, chance),
            Why("open", _("We cannot know yet"), True, _("Yes. More repeats would narrow it down.")),
        ]
    gains = [of_test(result.gain.mean, data) for _cell, experiment, result in record.trained if not twin(experiment)]
    low, high = min(gains), max(gains)
    # Fewer than chance alone would give show neither.
    both = min(found.helps, found.hurts) > found.by_chance
    alike = not both and min(abs(low), abs(high)) > ALIKE * max(abs(low), abs(high)) and low * high > 0
    blanks = {"low": whole(low, _, signed=True), "high": whole(high, _, signed=True), "of": _.number(data.test)}
    blanks |= {"things": things(data, _), "tested": str(found.tested)}
    blanks |= {"helps": str(found.helps), "hurts": str(found.hurts)}
    yes, no = (
        _("Yes. The cells go from {low} to {high} of {of} {things}."),
        _("No. The cells go from {low} to {high} of {of} {things}."),
    )
    if both:
        apart = _("There is harm, too: in {hurts} of {tested} cells.")
    else:
        apart = _("Not here. The least is {low}, the most {high}.") if alike else yes
    each = (
        _("Yes. Help is shown in {helps} of {tested} cells, harm in {hurts}.")
        if both
        else _("The two are not shown: help in {helps} of {tested} cells, harm in {hurts}.")
    )
    return [
        Why("alike", _("About the same in all cells"), alike, (yes if alike else no).format(**blanks)),
        Why("apart", _("Much in some cells, little in others"), not alike and not both, apart.format(**blanks)),
        Why("both", _("Help in some cells, harm in others"), both, each.format(**blanks)),
    ]


def race_explanations(ranking: Sequence[Row], _: Translator) -> list[Why]:
    """Return three explanations of why the first of the ranked kinds is first."""
    first = ranking[0]
    assert first.result is not None
    has_more, shared = first.sees_others or first.extra_steps > 0, {"things": things(first.result.experiment.data, _)}
    same = _("All saw the same labelled {things}, in the same order.").format(**shared)
    shown = not first.tied and ending(first.result.gain) == "helps"
    if not shown:
        told, luck = (
            _("It may be, but the repeats do not show it."),
            _("Yes. The repeats cannot tell it from the rest."),
        )
        more = _("It had, but the repeats do not show that it counts.") if has_more else same
    else:
        told, luck = _("Yes. All else was the same."), _("No. The repeats tell it from all the rest.")
        more = same
        if has_more:
            told = _("It had more to learn from, too. This race cannot part the two.")
            more = _("Yes. This race cannot part that from what it was told.")
    return [
        Why("more", _("It had more to learn from"), shown and has_more, more),
        Why("told", _("What it was told beside the labels"), shown and not has_more, told),
        Why("luck", _("Perhaps luck"), not shown, luck),
    ]
