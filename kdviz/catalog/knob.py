"""The knob: the one description from which widget, URL, flag, validation and help are derived."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

from pydantic.fields import FieldInfo

from kdviz.catalog.choice import DatasetCard
from kdviz.i18n import N_

Widget = Literal["toggle", "slider", "stops", "number", "choice", "class", "network", "networks"]
# What tells the members of one population apart by a knob: what a seed draws, which seeds there are, or a number of
# each member's own. Cells of a sweep that differ in any other knob are different populations.
Varies = Literal["", "draw", "seeds", "member"]
Place = Literal["distill", "kinds", "landscapes", "lab", "hall"]


@dataclass(frozen=True, kw_only=True)
class Knob:
    """One knob of an experiment; its type and default stand at the field that carries it.

    Attributes
    ----------
    label, help, unit : str
        Marked messages; `unit` is empty for a pure number.
    widget : str
        What it is turned with: a ``"slider"`` between its `bounds`, one over `stops`, a ``"number"``, a
        ``"toggle"``, a ``"choice"`` of `choices`, a ``"class"`` of the data set or none, a ``"network"`` or several.
    bounds : tuple of float or None
        Lowest and highest allowed number.
    range_of : callable or None
        A data set to its `bounds`, where they depend on that.
    step : float or None
        How far one press of an arrow moves a widget.
    stops : tuple of float
        Values that a slider stops at, evenly spaced whatever their distances.
    ends : tuple of str or None
        Marked messages for the two ends of a slider.
    choices : mapping of str to str, or callable
        Allowed names and marked messages for what each is called on screen; or what returns them when asked.
    words : mapping of str to str
        Names allowed besides a number, such as ``"all"``, likewise.
    syntax : str
        A marked message that describes free text, such as a network.
    flag : str or None
        The command line's name where it differs from the field's.
    of_points : tuple of str or None
        Label and help, marked messages, where the data are points and the knob speaks of images.
    varies : str
        Whether and by what a sweep may vary it inside a population.
    first : tuple of str
        Pages on which it stands before the others, which are folded away; ``"hall"`` is any page for a projector.
    """

    label: str
    help: str
    widget: Widget = "number"
    unit: str = ""
    bounds: tuple[float, float] | None = None
    range_of: Callable[[DatasetCard], tuple[float, float]] | None = None
    step: float | None = None
    stops: tuple[float, ...] = ()
    ends: tuple[str, str] | None = None
    choices: Mapping[str, str] | Callable[[], Mapping[str, str]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    syntax: str = ""
    flag: str | None = None
    of_points: tuple[str, str] | None = None
    varies: Varies = ""
    first: tuple[Place, ...] = ()

    @property
    def options(self) -> Mapping[str, str]:
        """The choices that there are now."""
        return self.choices() if callable(self.choices) else self.choices

    @property
    def titles(self) -> Mapping[str, str]:
        """What its values are called that are words, as marked messages."""
        return {**self.options, **self.words} if self.words else self.options

    def over(self, cards: Iterable[DatasetCard]) -> Self:
        """Return the knob with the widest range that it has on any of some data sets."""
        if self.range_of is None:
            return self
        lows, highs = zip(*map(self.range_of, cards), strict=True)
        return replace(self, bounds=(min(lows), max(highs)))

    def on(self, data: DatasetCard) -> Self:
        """Return the knob as it is where students see `data`: with its range, and speaking of images or points."""
        found = self.over([data])
        if data.is_image or self.of_points is None:
            return found
        label, text = self.of_points
        return replace(found, label=label, help=text)

    def allows(self, value: Any) -> bool:
        """Return whether `value`, already of the field's type, is within range and among the choices.

        A range that depends on the data set is not looked at: it is checked together with that.
        """
        if value is None or isinstance(value, bool):
            return True
        if isinstance(value, str):
            names = self.options or self.words
            return value in names or not names
        # A whole number may be larger than any float, as which it cannot be asked.
        finite = isinstance(value, int) or math.isfinite(value)
        return finite and (self.range_of is not None or self.clamp(value) == value)

    def clamp(self, value: float) -> float:
        """Return the allowed number nearest to `value`."""
        low, high = self.bounds or (-math.inf, math.inf)
        return min(max(value, low), high)

    def allowed(self, whole: bool) -> tuple[str, dict[str, str]]:
        """Return a marked sentence that says which values are allowed, `whole` numbers only or any, and its blanks."""
        if self.syntax:
            return self.syntax, {}
        if options := self.options:
            return N_("allowed is one of {names}"), {"names": ", ".join(options)}
        if self.bounds is None:
            return N_("allowed is yes or no"), {}
        low, high = map(plain, self.bounds)
        blanks = {"low": low, "high": high, "word": ", ".join(self.words)}
        if self.words:
            return N_("allowed is a whole number from {low} to {high}, or “{word}”"), blanks
        if whole:
            return N_("allowed is a whole number from {low} to {high}"), blanks
        return N_("allowed is a number from {low} to {high}"), blanks


def described(of: FieldInfo) -> Knob:
    """Return the description that a field carries."""
    return next(item for item in of.metadata if isinstance(item, Knob))


def plain(number: float) -> str:
    """Write `number` as short as it is read back as the same, without a trailing ``.0``."""
    text = f"{number:.15g}"
    return text if float(text) == number else repr(number)
