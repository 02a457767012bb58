"""Streamlit's files as the browser gets them: the same bytes, packed, and hinted at in the first page's head."""

import gzip
import re

import pytest

from kdviz.web.routes.frontend import ELEMENTS, FOLDER, SCRIPTS, FrontEnd
from tests.web.routes.asking import answer, body_of, headers_of


def ask(path: str, encoding: str = "gzip", method: str = "GET") -> tuple[dict[str, str], bytes]:
    """Return the headers and body of an answer; a request that is left to the app has neither."""

    async def app(scope, receive, send):
        await send({"headers": [], "body": b""})

    headers = [(b"accept-encoding", encoding.encode())]
    said = answer(FrontEnd(app), {"type": "http", "method": method, "path": path, "headers": headers})
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


@pytest.mark.parametrize("path", ["/static/../index.html", "/static/js/none.js", "/lab", "/_stcore/health", "/static"])
def test_everything_else_is_left_to_the_app(path):
    assert ask(path) == ({}, b"")
    assert ask(address(SCRIPT), method="POST") == ({}, b"")


def test_the_first_page_names_what_its_elements_need_once_each():
    headers, body = ask("/", encoding="")
    assert headers["cache-control"] == "no-cache"
    page = body.decode()
    names = re.findall(r'modulepreload" crossorigin href="\./static/js/([^"]+)"', page)
    assert len(names) == len(set(names))
    assert all((SCRIPTS / name).is_file() for name in names)
    for element in ELEMENTS:
        assert any(name.startswith(f"{element}.") for name in names), element
    imported = {
        other
        for name in names
        for other in re.findall(r'(?:from|import)\s*"\./([\w.-]+\.js)"', (SCRIPTS / name).read_text("utf-8"))
    }
    assert imported <= {*names, SCRIPT.name}
    assert page.replace("\n", "").endswith("</html>")
