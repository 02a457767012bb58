"""Refusals: what is wrong with a file, in one sentence that says where and what would do."""

import lzma
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import partial

from kdviz.i18n import ENGLISH, N_, SpokenError, Translator
from kdviz.results.failure import Failure

# What a damaged archive raises while it is read, by how it was packed.
DAMAGED = (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, lzma.LZMAError)
# Characters of a cell or a name that a sentence repeats.
LONGEST = 40


ASSUMED = N_("Assumed: {text}")


class RefusedError(SpokenError, ValueError):
    """A file that is not read: nothing of it is kept.

    Parameters
    ----------
    assumed : sequence of Failure
        What was assumed before, where that may be why.
    """

    def __init__(self, template: str, assumed: Sequence[Failure] = (), /, **blanks: str | int) -> None:
        super().__init__(template, **blanks)
        self.assumed = tuple(assumed)
        self.args = (self.sentence(),)

    def __reduce__(self) -> "tuple[Callable[[], RefusedError], tuple[()]]":
        return partial(type(self), self.template, self.assumed, **self.blanks), ()

    def sentence(self, _: Translator = ENGLISH) -> str:
        """Return the sentence in the reader's language, and what was assumed."""
        refused = super().sentence(_)
        if not self.assumed:
            return refused
        return f"{refused} {_.fill(ASSUMED, {'text': ' '.join(each.sentence(_) for each in self.assumed)})}"


def brief(value: object) -> str:
    """Return what a sentence repeats of a cell or a name."""
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
