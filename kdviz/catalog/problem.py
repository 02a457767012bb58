"""Problems with settings, in sentences that name the value and what is allowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kdviz.i18n import ENGLISH, Translator

# Characters of a wrong value that a sentence repeats.
LONGEST = 80


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an experiment.

    Attributes
    ----------
    name : str
        The knob to change.
    value : object
        What was given.
    template : str
        A marked message that says what is allowed.
    blanks : Mapping
        What fills the template.
    nearest : object
        The nearest value that would do; None where none is known.
    """

    name: str
    value: object
    template: str
    blanks: Mapping[str, object] = field(default_factory=dict)
    nearest: object = None

    def sentence(self, _: Translator = ENGLISH, call: str | None = None) -> str:
        """Say in one sentence what is wrong and what is allowed; `call` is how the reader knows the knob."""
        allowed = _(self.template).format(**self.blanks)
        return _("{knob} is {value}: {allowed}.").format(
            knob=call or self.name, value=_shown(self.value), allowed=allowed
        )


def _shown(value: object) -> str:
    """Write a value in at most `LONGEST` characters."""
    text = str(value) or "“”"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
