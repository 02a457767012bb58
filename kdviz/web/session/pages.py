"""The pages: their names, scripts and entries in the URL."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

# Not “pages”: of a folder with that name Streamlit would serve each script by itself, without `main`.
VIEWS = Path(__file__).parent.parent / "views"
DISTILL = VIEWS / "distill" / "page.py"


def _plain(value: Any) -> str:
    return str(value)


@dataclass(frozen=True)
class Entry:
    """One entry of the URL.

    Attributes
    ----------
    name : str
        Of the parameter.
    key : str
        Where it is in the session.
    read : callable
        Reads the URL into the session. It is called once a session, even where the URL says nothing, with its own text
        and those of its neighbors in the table that have the same reader, by name. It returns sentences about what
        could not be had, or raises one as `SpokenError`.
    write : callable
        Returns what the URL says of the session's value; None for nothing.
    default : object
        The value of which the URL says nothing.
    pages : tuple of str
        Where it stands in the URL; empty for every page.
    """

    name: str
    key: str
    read: Callable[[Mapping[str, str]], Iterable[str] | None]
    write: Callable[[Any], str | None] = _plain
    default: Any = None
    pages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A page: a folder of `views`, whose ``__init__`` names it and whose ``page.py`` draws it.

    Attributes
    ----------
    name : str
        Its folder and its path; the first page answers without a path, too.
    title : str
        A marked message.
    icon : str
    order : int
        Its place in the menu.
    entries : tuple of Entry
        What it adds to the URL.
    """

    name: str
    title: str
    icon: str
    order: int
    entries: tuple[Entry, ...] = ()

    @property
    def script(self) -> Path:
        """Where its script is."""
        return VIEWS / self.name / "page.py"


@cache
def pages() -> tuple[Page, ...]:
    """Return every page in `views`, in the menu's order."""
    found: list[Page] = [
        import_module(f"kdviz.web.views.{module.name}").PAGE for module in iter_modules([str(VIEWS)]) if module.ispkg
    ]
    return tuple(sorted(found, key=lambda page: page.order))
