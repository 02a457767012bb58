"""Refusals: what is wrong with a file, in one sentence that says where and what would do."""

import lzma
import zipfile
import zlib

from kdviz.i18n import SpokenError

# What a damaged archive raises while it is read, by how it was packed.
DAMAGED = (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, lzma.LZMAError)
# Characters of a cell or a name that a sentence repeats.
LONGEST = 40


class RefusedError(SpokenError, ValueError):
    """A file that is not read: nothing of it is kept."""


def brief(value: object) -> str:
    """Return what a sentence repeats of a cell or a name."""
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
