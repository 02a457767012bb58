"""Foreign text on pages: what Streamlit, or a spreadsheet after it, would read as more shows as it is written."""

import re
from typing import Any

from kdviz.i18n import printable
from kdviz.verdicts.tables import is_formula

# It shows nothing. What is found in the text of a page however it is escaped, such as an address, it takes apart.
JOINER = "\u2060"
FIRST = re.compile(r"(?=[\s#>=]|[-+](?:[\s-]|$)|\d+[.)](?:\s|$))")
APART = re.compile(
    # A directive, an emoji or icon by its name, an address; mail; an arrow.
    r":(?=[^\W\d]|[:/]|[\w+-]+:)|www(?=\.)|@(?=[\w-])|(?<!\S)[<>~-](?=[-=>]{1,2}(?!\S))",
    re.IGNORECASE,
)
ESCAPED = re.compile(r"[\\`*\[\]$<~&]|(?<![^\W_])_|_(?![^\W_])")


def literal(text: str) -> str:
    """Return Markdown that shows `text` as it is written: no link, picture, formula, icon or colour comes of it."""
    inert = ESCAPED.sub(r"\\\g<0>", APART.sub(rf"\g<0>{JOINER}", printable(text)))
    return f"{JOINER}{inert}" if FIRST.match(inert) else inert


def cell(value: Any) -> Any:
    """Return `value` for a table, which readers can save for a spreadsheet: there a text is no formula."""
    return f"{JOINER}{value}" if isinstance(value, str) and is_formula(value) else value


def filled(template: str, **blanks: object) -> str:
    """Return a message, whose own Markdown counts, with its blanks filled: they show as they are written."""
    return template.format(**{name: literal(str(value)) for name, value in blanks.items()})
