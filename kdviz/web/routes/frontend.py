"""Streamlit's front end, answered from memory and packed: a first page asks for a hundred small files.

Streamlit reads each from disk through several threads and sends it unpacked, which takes longer than the browser needs
to read them; a class of thirty would fetch a hundred megabytes. What a first page draws with is named in its head,
so that the browser fetches it beside the rest instead of after it. In the head of each page a script of ours tells
Streamlit where its server is, and another says what is wrong where Streamlit's WebSocket is refused, without which
nothing else is drawn.
"""

import html
import mimetypes
import re
from collections.abc import Callable, Collection, Iterable
from functools import cache
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers, QueryParams
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kdviz.i18n import N_, Translator, choose_language
from kdviz.web.routes.modules import MODULES
from kdviz.web.routes.packed import YEAR, answer

FOLDER = Path(st.__file__).parent / "static"
SCRIPTS = FOLDER / "static" / "js"
TRAIN = "distill"
# Of the pages that most links lead to, by their paths: the elements that Streamlit loads when a page first draws one,
# and our own components.
HEAD = ("Html", "BidiComponent", "ButtonGroup", "PageLink")
ELEMENTS = {"/": HEAD, f"/{TRAIN}": (*HEAD, "Selectbox", "Button")}
FRAME = ("frame/frame.js", "numbers/numbers.js")
COMPONENTS = {
    "/": ("story/story.js", *FRAME),
    f"/{TRAIN}": ("doubt/doubt.js", "guess/guess.js", "curves/curves.js", *FRAME),
}
SERVER, WATCH = "shared/server.js", "shared/refused.js"
# What runs first of Streamlit's: scripts run in their order on the page.
STREAMLIT = b'<script type="module"'
PACKED = {".js", ".css", ".html", ".json", ".svg"}
# The pages' names: the folders that have one.
PAGES = frozenset(page.parent.name for page in Path(__file__).parents[1].glob("views/*/page.py"))
# The parameter of a lesson, which stands on the home page whatever else the address says.
LESSON = "lesson"
REFUSED = N_(
    "The live connection is refused. A proxy in between must pass WebSockets on, and the server's setting "
    "KDVIZ_ALLOWED_HOSTS must name its host."
)


class FrontEnd:
    """Middleware that answers for Streamlit's files, and leaves everything else to the app.

    Parameters
    ----------
    app : ASGI application
    base : str
        What all addresses begin with, such as ``/kd``, or nothing.
    of_train : function returning a collection of str
        The parameters that the page Train has: it was the first page once, and links from then lead to it.
    """

    def __init__(self, app: ASGIApp, base: str = "", of_train: Callable[[], Collection[str]] = tuple) -> None:
        self._app = app
        self._base = base
        self._of_train = of_train

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        answers = scope["type"] == "http" and scope["method"] == "GET"
        await ((answers and self._answer(scope)) or self._app)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        if not scope["path"].startswith(f"{self._base}/"):
            return None
        path, headers = scope["path"].removeprefix(self._base), Headers(scope=scope)
        query = scope.get("query_string", b"").decode("latin-1")
        names = {*QueryParams(query)}
        if path == "/" and LESSON not in names and not names.isdisjoint(self._of_train()):
            return RedirectResponse(f"{TRAIN}?{query}")
        if path == "/" or path[1:] in PAGES:
            language = choose_language(QueryParams(query).get("lang"), headers.get("accept-language"))
            return answer(_page(language, path if path in ELEMENTS else ""), "text/html", "no-cache", headers)
        if path[1:-1] in PAGES and path.endswith("/"):
            # Streamlit's own answer would lead out of the path that a proxy has put before ours.
            return RedirectResponse(f"..{path[:-1]}{query and '?'}{query}")
        if path not in _paths():
            return None
        kind, _encoding = mimetypes.guess_type(path)
        return answer(_content(path), kind, YEAR, headers, packs=Path(path).suffix in PACKED)


@cache
def _paths() -> frozenset[str]:
    """Return the addresses of the files that a browser may keep: their names change with their content."""
    return frozenset(f"/{file.relative_to(FOLDER).as_posix()}" for file in (FOLDER / "static").rglob("*.*"))


@cache
def _content(path: str) -> bytes:
    return (FOLDER / path[1:]).read_bytes()


@cache
def _page(language: str, hinted: str) -> bytes:
    """Return Streamlit's page with what we add to its head, with hints for the page at `hinted`, if any."""
    said = html.escape(Translator(language)(REFUSED))
    added = [
        *(_hints(hinted) if hinted else ()),
        f'<script defer src="./{MODULES.address(WATCH)}" data-said="{said}"></script>',
    ]
    before, streamlit, after = _content("/index.html").partition(STREAMLIT)
    told = f'<script defer src="./{MODULES.address(SERVER)}"></script>'.encode()
    return before + told + streamlit + after.replace(b"</head>", "".join(added).encode() + b"</head>")


def _hints(path: str) -> Iterable[str]:
    """Name the scripts of a page's elements and of our components, and all that they import."""
    waiting = [script.name for element in ELEMENTS[path] for script in SCRIPTS.glob(f"{element}.*.js")]
    known = set(re.findall(r'static/js/([^"]+)"', (FOLDER / "index.html").read_text("utf-8")))
    while waiting:
        name = waiting.pop(0)
        if name not in known:
            known.add(name)
            waiting += re.findall(r'(?:from|import)\s*"\./([\w.-]+\.js)"', (SCRIPTS / name).read_text("utf-8"))
            yield f'<link rel="modulepreload" crossorigin href="./static/js/{name}">'
    for name in dict.fromkeys(name for component in COMPONENTS[path] for name in MODULES.needed_by(component)):
        yield f'<link rel="modulepreload" href="./{MODULES.address(name)}">'
