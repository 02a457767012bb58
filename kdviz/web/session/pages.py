"""The pages: their names, scripts and entries in the URL."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from kdviz.i18n import Translator

# Not “pages”: of a folder with that name Streamlit would serve each script by itself, without `main`.
VIEWS = Path(__file__).parent.parent / "views"
HOME = VIEWS / "learn" / "page.py"
DISTILL = VIEWS / "distill" / "page.py"


@dataclass(frozen=True)
class Entry:
    """One entry of the URL: the parameter's name, and the key of its value in the session."""

    name: str
    key: str
    # Reads the URL into the session. It is called once a session, even where the URL says nothing, with its own text
    # and those of its neighbors in the table that have the same reader, by name. It returns sentences about what could
    # not be had, or raises one as `SpokenError`.
    read: Callable[[Mapping[str, str]], Iterable[str] | None]
    # Returns what the URL says of the session's value; None for nothing.
    write: Callable[[Any], str | None] = str
    # The value of which the URL says nothing.
    default: Any = None
    # Where it stands in the URL; empty for every page for experiments.
    pages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A page: a folder of `views`, whose ``__init__`` names it and whose ``page.py`` draws it."""

    # Its folder and its path; the home page answers without a path, too.
    name: str
    # A marked message.
    title: str
    icon: str
    # Its place in the menu.
    order: int
    # What it adds to the URL.
    entries: tuple[Entry, ...] = ()
    # CSS selectors of what a hall sees of it: of the first that is there, and of nothing else.
    figures: tuple[str, ...] = ()
    # Marked sentences on what is on it, by CSS selectors.
    notes: Mapping[str, str] = field(default_factory=dict)
    # Whether it is for experiments: these stand in one menu, and what runs are set to stands in the URL of each.
    is_experiment: bool = True
    # Draws what stands in its head beside the way to the other pages, from the page's link and a translator.
    menu: Callable[[Any, Translator], None] | None = None

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


def page_of(name: str) -> Page:
    """Return the page of a folder's name."""
    return next(page for page in pages() if page.name == name)
