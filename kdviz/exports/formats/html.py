"""One HTML file that works offline: a pad to ask the student with, and its answers, in both languages.

Numbers, markup and script are deflated, which a browser unpacks: their sources are in `kdviz.exports.page`.
"""

import json
import re
import zlib
from base64 import b64encode
from collections.abc import Iterable
from html import escape
from importlib.resources import files as resources
from typing import Any, NamedTuple

import numpy as np

from kdviz.datasets.rows import RawColumn
from kdviz.exports import page
from kdviz.exports.format import Files, StudentFormat
from kdviz.exports.layers import Values
from kdviz.exports.material import Material
from kdviz.i18n import LANGUAGES, N_, Translator

TEXTS = {
    "clear": N_("Clear"),
    "student": N_("Student"),
    "teacher": N_("Teacher"),
    "example": N_("Example"),
}
OLD = N_("This page needs a browser from 2023 or later.")
EXAMPLES = 10
# Digits after the point of what the page only shows.
SHOWN = 3
# A comment, which has a line of its own.
COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)
ARGUMENT = re.compile(r"\((\w+)\)=>")
PAGE_LANGUAGES = ("en", "zh_CN")
CANVAS = "<canvas tabindex=0 width=272 height=272></canvas>"


class Pad(NamedTuple):
    """How a page is asked: what it says, its markup, its scripts, and how they begin."""

    say: str
    markup: str
    scripts: tuple[str, ...]
    begin: str


def write(material: Material) -> Files:
    """Return the page with the student in 32-bit floats."""
    weights = b"".join(_bytes(layer.weights, "<f4") + _bytes(layer.bias, "<f4") for layer in material.student.layers)
    return _page(material, weights, {})


def write_integers(material: Material) -> Files:
    """Return the page with the student in 8-bit integers."""
    layers = material.integers.layers
    weights = b"".join(
        _bytes(layer.weights, "<u1") + _bytes(layer.bias, "<i4") + _bytes(layer.scales, "<f4") for layer in layers
    )
    return _page(material, weights, {"int8": 1, "scale": float(layers[0].scale_in), "zero": layers[0].zero})


def _page(material: Material, weights: bytes, further: dict[str, Any]) -> Files:
    student, training, pad = material.student, material.training, _pad(material)
    model = {
        "shape": student.data.shape,
        "classes": student.data.classes,
        "layers": [[*layer.weights.shape[:2], int(np.prod(layer.weights.shape[2:]))] for layer in student.layers],
        "low": round(float(training.min()), SHOWN),
        "high": round(float(training.max()), SHOWN),
        "examples": _examples(material),
        **({"names": student.data.class_names} if student.data.class_names else {}),
        **({"columns": [column.told for column in material.rows.columns]} if material.rows else {}),
        **further,
    }
    convolves = ("convolve",) if any(layer.is_convolution for layer in student.layers) else ()
    scripts = [
        "integers" if further else "floats",
        *convolves,
        "columns" if material.rows else "inputs",
        "answer",
        "shown",
        *pad.scripts,
    ]
    title = escape(student.title)
    text = _filled(
        "packed.html",
        title=title,
        pad=pad.markup,
        model=_script_text(model),
        texts=_script_text([_texts(language, pad.say) for language in PAGE_LANGUAGES]),
        script="\n".join([*map(_script, scripts), pad.begin]),
    )
    planes = _planes(weights)
    page = _filled(
        "page.html",
        title=title,
        packed=b64encode(_deflated(planes, text.encode())).decode("ascii"),
        size=str(len(planes)),
        old=_script_text(" ".join(Translator(language)(OLD) for language in PAGE_LANGUAGES)),
        unpack=_script("unpack"),
    )
    return {".html": page.encode()}


def _planes(numbers: bytes) -> bytes:
    """Return the first of each four bytes, then each second one, and so on, which deflate makes smaller."""
    padded = numbers + bytes(-len(numbers) % 4)
    return b"".join(padded[first::4] for first in range(4))


