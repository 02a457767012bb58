"""From a dotted path to the code that it names, and to the formula at the head of it."""

from ast import get_docstring, parse
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def named(path: str) -> Any:
    """Import and return what the dotted path ``module:attribute`` names; this is where torch comes in."""
    module, attribute = path.split(":")
    return getattr(import_module(module), attribute)


@cache
def formula(code: str) -> str:
    """Return the formula that heads the module of the dotted path `code`, which is not imported; empty for none."""
    module = find_spec(code.partition(":")[0])
    assert module is not None
    assert module.origin is not None
    docstring = get_docstring(parse(Path(module.origin).read_text("utf-8"))) or ""
    return docstring.partition("\n")[2].strip()
