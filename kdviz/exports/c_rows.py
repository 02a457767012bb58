"""How C takes raw rows of a table: 64-bit floats, a column a number, made inputs exactly as in training."""

from collections.abc import Iterator
from math import prod

import numpy as np

from kdviz.exports.c_text import array
from kdviz.exports.material import Material
from kdviz.i18n import printable

INPUT = "An input is {inputs} numbers of the shape {shape}, row by row; in training they were from {low:g} to {high:g}."
ROW = """\
A row is {columns} numbers, one a column; a category is its place, and NaN (or any other place) is missing:
{told}
 * The code makes inputs of it first, with {flash} bytes of flash more and {ram} bytes of RAM."""
NUMBERS = """
    for (int i = 0; i < {count}; i++) {{
        double value = row[number_at[i]];
        if (value != value) value = medians[i];
        input[i] = (float)((value - means[i]) / scales[i]);
    }}"""
CHOICES = """
    for (int i = 0; i < {count}; i++) input[{begin} + i] = row[category_at[i]] == category[i];"""
DOUBLE, FLOAT, INDEX = 8, 4, 2


def asked(material: Material) -> str:
    """Return what a call is given, as lines of a comment."""
    rows, shape = material.rows, material.student.data.shape
    if rows is None:
        low, high = material.training.min(), material.training.max()
        return INPUT.format(inputs=prod(shape), shape=shape, low=low, high=high)
    lines = []
    for place, column in enumerate(rows.columns):
        named = "; ".join(f"{value} {_plain(name)}" for value, name in enumerate(column.categories))
        lines.append(f" *   row[{place}]  {_plain(column.name)}: {named or 'a number'}.")
    flash = (3 * DOUBLE + INDEX) * len(rows.numbers) + 2 * INDEX * len(rows.choices)
    return ROW.format(columns=len(lines), told="\n".join(lines), flash=flash, ram=FLOAT * prod(shape))


def argument(material: Material) -> str:
    """Return the argument that a call is given."""
    return "const float *input" if material.rows is None else "const double *row"


def header(material: Material) -> dict[str, str]:
    """Return how a header names what a call is given."""
    if material.rows is None:
        size, what = f"KDVIZ_INPUTS {prod(material.student.data.shape)}", "an input"
    else:
        size, what = f"KDVIZ_COLUMNS {len(material.rows.columns)}", "a row"
    return {"size": size, "what": what, "argument": argument(material)}


def begin(material: Material) -> list[str]:
    """Return the lines with which a function makes an input of a row."""
    if material.rows is None:
        return []
    return [f"float input[{prod(material.student.data.shape)}];", "prepare(row, input);"]


def prepare(material: Material) -> Iterator[str]:
    """Yield the function that makes an input of a row, and what it needs."""
    rows = material.rows
    if rows is None:
        return
    body = ""
    if rows.numbers:
        yield array("number_at", "uint16_t", np.array(rows.numbers))
        for what in ("median", "mean", "scale"):
            yield array(f"{what}s", "double", rows.each_number(what))
        body += NUMBERS.format(count=len(rows.numbers))
    if rows.choices:
        columns, values = np.array(rows.choices).T
        yield array("category_at", "uint16_t", columns)
        yield array("category", "uint16_t", values)
        body += CHOICES.format(begin=len(rows.numbers), count=len(rows.choices))
    yield f"\nstatic void prepare(const double *row, float *input)\n{{{body}\n}}\n"


def _plain(name: str) -> str:
    """Return a name that ends no comment and begins none."""
    return printable(name).replace("*/", "* /").replace("/*", "/ *")