def _deflated(numbers: bytes, text: bytes) -> bytes:
    """Return both as one stream, in blocks of their own: they have nothing in common, and 300 bytes less."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS, memLevel=9)
    return packer.compress(numbers) + packer.flush(zlib.Z_FULL_FLUSH) + packer.compress(text) + packer.flush()


def _pad(material: Material) -> Pad:
    data = material.student.data
    if material.rows:
        return _form(_field(column) for column in material.rows.columns)
    if data.is_image:
        say = N_("Draw here with a finger, a mouse, or arrow keys; the space bar lowers and lifts the pen.")
        return Pad(say, CANVAS, ("pad", "image"), "clear()\nspeak()")
    if data.is_plane:
        say = N_("Move the point with a finger, a mouse, or arrow keys.")
        return Pad(say, CANVAS, ("pad", "plane"), "go(pen)\nspeak()")
    fields = (
        f"<p><label>{place} <input type=number step=any value={value:g}></label>"
        for place, value in enumerate(material.training.reshape(len(material.training), -1).mean(0), start=1)
    )
    return _form(fields)


def _form(fields: Iterable[str]) -> Pad:
    return Pad(N_("Fill in a row."), f"<form>{''.join(fields)}</form>", ("row",), "find('form').oninput()\nspeak()")


def _field(column: RawColumn) -> str:
    """Return what a column of a raw row is filled in with; empty means missing."""
    if not column.categories:
        return f"<p><label>{escape(column.name)} <input type=number step=any value={column.median!r}></label>"
    named = (f"<option value={place}>{escape(name)}" for place, name in enumerate(column.categories))
    return f"<p><label>{escape(column.name)} <select><option value=''>{''.join(named)}</select></label>"


def _texts(language: str, say: str) -> dict[str, str]:
    _ = Translator(language)
    other = next(name for key, name in LANGUAGES.items() if key != language)
    words = {name: _(text) for name, text in TEXTS.items()}
    return {**words, "say": _(say), "lang": language.replace("_", "-"), "other": other}


def _examples(material: Material) -> list[list[Any]]:
    """Return a test sample of each class, and the teacher's probabilities where they were kept."""
    places = [int(np.argmax(material.labels == label)) for label in np.unique(material.labels)[:EXAMPLES]]
    taught = material.teacher_logits
    return [
        [
            _example(material, place),
            None if taught is None else _softmax(taught[place]).round(SHOWN).tolist(),
        ]
        for place in places
    ]


def _example(material: Material, place: int) -> list[float | None]:
    """Return a test sample as the page is asked; what is missing is None."""
    if material.rows is None:
        return list(material.inputs[place].ravel().astype(float).round(SHOWN + 1).tolist())
    return [None if np.isnan(value) else value for value in material.asked[place].tolist()]


def _softmax(logits: Values) -> Values:
    shares = np.exp(logits.astype(np.float64) - logits.max())
    return np.asarray(shares / shares.sum())


def _script_text(value: Any) -> str:
    """Write a value so that a script element holds it: nothing in it ends the element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _bytes(values: Values, kind: str) -> bytes:
    return values.astype(kind).tobytes()


def _filled(name: str, **blanks: str) -> str:
    """Return a file of the page with its blanks filled, and what fills them left as it is."""
    return re.sub(rf"\{{({'|'.join(blanks)})\}}", lambda found: blanks[found[1]], _read(name))


def _read(name: str) -> str:
    return resources(page).joinpath(name).read_text("utf-8")


def _script(name: str) -> str:
    """Return a part of the page's script without comments, and without spaces that only readers need."""
    lines = COMMENT.sub("", _read(f"{name}.js")).splitlines()
    return "\n".join(_tightened(line.strip()) for line in lines if line.strip())


def _tightened(line: str) -> str:
    parts = re.split(r'("[^"]*")', line)
    parts[::2] = [re.sub(r" ?([=<>?:,;{}()&|*/%+]|(?<!-)-(?!-)) ?", r"\1", part) for part in parts[::2]]
    # An arrow function of one argument needs no parentheses.
    return ARGUMENT.sub(r"\1=>", "".join(parts))


FORMAT = StudentFormat(
    name="html",
    title=N_("HTML page"),
    summary=N_("One file that works offline: draw a digit or move a point, and the student answers."),
    place=40,
    write=write,
    answers="kdviz.exports.checks.page:of_floats",
)
