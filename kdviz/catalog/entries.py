"""The entries of the catalog's folders, one module each."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import TypeVar

from kdviz.catalog.choice import Choice

Entry = TypeVar("Entry", bound=Choice)


def entries(package: ModuleType, of: type[Entry]) -> dict[str, Entry]:
    """Return the ``ENTRY`` of each module of `package`, by name."""
    found = (import_module(f"{package.__name__}.{module.name}").ENTRY for module in iter_modules(package.__path__))
    return {entry.name: entry for entry in found if isinstance(entry, of)}
