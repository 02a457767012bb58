"""Streamlit's files as the browser gets them: the same bytes, packed, and hinted at in the first page's head."""

import gzip
import html
import re
from collections.abc import Callable, Collection

import pytest

from kdviz.i18n import Translator
from kdviz.web.routes.frontend import ELEMENTS, FOLDER, PAGES, REFUSED, SCRIPTS, SERVER, STREAMLIT, WATCH, FrontEnd
from kdviz.web.routes.modules import MODULES
from kdviz.web.session.address import names_of_runs
from tests.web.routes.asking import answer, body_of, headers_of


def ask(
    path: str,
    encoding: str = "gzip",
    method: str = "GET",
    base: str = "",
    query: str = "",
    language: str = "en",
    of_train: Callable[[], Collection[str]] = tuple,
) -> tuple[dict[str, str], bytes]:
    """Return the headers and body of an answer; a request that is left to the app has neither."""

    async def app(scope, receive, send):
        await send({"headers": [], "body": b""})

    headers = [(b"accept-encoding", encoding.encode()), (b"accept-language", language.encode())]
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": headers}
    said = answer(FrontEnd(app, base, of_train), scope)
    return headers_of(said), body_of(said)


SCRIPT = next(SCRIPTS.glob("index.*.js"))
FONT = next((FOLDER / "static" / "media").glob("*.woff2"))


def address(file) -> str:
    return f"/{file.relative_to(FOLDER).as_posix()}"


def test_a_script_is_sent_packed_to_who_can_unpack_it():
    headers, body = ask(address(SCRIPT))
    assert headers["content-encoding"] == "gzip"
    assert headers["content-type"].startswith("text/javascript")
    assert "immutable" in headers["cache-control"]
    assert gzip.decompress(body) == SCRIPT.read_bytes()
    headers, body = ask(address(SCRIPT), encoding="identity")
    assert "content-encoding" not in headers
    assert body == SCRIPT.read_bytes()


def test_what_is_packed_already_is_sent_as_it_is():
    headers, body = ask(address(FONT))
    assert "content-encoding" not in headers
    assert body == FONT.read_bytes()


@pytest.mark.parametrize(
    "path",
    ["/static/../index.html", "/static/js/none.js", "/laboratory", "/_stcore/health", "/static", "//lab", "/x/lab"],
)
def test_everything_else_is_left_to_the_app(path):
    assert ask(path) == ({}, b"")
    assert ask(f"/kd{path}", base="/kd") == ({}, b"")
    assert ask(address(SCRIPT), method="POST") == ({}, b"")


@pytest.mark.parametrize("path", ELEMENTS)
def test_a_first_page_names_what_its_elements_need_once_each(path):
    headers, body = ask(path, encoding="")
    assert headers["cache-control"] == "no-cache"
    page = body.decode()
    names = re.findall(r'modulepreload" crossorigin href="\./static/js/([^"]+)"', page)
    assert len(names) == len(set(names))
    assert all((SCRIPTS / name).is_file() for name in names)
    for element in ELEMENTS[path]:
        assert any(name.startswith(f"{element}.") for name in names), element
    imported = {
        other
        for name in names
        for other in re.findall(r'(?:from|import)\s*"\./([\w.-]+\.js)"', (SCRIPTS / name).read_text("utf-8"))
    }
    assert imported <= {*names, SCRIPT.name}
    assert page.replace("\n", "").endswith("</html>")


@pytest.mark.parametrize("base", ["/kd", "/course/kd"])
def test_under_a_base_path_the_same_is_answered_and_nothing_beside_it(base):
    for path in ("/", "/lab", address(SCRIPT)):
        assert ask(base + path, base=base) == ask(path)
        assert ask(path, base=base) == ({}, b"")
    assert ask(f"{base}x/", base=base) == ({}, b"")
    # Streamlit itself leads on to the path with a slash.
    assert ask(base, base=base) == ({}, b"")


def test_a_slash_too_many_leads_to_the_page_whatever_a_proxy_has_put_before_it():
    for base in ("", "/kd"):
        assert ask(f"{base}/lab/", base=base, query="run=1&lang=zh")[0]["location"] == "../lab?run=1&lang=zh"
        assert ask(f"{base}/lab/", base=base)[0]["location"] == "../lab"


@pytest.mark.parametrize(
    ("query", "language", "spoken"),
    [
        ("", "en-US,en;q=0.9", "en"),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh_CN"),
        ("lang=zh", "en", "zh_CN"),
        ("", "", "en"),
    ],
)
def test_each_page_brings_what_it_says_when_its_socket_is_refused(query, language, spoken):
    for path in ("/", *(f"/{page}" for page in PAGES)):
        page = ask(path, encoding="", query=query, language=language)[1].decode()
        said = html.escape(Translator(spoken)(REFUSED))
        assert f'<script defer src="./{MODULES.address(WATCH)}" data-said="{said}">' in page
    assert {"lab", "runs"} < PAGES


@pytest.mark.parametrize("path", ["/", "/tune"])
def test_each_page_says_where_the_server_is_before_streamlit_asks(path):
    told, _streamlit, rest = ask(path, encoding="")[1].partition(STREAMLIT)
    assert f'<script defer src="./{MODULES.address(SERVER)}"></script>'.encode() in told
    assert SCRIPT.name.encode() in rest.partition(b">")[0]


@pytest.mark.parametrize("base", ["", "/kd"])
def test_a_link_from_when_train_was_the_first_page_leads_there(base):
    def first(query: str) -> dict[str, str]:
        return ask(f"{base}/", base=base, query=query, of_train=names_of_runs)[0]

    for query in (
        "run=0123",
        "temperature=4&lang=zh",
        "view=projector&scene=few-labels",
        "sweep=ab&cell=3",
        "guess=40,5",
    ):
        assert first(query)["location"] == f"distill?{query}"
    # These are of every page, or of none.
    for query in ("", "lang=zh", "view=projector", "lesson=2", "utm_source=mail"):
        assert "location" not in first(query)
