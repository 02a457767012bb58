"""Standard output and error as they are found: closed, full, or in an encoding that lacks some of our characters."""

import codecs
import io
import os
import sys
import unicodedata
from typing import TextIO

PLAIN = {
    "−": "-",
    "–": "-",
    "—": "-",
    "“": '"',
    "”": '"',
    "’": "'",
    "…": "...",
    "×": "x",
    "·": "*",
    "†": "*",
    "√": "sqrt",
}
PLAIN |= {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "λ": "lambda",
    "τ": "tau",
    "Σ": "sum",
    "≤": "<=",
    "≥": ">=",
    "→": "->",
}
SUBSTITUTED = "kdviz-plain"
# Click writes UTF-8 where the encoding is called “ascii”, whatever the terminal then shows.
ASCII = "kdviz-ascii"


def prepare() -> None:
    """Open closed streams to nowhere, and print in plain letters what an encoding lacks."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            # It takes the lowest number, which is the one that was closed: no other file of ours may have it. So it
            # stays open as long as the process (no `with`), and Path's `open` would only do the same.
            stream = open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8")  # noqa: SIM115, PTH123 - see above
            os.set_inheritable(stream.fileno(), True)
            setattr(sys, name, stream)
        elif isinstance(stream, io.TextIOWrapper) and name != "stdin":
            is_ascii = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding=ASCII if is_ascii else None, errors=SUBSTITUTED)


def is_broken(stream: TextIO) -> bool:
    """Return whether nothing can be written to a stream."""
    try:
        # What could not be written before has been forgotten.
        stream.write("\n")
        stream.flush()
    except OSError:
        return True
    return False


def _substitute(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(letter: str) -> str:
    return PLAIN.get(letter) or unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode() or "?"


def _find(name: str) -> codecs.CodecInfo | None:
    if name.replace("_", "-") != ASCII:
        return None
    plain = codecs.lookup("ascii")
    return codecs.CodecInfo(
        plain.encode,
        plain.decode,
        incrementalencoder=plain.incrementalencoder,
        incrementaldecoder=plain.incrementaldecoder,
        name=ASCII,
    )


codecs.register_error(SUBSTITUTED, _substitute)
codecs.register(_find)
