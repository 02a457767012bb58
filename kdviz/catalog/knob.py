"""What a knob is: the one description from which widget, URL, flag, validation and help are derived."""

import math
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

from kdviz.catalog.choice import DatasetCard
from kdviz.i18n import N_

Group = Literal["data", "teacher", "student", "objective", "training", "seeds"]


@dataclass(frozen=True, kw_only=True)
class Knob:
    """One knob of an experiment; its type and default stand at the field that carries it.

    Attributes
    ----------
    label, help, unit : str
        Marked messages; `unit` is empty for a pure number.
    group : str
        The part of the experiment that it belongs to.
    minimum, maximum : float or None
        Allowed range, ends included.
    by_data : bool
        Whether the range depends on the data set, with which the value is then checked; the ends are the widest ones.
    step : float or None
        How far one press of an arrow moves a widget.
    ends : tuple of str or None
        Marked messages for the two ends of a slider.
    choices : tuple of str
        Allowed names, for a knob that picks from a list.
    words : tuple of str
        Names allowed besides a number, such as ``"all"``.
    syntax : str
        A marked message that describes free text, such as a network.
    flag : str or None
        The command line's name where it differs from the field's.
    of_points : tuple of str or None
        Label and help, marked messages, where the data are points and the knob speaks of images.
    """

    label: str
    help: str
    group: Group
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    by_data: bool = False
    step: float | None = None
    ends: tuple[str, str] | None = None
    choices: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    syntax: str = ""
    flag: str | None = None
    of_points: tuple[str, str] | None = None

    def worded_for(self, data: DatasetCard) -> Self:
        """Return the knob as it is called where students see `data`: images, or points."""
        if data.is_image or self.of_points is None:
            return self
        label, text = self.of_points
        return replace(self, label=label, help=text)

    def allows(self, value: Any) -> bool:
        """Return whether `value`, already of the field's type, is within range and among the choices."""
        if value is None or isinstance(value, bool):
            return True
        if isinstance(value, str):
            names = self.choices or self.words
            return not names or value in names
        return bool(math.isfinite(value) and (self.by_data or self._in_range(value)))

    def _in_range(self, value: float) -> bool:
        return (self.minimum is None or value >= self.minimum) and (self.maximum is None or value <= self.maximum)

    def clamp(self, value: float) -> float:
        """Return the allowed number nearest to `value`."""
        low = -math.inf if self.minimum is None else self.minimum
        high = math.inf if self.maximum is None else self.maximum
        return min(max(value, low), high)

    def allowed(self, whole: bool) -> tuple[str, dict[str, str]]:
        """Return a marked sentence that says which values are allowed, and what fills its blanks.

        Parameters
        ----------
        whole : bool
            Whether only whole numbers are.
        """
        if self.syntax:
            return self.syntax, {}
        if self.choices:
            return N_("allowed is one of {names}"), {"names": ", ".join(self.choices)}
        if self.minimum is None or self.maximum is None:
            return N_("allowed is yes or no"), {}
        blanks = {"low": plain(self.minimum), "high": plain(self.maximum), "word": ", ".join(self.words)}
        if self.words:
            return N_("allowed is a whole number from {low} to {high}, or “{word}”"), blanks
        if whole:
            return N_("allowed is a whole number from {low} to {high}"), blanks
        return N_("allowed is a number from {low} to {high}"), blanks


def plain(number: float) -> str:
    """Write `number` as short as it is read back as the same, without a trailing ``.0``."""
    text = f"{number:.15g}"
    return text if float(text) == number else repr(number)
