"""From a dotted path to the code that it names, and to the formula at the head of it."""

from ast import get_docstring, parse
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kdviz.catalog.choice import CatalogError
from kdviz.i18n import N_


def named(path: str) -> Any:
    """Import and return what the dotted path ``module:attribute`` names; this is where torch comes in."""
    module, attribute = path.split(":")
    return getattr(import_module(module), attribute)


def source(code: str) -> bytes:
    """Return the source of the module of the dotted path `code`, which is not imported.

    Raises
    ------
    CatalogError
        If there is none, as for what is written in a console or a notebook.
    """
    try:
        module = find_spec(code.partition(":")[0])
        return Path(module.origin if module and module.origin else "").read_bytes()
    except (ImportError, ValueError, OSError) as error:
        text = N_("The code {code} has no source file: put it into a module that other processes can import.")
        raise CatalogError(text, code=code) from error


@cache
def formula(code: str) -> str:
    """Return the formula that heads the module of the dotted path `code`, which is not imported; empty for none."""
    docstring = get_docstring(parse(source(code))) or ""
    return docstring.partition("\n")[2].strip()
