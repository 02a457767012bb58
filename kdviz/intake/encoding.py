"""The encoding of a text file: as it is wished, by its first bytes, or as its bytes look."""

import codecs
import re
from pathlib import Path

from kdviz.i18n import N_
from kdviz.intake.refused import RefusedError, brief

# Bytes that are read at once.
PIECE = 1 << 20
BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
ENCODINGS = ("utf-8", "utf-16", "gb18030", "latin-1")
# A Chinese character of GB 2312 has two bytes from here on; a letter of Latin-1 stands alone more often than not.
HIGH = 0xA1
IN_PAIRS = 0.9


def encoding_of(path: Path, wished: str | None) -> str:
    """Return the name of a file's encoding: the one that is wished, if any, or the one that is found out.

    Raises
    ------
    RefusedError
        If the file is not written in what is wished, or is no text.
    """
    if wished is not None:
        try:
            # It refuses what Python calls a codec and is no encoding of text, such as rot13 or hex.
            "".encode(wished)
            encoding = codecs.lookup(wished).name
            _decode(path, encoding)
        except UnicodeError as error:
            raise RefusedError(
                N_("The text is not written in {name}: leave the encoding to be found out."), name=brief(wished)
            ) from error
        # A name with a zero byte is a ValueError, of which UnicodeError is one.
        except (LookupError, ValueError) as error:
            raise RefusedError(
                N_("There is no encoding {name}: allowed is one of {names}."),
                name=brief(wished) or "“”",
                names=", ".join(ENCODINGS),
            ) from error
        return encoding
    with path.open("rb") as file:
        start = file.read(PIECE)
    for mark, encoding in BOMS.items():
        if start.startswith(mark):
            return _checked(path, encoding)
    if b"\0" in start:
        # Every other byte of Latin letters in UTF-16 is zero.
        for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
            if zeros.count(0) > 0.4 * len(zeros):
                return _checked(path, encoding)
        raise RefusedError(N_("The file is no text and no other format that is read here: save the table as CSV."))
    try:
        return _checked(path, "utf-8")
    except RefusedError:
        pass
    high = sum(byte >= HIGH for byte in start)
    if _pairs(start) > IN_PAIRS * high:
        try:
            return _checked(path, "gb18030")
        except RefusedError:
            pass
    return "cp1252" if _can_be(path, "cp1252") else "latin-1"


def _pairs(text: bytes) -> int:
    """Return how many high bytes stand in pairs, as those of Chinese characters do."""
    return sum(len(run) - len(run) % 2 for run in re.findall(rb"[\xa1-\xfe]+", text))


def _can_be(path: Path, encoding: str) -> bool:
    try:
        _decode(path, encoding)
    except UnicodeError:
        return False
    return True


def _checked(path: Path, encoding: str) -> str:
    if not _can_be(path, encoding):
        raise RefusedError(N_("The text begins as {name} and goes on otherwise: save it anew as UTF-8."), name=encoding)
    return encoding


def _decode(path: Path, encoding: str) -> None:
    """Read a file to its end; raises UnicodeError where it is not written so."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            decoder.decode(piece)
    decoder.decode(b"", final=True)
