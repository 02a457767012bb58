"""A reader's guess of a gain, before the result is known, and what may be said of both afterwards."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, NamedTuple, Self

from kdviz.catalog import DatasetCard
from kdviz.i18n import Translator
from kdviz.results import Estimate, Row, RunResult
from kdviz.verdicts.run import is_compared, nearest, of_test, things, whole

# The scale of a guess ends at this share of the test images, either way: its middle and its ends tell nothing.
REACH = 0.3
TEXT = re.compile(r"(-?\d{1,6}),(\d{1,6})")

Ending = Literal["helps", "hurts", "neither"]


@dataclass(frozen=True)
class Guess:
    """How many more of the test images will be right: a mark, and how far off it the reader thinks it may be."""

    mark: int
    give: int

    @property
    def ends(self) -> tuple[int, int]:
        """The lowest and the highest count that the range covers."""
        return self.mark - self.give, self.mark + self.give

    def covers(self, count: float) -> bool:
        """Return whether the range holds a mean count, rounded as it is said."""
        low, high = self.ends
        return low <= nearest(count) <= high

    def text(self) -> str:
        """Write it for a URL."""
        return f"{self.mark},{self.give}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read what `text` writes; None for anything else, such as the fraction that kdviz asked for before."""
        found = TEXT.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else None

    @classmethod
    def heard(cls, told: object, data: DatasetCard) -> Self | None:
        """Return the guess that a browser tells of, or None; what a browser says is not to be trusted."""
        if not isinstance(told, dict):
            return None
        mark, give, most = told.get("mark"), told.get("give"), reach(data)
        if not isinstance(mark, int) or not isinstance(give, int):
            return None
        return cls(mark, give) if abs(mark) <= most and 0 <= give <= most else None


class Why(NamedTuple):
    """One explanation of three: what it says, whether the run bears it out, and the sentence that answers it."""

    name: str
    title: str
    holds: bool
    answer: str


def reach(data: DatasetCard) -> int:
    """Return how many test images more or fewer can be guessed."""
    return round(REACH * data.test)


def ending(gain: Estimate) -> Ending:
    """Return which of the three endings a gain has; one seed shows as little as an interval around zero."""
    if gain.ci95 is None or gain.ci95[0] <= 0 <= gain.ci95[1]:
        return "neither"
    return "helps" if gain.mean > 0 else "hurts"


def told(guess: Guess, result: RunResult, _: Translator) -> str:
    """Hold the guess against a run's result, in a sentence."""
    return told_of(guess, result.gain.mean, result.experiment.data, _)


def told_of(guess: Guess, gain: float, data: DatasetCard, _: Translator) -> str:
    """Hold the guess against a mean gain, in a sentence that says no more of it."""
    count, low_high = of_test(gain, data), guess.ends
    blanks = {name: whole(end, _, signed=True) for name, end in zip(("low", "high"), low_high, strict=True)}
    text = (
        _("You said {low} to {high}. It was {count}: your range held.")
        if guess.covers(count)
        else _("You said {low} to {high}. It was {count}.")
    )
    return text.format(**blanks, count=whole(count, _, signed=True))


def tally(held: Collection[bool], _: Translator) -> str:
    """Say how many of the session's ranges covered their result; nothing before the first."""
    text = _("Your ranges held {held} of {count} times.") if len(held) > 1 else ""
    return text.format(held=sum(held), count=len(held))


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
