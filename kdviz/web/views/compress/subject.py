"""What stands folded under the picture: one file of `subjects` a subject, which nobody else names."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from kdviz.i18n import Translator
from kdviz.results.compression import CompressionRecord
from kdviz.web.parts.fold import fold
from kdviz.web.session.trouble import errors_shown
from kdviz.web.views.compress.state import OPENED

SUBJECTS = Path(__file__).parent / "subjects"


@dataclass(frozen=True)
class Subject:
    """A subject: `title` is a marked message, and `order` its place.

    `show` draws it, of a finished compression with its result.
    """

    title: str
    order: int
    show: Callable[[CompressionRecord, Translator], None]


@cache
def subjects() -> dict[str, Subject]:
    """Return every subject by its name, that of its file, in their order."""
    names = [module.name for module in iter_modules([str(SUBJECTS)])]
    found: dict[str, Subject] = {name: import_module(f"{__package__}.subjects.{name}").SUBJECT for name in names}
    return dict(sorted(found.items(), key=lambda item: item[1].order))


def show_subjects(record: CompressionRecord, _: Translator) -> None:
    """Draw all subjects of a finished compression, folded."""
    for name, subject in subjects().items():
        if (place := fold(OPENED, name, _(subject.title))) is not None:
            with place, errors_shown(_):
                subject.show(record, _)
