"""A reader's guess of a gain, before the result is known, and what may be said of both afterwards."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Self

from kdviz.catalog import DatasetCard
from kdviz.experiment import Experiment
from kdviz.i18n import Translator
from kdviz.verdicts.run import nearest, of_test, whole

# The scale of a guess ends at this share of the test images, either way: its middle and its ends tell nothing.
REACH = 0.3
TEXT = re.compile(r"(-?\d{1,6}),(\d{1,6})")


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
    def read(cls, text: str, data: DatasetCard | None = None) -> Self | None:
        """Read what `text` writes; None for anything else, such as the fraction that kdviz asked for before.

        Given `data`, one beyond the scale of its guesses is none: it would cover whatever comes.
        """
        found = TEXT.fullmatch(text)
        guess = cls(int(found[1]), int(found[2])) if found else None
        if guess is None or data is None:
            return guess
        return cls.heard({"mark": guess.mark, "give": guess.give}, (-reach(data), reach(data)))

    @classmethod
    def heard(cls, told: object, ends: tuple[int, int]) -> Self | None:
        """Return the guess between two `ends` that a browser tells of, or None; it is not to be trusted."""
        if not isinstance(told, dict):
            return None
        mark, give, (least, most) = told.get("mark"), told.get("give"), ends
        if not isinstance(mark, int) or not isinstance(give, int):
            return None
        return cls(mark, give) if least <= mark <= most and 0 <= give <= most else None


def reach(data: DatasetCard) -> int:
    """Return how many test images more or fewer can be guessed."""
    return round(REACH * data.test)


def is_told_by(asked: Experiment, shown: Experiment | None) -> bool:
    """Return whether what is on show tells what would be guessed at: other repeats of it say the same."""
    return shown is not None and but_repeats(asked.changes()) == but_repeats(shown.changes())


def but_repeats(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings without those that say which repeats are made."""
    return {name: value for name, value in settings.items() if name not in ("seeds", "first_seed")}


def told(guess: Guess, gain: float, data: DatasetCard, _: Translator) -> str:
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
