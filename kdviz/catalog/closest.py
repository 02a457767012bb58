"""The known name that is most like a mistyped one, and what to say of it."""

from collections.abc import Iterable
from difflib import get_close_matches

from kdviz.catalog.choice import CatalogError
from kdviz.i18n import N_

# Below it “mnist” would be “moons”.
LIKENESS = 0.7
CLOSE = N_("There is no {what} {value}; did you mean {closest}?")
NONE_CLOSE = N_("{what} is {value}: allowed is one of {allowed}.")


def closest(value: object, names: Iterable[str]) -> str:
    """Return which of `names` is most like `value`; empty where none is like it."""
    by_spelling = {name.lower(): name for name in names}
    return next((by_spelling[found] for found in get_close_matches(str(value).lower(), by_spelling, 1, LIKENESS)), "")


def one_of(value: object, names: Iterable[str]) -> tuple[str, dict[str, str]]:
    """Return a marked clause that says which `names` are allowed, and what fills its blanks, for a `Problem`."""
    names = [*names]
    if near := closest(value, names):
        return N_("allowed is one of {names}; {closest} is closest"), {"names": ", ".join(names), "closest": near}
    return N_("allowed is one of {names}"), {"names": ", ".join(names)}


def not_one_of(what: str, value: str, names: Iterable[str]) -> CatalogError:
    """Return the error of a `value` that is none of `names`; `what` is how the reader knows it, such as ``"scene"``."""
    names = [*names]
    if near := closest(value, names):
        return CatalogError(CLOSE, what=what.lstrip("-"), value=value, closest=near)
    return CatalogError(NONE_CLOSE, what=what, value=value, allowed=", ".join(names))
