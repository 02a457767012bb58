"""The reasons for a missing result."""

from pydantic import Field

from kdviz.i18n import ENGLISH, N_, SpokenError, Translator
from kdviz.results.snapshot import Value

TEACHER_DIVERGED = N_("The teacher's training diverged at step {step}. Try a smaller teacher learning rate.")


class RunFailedError(SpokenError):
    """A run that ended before there were students."""


class Failure(Value):
    """The reason for a missing result: a marked message, and what fills its blanks."""

    template: str
    blanks: dict[str, str | int] = Field(default_factory=dict)

    @classmethod
    def of(cls, error: SpokenError) -> "Failure":
        """Return an error's message as a value."""
        return cls(template=error.template, blanks=error.blanks)

    def sentence(self, _: Translator = ENGLISH) -> str:
        """Return the reason in the reader's language."""
        return _.fill(self.template, self.blanks)
