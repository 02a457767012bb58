"""The digest of everything besides the knobs that decides a run's numbers: cards, training code and measures.

Words decide no numbers: a source counts by its syntax tree without docstrings, comments, messages and colors.
"""

import ast
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from kdviz import catalog
from kdviz.catalog import DatasetCard

# Every source of these rooms counts: whoever adds a card or a file need not think of it.
ROOMS = (
    *("attacks", "catalog", "compression", "datasets", "experiment", "measures", "networks", "objectives"),
    "training",
)
MESSAGE = "N_"
# Arguments that say what is shown and in which color.
SHOWN = ("color", "colors", "help")
# Fields of a card that only say what it is.
WORDS = ("title", "summary", "reference", "class_names", "rows")


@cache
def sources_digest() -> str:
    """Return the SHA-256 of the meaning of all cards and training-side sources, in hexadecimal."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for source in sources(package):
        digest.update(source.relative_to(package).as_posix().encode() + b"\0" + meaning(source.read_bytes()))
    return digest.hexdigest()


def salt(*data_sets: str) -> str:
    """Return what decides the numbers on some data sets besides the knobs: the sources, and the cards that do not ship.

    Raises
    ------
    CatalogError
        If the code of such a card has no source file.
    """
    added = sorted(_card_digest(card) for card in catalog.added_data_sets() if card.name in data_sets)
    return sources_digest() + "".join(added)


def _card_digest(card: DatasetCard) -> str:
    decides = {name: value for name, value in sorted(vars(card).items()) if name not in WORDS}
    return hashlib.sha256(repr(decides).encode() + meaning(catalog.source(card.code))).hexdigest()


def sources(package: Path) -> list[Path]:
    """Return the sources that decide numbers, in order."""
    return [source for room in ROOMS for source in sorted((package / room).rglob("*.py"))]


@cache
def meaning(source: bytes) -> bytes:
    """Return the SHA-256 of a source's syntax tree without its words; the same from every version of Python."""
    parts: list[str] = []
    _collect(ast.parse(source), parts)
    return hashlib.sha256("\n".join(parts).encode()).digest()


def _collect(node: Any, parts: list[str]) -> None:
    """Append a syntax tree's nodes and values in order."""
    # Of 120 sources this takes 30 ms, a generator 65, and parsing them 80.
    if isinstance(node, list):
        for item in node:
            _collect(item, parts)
        parts.append(".")
    elif not isinstance(node, ast.AST):
        parts.append(repr(node))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == MESSAGE:
        parts.append(MESSAGE)
    elif not _is_text(node):
        parts.append(type(node).__name__)
        for name, value in ast.iter_fields(node):
            # Later versions of Python have fields that are empty where earlier ones have none.
            if value is not None and value != []:
                parts.append(name)
                _collect(value, parts)


def _is_text(node: ast.AST) -> bool:
    """Return whether a node is a docstring, or an argument that says what is shown."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    return isinstance(node, ast.keyword) and node.arg in SHOWN
