"""One HTML file that works offline: a pad to ask the student with, and its answers, in both languages.

Numbers, markup and script are deflated, and lie in the file as bytes, a character each: a browser unpacks them. Their
sources are in `kdviz.exports.page`.
"""

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from html import escape
from importlib.resources import files as resources
from string import ascii_lowercase, ascii_uppercase
from typing import Any, NamedTuple

import numpy as np

from kdviz.catalog import OWN_NAME
from kdviz.datasets.rows import RawColumn
from kdviz.exports import page
from kdviz.exports.format import Files, StudentFormat
from kdviz.exports.integers import ZERO
from kdviz.exports.layers import Values
from kdviz.exports.material import Material
from kdviz.i18n import LANGUAGES, N_, Translator

TEXTS = {
    "clear": N_("Clear"),
    "student": N_("Student"),
    "teacher": N_("Teacher"),
    "example": N_("Example"),
}
OLD = N_("Damaged, or a browser from before 2023.")
UNRUN = N_("Checked are the numbers in the file. Its JavaScript runs in kdviz's own tests, not here.")
EXAMPLES = 10
# Digits after the point of what the page only shows.
SHOWN = 3
# A comment, which has a line of its own.
COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)
ARGUMENT = re.compile(r"\((\w+)\)=>")
TEXT = r'"[^"]*"'
# What a script declares: functions with their arguments, what follows a keyword or stands before an equals sign.
DECLARED = re.compile(
    r"function (\w+)\(([^()]*)\)|\(([^()]*)\)=>|(\w+)=>|(?:const|let) (\w+)|(?<![.\w])(\w+)=(?!=)|\[([\w,]*)\]=(?!=)"
)
# A text, a key, or a name that is no property of something; three points before a name spread it.
NAME = re.compile(rf"{TEXT}|(?<=[{{,\n])\w+:|(?:(?<=\.\.\.)|(?<![.\w]))[A-Za-z_]\w*")
# Where a statement of the outermost level begins.
STATEMENT = re.compile(r"\n(?=\w)")
# What is in brackets, but no list of names that are declared.
BRACKETS = re.compile(r"\([^()]*\)|\{[^{}]*\}|\[[^\[\]]*\](?!=)")
# What browsers, tests and the other scripts of a page know by name.
KEPT = {"W", "N", "L", "O", "P", "onload", "answer", "list", "who", "more", "say", "pad", "form"}
# What a model or a text is asked for.
TOLD = re.compile(r"\b((?:M|text)\.)(\w+)")
# What HTML would change, and what is before it then.
ESCAPE, SHIFT = b"=", 64
CHANGED = re.compile(b"[\r=]")
PAGE_LANGUAGES = ("en", "zh_CN")
CANVAS = "<canvas id=pad tabindex=0 width=272 height=272></canvas>"


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
        _bytes(layer.weights.astype(np.int16) - ZERO, "<i1") + _bytes(layer.bias, "<i4") + _bytes(layer.scales, "<f4")
        for layer in layers
    )
    return _page(material, weights, {"int8": 1, "scale": float(layers[0].scale_in), "zero": layers[0].zero})


def _page(material: Material, weights: bytes, further: dict[str, Any]) -> Files:
    student, training, pad = material.student, material.training, _pad(material)
    model = {
        "shape": student.data.shape,
        "names": [escape(str(name)) for name in student.data.class_names or range(student.data.classes)],
        "layers": [[*layer.weights.shape[:2], int(np.prod(layer.weights.shape[2:]))] for layer in student.layers],
        "low": round(float(training.min()), SHOWN),
        "high": round(float(training.max()), SHOWN),
        "examples": _examples(material),
        **({"columns": [column.told for column in material.rows.columns]} if material.rows else {}),
        **further,
    }
    convolves = any(layer.is_convolution for layer in student.layers)
    scripts = [
        "integers" if further else "floats",
        "connect",
        "convolve" if convolves else "convolves_nothing",
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
        model=_script_text(_short_keys(model)),
        texts=_script_text([_short_keys(_texts(language, pad.say)) for language in PAGE_LANGUAGES]),
        script=_renamed([*(each for name in scripts for each in _script(name)), pad.begin]),
    )
    planes = _planes(weights)
    packed = _escaped(_deflated(planes, text.encode()))
    head = _filled(
        "page.html",
        size=str(len(planes)),
        length=str(len(packed)),
        old=json.dumps(" ".join(Translator(language)(OLD) for language in PAGE_LANGUAGES)),
        unpack=_renamed(_script("unpack")),
    )
    return {".html": head.strip().encode("ascii") + packed}


