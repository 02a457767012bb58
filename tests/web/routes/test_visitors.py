"""Who asks: a browser by its cookie, the host by the secret; and how much a visitor may send at once."""

import asyncio
import stat
import tomllib
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from kdviz.store.home import secret
from kdviz.store.whose import of_visitor
from kdviz.web import serve
from kdviz.web.routes.forwarded import TRUSTED_PROXIES, TrustedProxies
from kdviz.web.routes.guard import LARGEST, TOO_LARGE, Guard
from kdviz.web.routes.visitors import ALLOWED_HOSTS, BROWSER, IS_HOST, host_secret, is_shared
from tests.web.routes.asking import answer, finished, headers_of

HALL, ALONE = "0.0.0.0", "127.0.0.1"
TOKEN = "t" * 43


def ask(address: str, path: str = "/", query: str = "", base: str = "", kind: str = "http", **headers: str):
    """Ask, and return the answer, its headers, its cookies, and the headers that the app sees, if it is asked."""
    seen = []

    async def app(scope, receive, send):
        seen.append({name.decode(): value.decode() for name, value in scope["headers"]})
        await send({"type": "http.response.start", "status": 200, "headers": [(b"cache-control", b"no-cache")]})

    said = {"host": "localhost:8501", "accept": "text/html,*/*"} | headers
    scope = {
        "type": kind,
        "method": "GET",
        "scheme": "http",
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in said.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8501),
    }
    told = answer(Guard(app, address, TrustedProxies(), base), scope)
    cookies = SimpleCookie()
    for message in told:
        for name, value in message.get("headers", []):
            if name == b"set-cookie":
                cookies.load(value.decode())
    return told[0].get("status"), headers_of(told), cookies, seen[0] if seen else {}


def who(address: str, **asked: str) -> tuple[str, str]:
    """Return which browser the app sees, and whether it is the host's."""
    seen = ask(address, **asked)[3]
    return seen[BROWSER.lower()], seen[IS_HOST.lower()]


def signed_in() -> str:
    """Return the cookies of a browser that has opened the host's link."""
    cookies = ask(HALL, query=f"host={host_secret()}")[2]
    return "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())


def test_a_browser_gets_a_cookie_with_its_first_page_and_is_known_by_it():
    _status, headers, cookies, seen = ask(HALL)
    (token,) = (morsel.value for morsel in cookies.values())
    morsel = cookies["kdviz"]
    assert (morsel["httponly"], morsel["samesite"], morsel["path"], morsel["secure"]) == (True, "Lax", "", "")
    assert int(morsel["max-age"]) > 100 * 86_400
    assert headers["cache-control"] == "private, no-cache"
    assert seen[BROWSER.lower()] == of_visitor(token)
    assert token not in seen[BROWSER.lower()]
    assert ask(HALL)[2]["kdviz"].value != token, "another browser"
    _status, headers, cookies, seen = ask(HALL, cookie=f"other=1; kdviz={token}")
    assert (cookies, headers["cache-control"], seen[BROWSER.lower()]) == ({}, "no-cache", of_visitor(token))
    assert who(HALL, kind="websocket", cookie=f"kdviz={token}") == (of_visitor(token), "no")


def test_a_cookie_that_we_did_not_make_is_none():
    for wrong in ("", "short", "x" * 44, "ü" * 43, TOKEN + "; kdviz="):
        seen, cookies = (
            who(HALL, path="/_stcore/health", cookie=f"kdviz={wrong}"),
            ask(HALL, cookie=f"kdviz={wrong}")[2],
        )
        assert seen == ("", "no")
        assert len(cookies["kdviz"].value) == 43


def test_only_pages_bring_cookies_and_their_path_is_the_app_s():
    assert ask(HALL, path="/static/js/main.js", accept="*/*")[2] == {}
    assert ask(HALL, path="/kept/a/arrays.safetensors")[2] == {}
    assert ask(HALL, path="/runs", accept="*/*")[2] == {}
    assert ask(HALL, path="/runs")[2]["kdviz"]["path"] == "", "the folder that the browser sees"
    assert ask(HALL, path="/kd/runs", base="/kd")[2]["kdviz"]["path"] == "/kd"


def test_over_https_cookies_are_secure(monkeypatch):
    monkeypatch.setenv(TRUSTED_PROXIES, "127.0.0.1")
    assert ask(HALL, x_forwarded_proto="https")[2]["kdviz"]["secure"] is True


def test_nobody_says_themselves_who_they_are():
    asked = {"x_kdviz_browser": "somebody", "x_kdviz_is_host": "yes", "cookie": f"kdviz={TOKEN}"}
    for kind in ("http", "websocket"):
        assert who(HALL, kind=kind, **asked) == (of_visitor(TOKEN), "no")


