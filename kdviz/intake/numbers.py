"""Numbers as people write them: with signs of currency or percent, marks of thousands, and a decimal point or comma."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

DECIMALS = (".", ",")
MINUS = "−"
# Currencies (Unicode has most of them in one row), the yuan's character, and percent.
UNITS = "$¢£¤¥฿₠-₿＄￠￡￥￦元%％"
AROUND = re.compile(rf"([+-]?)(?:([{UNITS}])\s*)?([+-]?)([^{UNITS}+-][^{UNITS}]*?)(?:\s*([{UNITS}]))?")
EXPONENT = r"([eE][+-]?\d+)?"
PLAIN = {
    mark: re.compile(rf"(\d+([{mark}]\d*)?|[{mark}]\d+){EXPONENT}|inf(inity)?", re.IGNORECASE) for mark in DECIMALS
}
# With the mark of thousands in a group of its own, which may not change within a number.
GROUPED = {
    mark: re.compile(rf"[1-9]\d{{0,2}}(?P<group>[{other} \u00a0\u202f'’])\d{{3}}((?P=group)\d{{3}})*([{mark}]\d+)?")
    for mark, other in (DECIMALS, DECIMALS[::-1])
}


@dataclass(frozen=True)
class Written:
    """A number that was written as a text.

    Attributes
    ----------
    unit : str
        The sign of currency or percent beside it.
    marks : str
        Everything about it that plain numbers have not, empty for a plain one.
    """

    value: float
    unit: str = ""
    marks: str = ""


def written(text: str, decimal: str) -> Written | None:
    """Return the number that a text is, with `decimal` as the mark of decimals; None where it is none."""
    around = AROUND.fullmatch(text.strip().replace(MINUS, "-"))
    if around is None:
        return None
    sign, before, inner, digits, after = (each or "" for each in around.groups())
    if (before and after) or (sign and inner):
        return None
    unit, group = before + after, ""
    if grouped := GROUPED[decimal].fullmatch(digits):
        group = grouped["group"]
        digits = digits.replace(group, "")
    elif not PLAIN[decimal].fullmatch(digits):
        return None
    value = float(sign + inner + digits.replace(decimal, "."))
    return Written(value, unit, (MINUS if MINUS in text else "") + unit + group)


def all_written(texts: Iterable[str], decimal: str) -> dict[str, Written]:
    """Return those of `texts` that are numbers, with the other mark of decimals where that makes more of them some."""
    texts = [*texts]
    other = DECIMALS[decimal == DECIMALS[0]]
    usual, unusual = (
        {text: found for text in texts if (found := written(text, mark)) is not None} for mark in (decimal, other)
    )
    if len(unusual) <= len(usual):
        return usual
    return {
        text: replace(found, marks=found.marks + other) if other in text else found for text, found in unusual.items()
    }
