"""The guard: whom the server answers, over HTTP and WebSocket alike, and what it says of its answers."""

import socket

import pytest

from kdviz.web.routes import guard
from kdviz.web.routes.guard import ALLOWED_HOSTS, FRAME_ANCESTORS, Guard, own_addresses
from tests.web.routes.asking import answer, headers_of


def ask(address: str, kind: str = "http", method: str = "GET", **headers: str) -> tuple[int, dict[str, str]]:
    """Return the status and the headers of an answer; what reaches the app is accepted."""

    async def app(scope, receive, send):
        start = {"type": "http.response.start", "status": 200, "headers": [(b"access-control-allow-origin", b"*")]}
        await send(start if scope["type"] == "http" else {"type": "websocket.accept"})

    named = [(name.encode(), value.encode()) for name, value in headers.items()]
    said = answer(Guard(app, address), {"type": kind, "method": method, "path": "/", "headers": named})
    if kind == "websocket":
        return {"websocket.accept": 101, "websocket.close": 403}[said[0]["type"]], {}
    return said[0]["status"], headers_of(said)


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("address", "host", "origin", "answered"),
    [
        ("127.0.0.1", "localhost:8501", "http://localhost:8501", True),
        ("127.0.0.1", "127.0.0.1:8501", None, True),
        ("127.0.0.1", "[::1]:8501", "http://[::1]:8501", True),
        ("127.0.0.1", "LOCALHOST:8501", "http://localhost:8501", True),
        # A name of somebody else's that leads to this computer: who holds the name holds the page, too.
        ("127.0.0.1", "evil.example:8501", "http://evil.example:8501", False),
        ("127.0.0.1", "localhost:8501", "http://evil.example", False),
        # Another program on this computer.
        ("127.0.0.1", "localhost:8501", "http://localhost:3000", False),
        ("127.0.0.1", "localhost:8501", "null", False),
        ("127.0.0.1", "localhost:8501", "http://[", False),
        ("127.0.0.1", "localhost:8501", "", False),
        ("127.0.0.1", "", None, False),
        ("127.0.0.1", "[", None, False),
        ("127.0.0.1", f"{socket.gethostname()}:8501", None, False),
        ("0.0.0.0", f"{socket.gethostname()}:8501", None, True),
        ("0.0.0.0", f"{own_addresses()[0]}:8501", None, True),
        ("0.0.0.0", "0.0.0.0:8501", None, True),
        ("0.0.0.0", "evil.example", None, False),
        ("192.0.2.7", "192.0.2.7:8501", "http://192.0.2.7:8501", True),
        ("192.0.2.7", "192.0.2.8:8501", None, False),
    ],
)
def test_only_own_names_and_own_pages_are_answered(kind, address, host, origin, answered):
    headers = {"host": host} | ({} if origin is None else {"origin": origin})
    assert (ask(address, kind, **headers)[0] in (101, 200)) is answered


def test_a_laptop_that_moves_to_another_network_is_asked_under_its_new_address(monkeypatch):
    assert ask("0.0.0.0", host="192.0.2.77:8501")[0] == 403
    monkeypatch.setattr(guard, "own_addresses", lambda: ["192.0.2.77"])
    assert ask("0.0.0.0", host="192.0.2.77:8501")[0] == 200
    assert ask("127.0.0.1", host="192.0.2.77:8501")[0] == 403


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_a_proxy_is_named(kind, monkeypatch):
    monkeypatch.setenv(ALLOWED_HOSTS, " kd.example.org, foo-8501.app.example, localhost:8501")
    for host, origin in (
        ("kd.example.org", "https://kd.example.org"),
        # It rewrites the host, or the origin.
        ("localhost:8501", "https://kd.example.org"),
        ("foo-8501.app.example", "http://localhost:8501"),
    ):
        assert ask("127.0.0.1", kind, host=host, origin=origin)[0] in (101, 200)
    assert ask("127.0.0.1", kind, host="kd.example.org", origin="http://localhost:3000")[0] == 403


def test_nothing_is_sent_to_it():
    for method in ("PUT", "POST", "DELETE", "OPTIONS"):
        assert ask("127.0.0.1", method=method, host="localhost")[0] == 405


def test_answers_say_how_they_may_be_used(monkeypatch):
    headers = ask("127.0.0.1", host="localhost")[1]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"].split("; ")
    assert {"object-src 'none'", "base-uri 'self'", "frame-ancestors 'self'"} <= {*policy}
    assert "http" not in " ".join(policy), "nothing foreign"
    assert "access-control-allow-origin" not in headers
    monkeypatch.setenv(FRAME_ANCESTORS, "https://course.example")
    framed = ask("127.0.0.1", host="localhost")[1]["content-security-policy"]
    assert "frame-ancestors 'self' https://course.example" in framed