@pytest.mark.parametrize(
    ("address", "base", "environment", "shared"),
    [
        ("127.0.0.1", "", {}, False),
        ("localhost", "/", {}, False),
        ("::1", "", {}, False),
        ("0.0.0.0", "", {}, True),
        ("::", "", {}, True),
        ("192.0.2.7", "", {}, True),
        ("laptop.local", "", {}, True),
        # A proxy is before it.
        ("127.0.0.1", "/kd", {}, True),
        ("127.0.0.1", "", {ALLOWED_HOSTS: "kd.example.org"}, True),
        ("127.0.0.1", "", {TRUSTED_PROXIES: "127.0.0.1"}, True),
    ],
)
def test_everybody_is_host_where_nobody_else_can_come(address, base, environment, shared, monkeypatch):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert is_shared(address, base) is shared
    page = ask(address, path=f"{base.rstrip('/')}/", base=base.rstrip("/"), host="localhost:8501")[3]
    assert page[IS_HOST.lower()] == ("no" if shared else "yes"), "from the loopback"


def test_whoever_comes_through_a_proxy_that_nobody_named_is_no_host():
    assert who(ALONE)[1] == "yes"
    for header in ("x_forwarded_for", "x_forwarded_host", "forwarded", "via", "x_real_ip"):
        assert who(ALONE, **{header: "192.0.2.1"})[1] == "no"


def test_the_host_s_link_brings_a_cookie_and_leaves_no_secret_in_the_address():
    status, headers, cookies, _seen = ask(HALL, path="/runs", query=f"select=a%2Cb&host={host_secret()}&lang=zh")
    assert (status, headers["location"]) == (303, "./runs?select=a%2Cb&lang=zh")
    assert headers["referrer-policy"] == "no-referrer"
    (name,) = {*cookies} - {"kdviz"}
    assert cookies[name]["httponly"]
    assert cookies[name]["samesite"] == "Lax"
    for kind in ("http", "websocket"):
        browser, host = who(HALL, kind=kind, cookie=signed_in())
        assert (len(browser), host) == (64, "yes")
    assert ask(HALL, query=f"host={host_secret()}")[1]["location"] == "./"


@pytest.mark.parametrize("wrong", ["", "guess", "ü"])
def test_another_secret_makes_nobody_host(wrong):
    status, _headers, cookies, seen = ask(HALL, query=f"host={wrong}", accept_language="zh")
    assert (status, seen) == (403, {})
    assert {*cookies} <= {"kdviz"}
    (name,) = {each.partition("=")[0] for each in signed_in().split("; ")} - {"kdviz"}
    assert who(HALL, cookie=f"{name}={wrong.encode().hex()}")[1] == "no"


def test_where_everybody_is_host_the_link_is_a_page_like_others():
    status, headers, cookies, _seen = ask(ALONE, query="host=x&lang=en")
    assert (status, headers["location"], {*cookies}) == (303, "./?lang=en", {"kdviz"})


def test_the_secret_is_kept_for_this_account_alone_and_is_of_the_moment_where_it_cannot_be(tmp_path, monkeypatch):
    monkeypatch.setenv("KDVIZ_HOME", str(tmp_path / "home"))
    kept = secret("host.secret")
    assert len(kept) > 30
    assert secret("host.secret") == kept
    assert stat.S_IMODE((tmp_path / "home" / "host.secret").stat().st_mode) == 0o600
    assert [each.name for each in (tmp_path / "home").iterdir()] == ["host.secret"]
    (tmp_path / "file").touch()
    monkeypatch.setenv("KDVIZ_HOME", str(tmp_path / "file"))
    assert len(secret("host.secret")) == len(kept)


@pytest.mark.parametrize("kind", ["bytes", "text"])
def test_a_message_that_is_too_large_closes_its_socket(kind):
    said, heard = [], []
    letter = b"x" if kind == "bytes" else "x"
    sent = iter([letter * LARGEST, letter * (LARGEST + 1), letter])

    async def receive():
        return {"type": "websocket.receive", kind: next(sent)}

    async def send(message):
        said.append(message)

    async def app(_scope, receive, send):
        while (message := await receive())["type"] == "websocket.receive":
            heard.append(len(message[kind]))
        await send({"type": "websocket.send", "text": "after the end"})

    headers = [(b"host", b"localhost:8501")]
    scope = {"type": "websocket", "scheme": "ws", "path": "/live/x", "headers": headers, "client": ("127.0.0.1", 1)}
    guard = Guard(app, HALL, TrustedProxies())

    async def connect():
        await asyncio.wait_for(guard(scope, receive, send), 600)

    finished(connect())
    assert heard == [LARGEST]
    assert said == [{"type": "websocket.close", "code": TOO_LARGE}]


def test_the_server_reads_no_more_of_a_message_than_it_sends_of_one():
    """Before the guard sees it, a message is read as a whole."""
    settings = tomllib.loads((Path(serve.__file__).parent / ".streamlit" / "config.toml").read_text("utf-8"))
    assert settings["server"]["maxMessageSize"] <= 20
