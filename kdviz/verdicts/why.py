"""Three explanations of what a reader has guessed at, of which the numbers bear out exactly one."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from kdviz.catalog import DatasetCard
from kdviz.experiment.arms import twin
from kdviz.experiment.attack import Study
from kdviz.i18n import N_, Translator
from kdviz.results import Estimate, Row, RunResult
from kdviz.results.attack import AttackRecord, Gap
from kdviz.results.compression import CompressionRecord
from kdviz.results.record import SweepRecord
from kdviz.verdicts.attack import asked_gap, is_above, mask
from kdviz.verdicts.compression import smallest
from kdviz.verdicts.run import is_compared, of_test, things, whole
from kdviz.verdicts.sweep import count, is_noise

# The cells of a map are about the same where the least has more than this share of what the most has.
ALIKE = 0.5

# Of an attack whose gap is not shown: two explanations that are surer than the interval, and what answers them.
UNSURE: dict[Study, tuple[tuple[str, str], tuple[str, str]]] = {
    "steal": (
        (N_("Logits tell a thief no more"), N_("They may: the interval reaches up to {high}.")),
        (N_("Logits tell a thief a little more"), N_("They may not: the interval reaches down to {low}.")),
    ),
    "membership": (
        (N_("The student betrays nothing"), N_("It may betray some: the interval reaches up to {high}.")),
        (N_("The student betrays a little"), N_("It may betray nothing: the interval reaches down to {low}.")),
    ),
}
# Of one whose gap is shown: in what the two differ, and what they share.
APART: dict[Study, tuple[tuple[str, str], tuple[str, str]]] = {
    "steal": (
        (N_("What each answer tells"), N_("Yes. Queries, start and steps were the same.")),
        (N_("One thief asked more"), N_("Both asked the same {queries} queries.")),
    ),
    "membership": (
        (N_("The teacher's answers"), N_("Yes. Start, steps and {things} were the same.")),
        (N_("It saw those {things} itself"), N_("No. It and its control saw the same other {things}.")),
    ),
}

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
        titles = _("Help is of no use here"), _("Help does a little")
        answers = (
            _("It may be of use: the interval reaches up to {high}."),
            _("It may be of none: the interval reaches down to {low}."),
        )
        return _undecided(titles, answers, result.gain, data, _)
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


def _undecided(
    titles: tuple[str, str], answers: tuple[str, str], gain: Estimate, data: DatasetCard, _: Translator
) -> list[Why]:
    """Return two explanations that are surer than the interval, and the third; `answers` have blanks for its ends."""
    if gain.ci95 is None:
        said = [_("One repeat cannot tell. Another seed may say the opposite.")] * len(titles)
    else:
        low, high = (whole(of_test(end, data), _, signed=True) for end in gain.ci95)
        said = [answer.format(low=low, high=high) for answer in answers]
    names = ("useless", "small")
    return [
        *(Why(name, title, False, answer) for name, title, answer in zip(names, titles, said, strict=True)),
        Why("open", _("We cannot know yet"), True, _("Yes. More repeats would narrow it down.")),
    ]


def compression_explanations(record: CompressionRecord, _: Translator) -> list[Why]:
    """Return three explanations of what the smallest student loses, none where its control by equal steps is missing.

    What it loses is two differences: to the whole student of equal training, and of that one to the best whole student.
    """
    result, data = record.result, record.compression.experiment.data
    row = smallest(result) if result else None
    if result is None or row is None or row.loss is None:
        return []
    gain = row.loss.turned
    if ending(gain) == "neither":
        titles = _("It loses nothing"), _("It loses a little")
        answers = (
            _("It may lose some: the interval reaches down to {low}."),
            _("It may lose none: the interval reaches up to {high}."),
        )
        return _undecided(titles, answers, gain, data, _)
    control = next((each for each in result.controls if (each.of, each.what) == (row.pipeline, "equal-steps")), None)
    if control is None or control.gain is None or control.row is None or control.row.loss is None:
        return []
    cut, training = control.gain, control.row.loss.turned
    by_cut, by_training = (ending(each) == ending(gain) for each in (cut, training))
    alone = by_cut != by_training
    if alone:
        together = _("No. One of the two is enough.")
    else:
        together = _("Yes. Each of the two counts.") if by_cut else _("Yes. Neither alone is shown to do it.")
    if not by_cut:
        of_cut = _("No. Beside a whole student of equal training it is {low} to {high}.")
    else:
        yes = _("Yes. Beside a whole student of equal training it is {count} of {of} {things}.")
        of_cut = yes if alone else _("Not alone: its training counts, too.")
    if not by_training:
        of_training = _("No. A whole student of its training is at {low} to {high}.")
    else:
        yes = _("Yes. A whole student of its training is at {count} of {of} {things}.")
        of_training = yes if alone else _("Not alone: what was cut or rounded counts, too.")
    return [
        Why("cut", _("What was cut or rounded"), by_cut and alone, _counted(of_cut, cut, data, _)),
        Why("training", _("Its training"), by_training and alone, _counted(of_training, training, data, _)),
        Why("both", _("The two together"), not alone, together),
    ]


def attack_explanations(record: AttackRecord, _: Translator) -> list[Why]:
    """Return three explanations of the gap that was guessed at, none where it is missing."""
    attack, result = record.attack, record.result
    asked = asked_gap(attack, result) if result else None
    if result is None or asked is None:
        return []
    gap, data = asked.gap, attack.experiment.data
    if attack.study == "temperature":
        return _defense_explanations(gap, mask(attack, result), data, _)
    if ending(gap) == "neither":
        (none, no), (little, perhaps) = UNSURE[attack.study]
        return _undecided((_(none), _(little)), (_(no), _(perhaps)), gap, data, _)
    (differs, yes), (shared, no) = APART[attack.study]
    blanks = {"queries": _.number(min(attack.queries)), "seeds": attack.experiment.seeds}
    blanks |= {"things": things(attack.experiment.data, _)}
    luck = _("Each pair began alike, {seeds} times. The interval leaves zero out.")
    return [
        Why("shared", _.fill(shared, blanks), False, _.fill(no, blanks)),
        Why("differs", _(differs), True, _.fill(yes, blanks)),
        Why("luck", _("A lucky draw"), False, luck.format(**blanks)),
    ]


def _defense_explanations(gap: Estimate, hidden: Gap | None, data: DatasetCard, _: Translator) -> list[Why]:
    """Return three explanations of what stays right where the attacker divides by T, too.

    Of a net that withstands even that, the temperature defends; of one that only withstands the attack as published,
    it hid the gradient.
    """
    titles = {
        "defends": _("The net became harder to fool"),
        "hides": _("The gradient was only hidden"),
        "open": _("We cannot know yet"),
    }
    beside = _("Not shown: beside the net as usual it is {low} to {high} of {of} {things}.")
    if ending(gap) == "helps":
        holds = "defends"
        answers = (
            _("Yes. Beside the net as usual it is {low} to {high} of {of} {things}."),
            _("Not only: it withstands an attack on divided logits, too."),
            _("We can: the interval leaves zero out."),
        )
    elif hidden is not None and is_above(hidden):
        holds = "hides"
        seen = _counted(_("Yes. Against the attack as published it is {count} of {of} {things}."), hidden.gap, data, _)
        answers = beside, seen, _("We can: dividing logits by T makes a difference that is shown.")
    else:
        holds = "open"
        beside = beside if gap.ci95 else _("One repeat cannot tell. Another seed may say the opposite.")
        answers = beside, _("That it hid anything is not shown."), _("Yes. More repeats would narrow it down.")
    said = zip(titles.items(), answers, strict=True)
    return [Why(name, title, name == holds, _counted(answer, gap, data, _)) for (name, title), answer in said]


def _counted(text: str, gain: Estimate, data: DatasetCard, _: Translator) -> str:
    """Fill a text with a gain and its ends in test images."""
    numbers = {"count": gain.mean, **dict(zip(("low", "high"), gain.ci95 or (gain.mean, gain.mean), strict=True))}
    counts = {name: whole(of_test(number, data), _, signed=True) for name, number in numbers.items()}
    return text.format(**counts, of=_.number(data.test), things=things(data, _))


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