def _escaped(packed: bytes) -> bytes:
    return CHANGED.sub(lambda found: ESCAPE + bytes([found[0][0] + SHIFT]), packed)


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
    return Pad(N_("Fill in a row."), f"<form id=form>{''.join(fields)}</form>", ("row",), "form.oninput()\nspeak()")


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
    """Return a test sample of each class, and the teacher's probabilities where they were kept.

    Rows of an own table are people's, or secret: a page is passed on, so it has none.
    """
    if OWN_NAME.fullmatch(material.student.data.name):
        return []
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


def _short_keys(told: Mapping[str, Any]) -> dict[str, Any]:
    return {page.KEYS[name]: value for name, value in told.items()}


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


def _script(name: str) -> list[str]:
    """Return the outermost statements of a part of the page's script, without what only readers need."""
    text = COMMENT.sub("", _read(f"{name}.js"))
    text = TOLD.sub(lambda found: found[1] + page.KEYS.get(found[2], found[2]), text)
    return ["\n".join(_tightened(line.strip()) for line in each.splitlines()) for each in STATEMENT.split(text.strip())]


def _tightened(line: str) -> str:
    parts = re.split(r'("[^"]*")', line)
    parts[::2] = [re.sub(r" ?([!=<>?:,;{}()&|*/%+]|(?<!-)-(?!-)) ?", r"\1", part) for part in parts[::2]]
    # An arrow function of one argument needs no parentheses.
    return ARGUMENT.sub(r"\1=>", "".join(parts))


def _renamed(statements: Sequence[str]) -> str:
    """Return a script with the shortest names for what it declares: 300 bytes less.

    Names that one statement has for itself begin at “a” in each: few letters are often equal, which deflates well.
    """
    shared = {name for each in statements for name in _declared_for_all(each)} - KEPT
    counted = Counter(name for each in statements for name in NAME.findall(each))
    taken = {*counted, *KEPT} - {name for each in statements for name in _declared(each)}
    short = _shortest((name for name, _ in counted.most_common() if name in shared), taken)
    return "\n".join(_with_own_names(each, short, taken) for each in statements).replace("const ", "let ")


def _with_own_names(statement: str, shared: Mapping[str, str], taken: Set[str]) -> str:
    counted = Counter(NAME.findall(statement))
    own = _declared(statement) - {*shared, *KEPT}
    met = {shared[name] for name in counted if name in shared}
    short = {**shared, **_shortest((name for name, _ in counted.most_common() if name in own), taken | met)}
    return NAME.sub(lambda found: short.get(found[0], found[0]), statement)


def _shortest(names: Iterable[str], taken: Set[str]) -> dict[str, str]:
    return dict(zip(names, (name for name in _short_names() if name not in taken), strict=False))


def _declared(script: str) -> set[str]:
    groups = DECLARED.findall(re.sub(TEXT, "", script))
    return {name for group in groups for name in re.findall(r"[A-Za-z_]\w*", " ".join(group))}


def _declared_for_all(statement: str) -> set[str]:
    """Return what a statement of a script's outermost level declares: a function, or what is in no brackets."""
    if function := re.match(r"function (\w+)", statement):
        return {function[1]}
    if not (found := re.match(r"(?:const|let) (.*)", re.sub(TEXT, "0", statement), re.DOTALL)):
        return set()
    outside, before = found[1], ""
    while outside != before:
        outside, before = BRACKETS.sub("", outside), outside
    return set(re.findall(r"(?:^|[,\n[])(\w+)(?=[=,\]\n]|$)", outside))


def _short_names() -> Iterator[str]:
    return (first + last for last in ("", *ascii_lowercase) for first in ascii_lowercase + ascii_uppercase)


FORMAT = StudentFormat(
    name="html",
    title=N_("HTML page"),
    summary=N_("One file that works offline: draw a digit or move a point, and the student answers."),
    place=40,
    write=write,
    answers="kdviz.exports.checks.page:of_floats",
    caveat=UNRUN,
)
