"""The registry of formats: each module of `kdviz.exports.formats` holds one as ``FORMAT``."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from kdviz.catalog import not_one_of
from kdviz.exports import formats as folder
from kdviz.exports.format import Format


@cache
def formats() -> dict[str, Format]:
    """Return all formats by name, in their order."""
    found = [import_module(f"{folder.__name__}.{module.name}").FORMAT for module in iter_modules(folder.__path__)]
    return {each.name: each for each in sorted(found, key=lambda each: each.place)}


def format_named(name: str, what: str = "format") -> Format:
    """Return the format called `name`.

    Parameters
    ----------
    what : str
        How the reader knows the choice.

    Raises
    ------
    CatalogError
        If there is none; the sentence names the nearest.
    """
    if name not in formats():
        raise not_one_of(what, name, formats())
    return formats()[name]
