"""A dialect, and the translation of our loss into it."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from kdviz.dialects.settings import Settings
from kdviz.i18n import ENGLISH, N_, Translator

Match = Literal["exact", "gradient", "factor", "none"]

MATCHES: dict[Match, str] = {
    "exact": N_("exactly equal"),
    "gradient": N_("same gradient, another value"),
    "factor": N_("equal up to a factor"),
    "none": N_("can't express it"),
}
# No logit of a classifier that was trained as usual lies further than this below the largest.
FARTHEST = 110.0
FACTOR = N_(
    "Its loss is {factor} × ours. SGD then takes steps {factor} times as long, unless the learning rate is divided "
    "by that. Adam's steps hardly change: it cancels a factor common to the whole loss."
)
ENTROPY = N_(
    "To its value comes {weight} × the teacher's entropy at T = {temperature}. No student can change that, so the "
    "gradient is the same."
)


@dataclass(frozen=True)
class Sentence:
    """A sentence whose language is chosen later: a marked message, and what fills its ``{name}`` blanks."""

    template: str
    blanks: Mapping[str, str | int] = field(default_factory=dict)

    def say(self, _: Translator = ENGLISH) -> str:
        """Return the sentence in the reader's language."""
        return _(self.template).format(**self.blanks)


def within(gap: float, template: str) -> tuple[Sentence, ...]:
    """Return the warning `template` about logits `gap` below the largest, if logits come that far apart at all."""
    return (Sentence(template, {"gap": f"{gap:.3g}"}),) if gap <= FARTHEST else ()


@dataclass(frozen=True, kw_only=True)
class Translation:
    """Our loss in a dialect: theirs = `factor` · ours + `entropy` · H, with H the teacher's mean softened entropy.

    Attributes
    ----------
    code : str
        The lines of the loss that a user would write; the nearest ones where the loss can't be expressed.
    factor : float or None
        On the whole loss; None if the dialect can't express it.
    entropy : float
        Weight of H, in the dialect's loss.
    temperature : float
        At which H is taken, where it has a weight.
    reason : Sentence or None
        Why the dialect can't express it.
    remarks : tuple of Sentence
        What to watch for with these settings.
    """

    code: str
    temperature: float = 1.0
    factor: float | None = 1.0
    entropy: float = 0.0
    reason: Sentence | None = None
    remarks: tuple[Sentence, ...] = ()

    @property
    def match(self) -> Match:
        """How near the dialect comes; a key of `MATCHES`."""
        if self.factor is None:
            return "none"
        if not math.isclose(self.factor, 1, rel_tol=1e-9):
            return "factor"
        return "gradient" if self.entropy else "exact"

    def sentences(self, _: Translator = ENGLISH) -> list[str]:
        """Return what differs, what that does, and what to watch for; nothing where all is equal and safe."""
        said = [self.reason] if self.reason else []
        if self.match == "factor":
            said.append(Sentence(FACTOR, {"factor": f"{self.factor:.4g}"}))
        if self.factor is not None and self.entropy:
            blanks = {"weight": f"{self.entropy:.4g}", "temperature": f"{self.temperature:g}"}
            said.append(Sentence(ENTROPY, blanks))
        return [sentence.say(_) for sentence in (*said, *self.remarks)]


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """A system's way of writing the classic loss.

    Attributes
    ----------
    name : str
        A short key.
    title : str
        The system's own name; a marked message where it has words to translate.
    source : str
        Repository, file and commit where the formula was read.
    expresses : str
        A marked message: what can be said in it.
    translate : callable
        `Settings` to `Translation`.
    """

    name: str
    title: str
    source: str
    expresses: str
    translate: Callable[[Settings], Translation]


def split(settings: Settings, scale: float) -> tuple[float, float]:
    """Return the weight b of our loss in a dialect with weights b and 1 − b and a fixed scale of the KL.

    Parameters
    ----------
    scale : float
        The dialect's factor on the KL, besides b.

    Returns
    -------
    share : float
        b, such that (1 − b)·CE + b·scale·KL points where our loss does.
    factor : float
        On the whole loss.
    """
    total = settings.hard_weight * scale + settings.soft_weight
    return settings.soft_weight / total, scale / total
