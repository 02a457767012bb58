"""Translation: messages are marked where they are written and translated where text is made.

``N_("…")`` marks a message that a table holds. A :class:`Translator` is passed to every function that makes text; it
turns messages into the reader's language. The catalogs are the ``.po`` files in ``kdviz/locale``, read as they are.
"""

import io
from collections.abc import Callable, Mapping
from functools import cache, partial
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from unicodedata import category

from babel import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
LOCALE_FOLDER = Path(__file__).parent / "locale"
# Characters that control a terminal, turn the direction of writing, or show nothing.
UNSEEN = ("Cc", "Cf")
# They join the letters of some scripts, and the parts of an emoji.
JOINERS = "\u200c\u200d"
# Blanks that repeat what somebody gave, and as much of it as is said again.
GIVEN = ("job", "name", "text", "value")
ECHOED = 80


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for a mark
    """Mark `message` for translation without translating it."""
    return message


class Translator:
    """Translates messages into one language, a key of `LANGUAGES`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalog = _load(language)

    def __call__(self, message: str) -> str:
        """Return `message` in this language."""
        return self._catalog.gettext(message) if message else ""

    def fill(self, message: str, blanks: Mapping[str, object]) -> str:
        """Return `message` in this language with its ``{name}`` blanks filled."""
        return self(message).format(**blanks)

    def number(self, value: float) -> str:
        """Write a number as this language does: thousands apart, a real minus sign."""
        from babel.numbers import format_decimal  # noqa: PLC0415 - a list of commands needs no numbers

        return str(format_decimal(value, locale=self.language)).replace("-", "−")


@cache
def _load(language: str) -> NullTranslations:
    source = LOCALE_FOLDER / language / "LC_MESSAGES" / "kdviz.po"
    if not source.exists():
        return NullTranslations()
    with source.open("rb") as file:
        catalog = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)


def is_text(value: str) -> bool:
    """Return whether UTF-8 can hold `value`: bytes of an argument that are no text become lone surrogates in Python."""
    return not any("\ud800" <= letter <= "\udfff" for letter in value)


def printable(text: str) -> str:
    """Return `text` in one line, without what controls a terminal or turns the direction of writing."""
    if text.isprintable():
        return text
    letters = (" " if letter.isspace() else letter for letter in text)
    return "".join(letter for letter in letters if letter in JOINERS or category(letter) not in UNSEEN)


def choose_language(*wishes: str | None) -> str:
    """Return the language of ours that best fits `wishes`.

    Parameters
    ----------
    *wishes : str or None
        Locale names from the strongest wish to the weakest, such as ``"zh-CN"``; None is skipped.

    Returns
    -------
    str
        A key of `LANGUAGES`; English when nothing fits.
    """
    for wish in wishes:
        if not wish:
            continue
        tag = wish.replace("-", "_")
        if tag.lower().startswith("zh"):
            return "zh_CN"
        if found := negotiate_locale([tag], list(LANGUAGES)):
            return str(found)
    return "en"


ENGLISH = Translator("en")


class SpokenError(Exception):
    """An error with a sentence in its reader's language: a marked message, and what fills its ``{name}`` blanks."""

    def __init__(self, template: str, **blanks: str | int) -> None:
        self.template = template
        self.blanks = {name: _shown(name, value) for name, value in blanks.items()}
        super().__init__(template.format(**self.blanks))

    def __reduce__(self) -> "tuple[Callable[[], SpokenError], tuple[()]]":
        return partial(type(self), self.template, **self.blanks), ()

    def sentence(self, _: Translator = ENGLISH) -> str:
        """Return the sentence in the reader's language."""
        return _.fill(self.template, self.blanks)


def _shown(name: str, value: str | int) -> str | int:
    if isinstance(value, int):
        return value
    text = printable(value)
    return f"{text[:ECHOED]}…" if name in GIVEN and len(text) > ECHOED else text
