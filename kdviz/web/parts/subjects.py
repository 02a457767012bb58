"""What stands folded under a page's picture: one file of a folder a subject, which nobody else names."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import streamlit as st

from kdviz.catalog import not_one_of
from kdviz.i18n import Translator
from kdviz.web.parts.fold import fold
from kdviz.web.session.trouble import errors_shown


@dataclass(frozen=True)
class Subject:
    """A subject: `title` is a marked message, and `order` its place.

    `show` draws it, of the record of a finished job. Where `fits` is given, it says whether there is something to draw.
    """

    title: str
    order: int
    show: Callable[[Any, Translator], None]
    fits: Callable[[Any], bool] = lambda _record: True


class Subjects(Mapping[str, Subject]):
    """The subjects of a package by name, that of their file, in their order.

    Which are open is kept in the session under the key `opened`, and in the URL.
    """

    def __init__(self, package: str, opened: str) -> None:
        self._package, self._opened = package, opened

    @cached_property
    def _found(self) -> dict[str, Subject]:
        names = [module.name for module in iter_modules(import_module(self._package).__path__)]
        found: dict[str, Subject] = {name: import_module(f"{self._package}.{name}").SUBJECT for name in names}
        return dict(sorted(found.items(), key=lambda item: item[1].order))

    def __getitem__(self, name: str) -> Subject:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def show(self, record: Any, _: Translator) -> None:
        """Draw all subjects of a finished job, folded."""
        for name, subject in self.items():
            if subject.fits(record) and (place := fold(self._opened, name, _(subject.title))) is not None:
                with place, errors_shown(_):
                    subject.show(record, _)

    def asked(self, asked: Mapping[str, str]) -> None:
        """Open the subjects that the URL names; raises the sentence about the first that is none."""
        names = [name for name in asked.get("open", "").split(",") if name]
        st.session_state[self._opened] = tuple(name for name in self if name in names)
        if unknown := [name for name in names if name not in self]:
            raise not_one_of("open", unknown[0], self)

    def text(self, names: Sequence[str]) -> str | None:
        """Write what is open into the URL."""
        return ",".join(name for name in self if name in names) or None
