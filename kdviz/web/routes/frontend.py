"""Streamlit's front end, answered from memory and packed: a first page asks for a hundred small files.

Streamlit reads each from disk through several threads and sends it unpacked, which takes longer than the browser needs
to read them; a class of thirty would fetch a hundred megabytes. What the first page draws with is named in its head,
so that the browser fetches it beside the rest instead of after it.
"""

import mimetypes
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kdviz.web.routes.modules import MODULES
from kdviz.web.routes.packed import YEAR, answer

FOLDER = Path(st.__file__).parent / "static"
SCRIPTS = FOLDER / "static" / "js"
# Of those on the first page: the elements that Streamlit loads when a page first draws one, and our own component.
ELEMENTS = ("Html", "BidiComponent", "Selectbox", "Slider", "NumberInput", "Checkbox", "Button", "ButtonGroup")
COMPONENT = "curves/curves.js"
PACKED = {".js", ".css", ".html", ".json", ".svg"}


class FrontEnd:
    """Middleware that answers for Streamlit's files, and leaves everything else to the app."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        answers = scope["type"] == "http" and scope["method"] == "GET"
        await ((answers and _answer(scope)) or self.app)(scope, receive, send)


def _answer(scope: Scope) -> Response | None:
    path = scope["path"]
    if path != "/" and path not in _paths():
        return None
    file, content = _content(path)
    kind, _encoding = mimetypes.guess_type(file)
    keep = "no-cache" if path == "/" else YEAR
    return answer(content, kind, keep, Headers(scope=scope), packs=file.suffix in PACKED)


@cache
def _paths() -> frozenset[str]:
    """Return the addresses of the files that a browser may keep: their names change with their content."""
    return frozenset(f"/{file.relative_to(FOLDER).as_posix()}" for file in (FOLDER / "static").rglob("*.*"))


@cache
def _content(path: str) -> tuple[Path, bytes]:
    """Return a file and its content."""
    file = FOLDER / ("index.html" if path == "/" else path[1:])
    content = file.read_bytes()
    if path == "/":
        content = content.replace(b"</head>", "".join(_hints()).encode() + b"</head>")
    return file, content


def _hints() -> Iterable[str]:
    """Name the scripts of the first page's elements and of our component, and all that they import."""
    waiting = [script.name for element in ELEMENTS for script in SCRIPTS.glob(f"{element}.*.js")]
    known = set(re.findall(r'static/js/([^"]+)"', (FOLDER / "index.html").read_text("utf-8")))
    while waiting:
        name = waiting.pop(0)
        if name not in known:
            known.add(name)
            waiting += re.findall(r'(?:from|import)\s*"\./([\w.-]+\.js)"', (SCRIPTS / name).read_text("utf-8"))
            yield f'<link rel="modulepreload" crossorigin href="./static/js/{name}">'
    for name in MODULES.needed_by(COMPONENT):
        yield f'<link rel="modulepreload" href="./{MODULES.address(name)}">'


MIDDLEWARE = [Middleware(FrontEnd)]
