"""The guard: whom the server answers, over HTTP and WebSocket alike, and what it says of its answers."""

import signal
import socket

import pytest
from streamlit.starlette import App
from uvicorn import Config
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from kdviz.i18n import SpokenError
from kdviz.web.routes import guard
from kdviz.web.routes.forwarded import TRUSTED_PROXIES, TrustedProxies
from kdviz.web.routes.guard import ALLOWED_HOSTS, FRAME_ANCESTORS, Guard, own_addresses
from kdviz.web.serve import guarded, serve
from tests.web.routes.asking import answer, body_of, headers_of

PEER = ("127.0.0.1", 50000)


def ask(
    address: str, kind: str = "http", method: str = "GET", seen: list | None = None, peer=PEER, **headers: str
) -> tuple[int, dict[str, str]]:
    """Return the status and the headers of an answer; what reaches the app is accepted and added to `seen`."""

    async def app(scope, receive, send):
        if seen is not None:
            seen.append(scope)
        start = {"type": "http.response.start", "status": 200, "headers": [(b"access-control-allow-origin", b"*")]}
        await send(start if scope["type"] == "http" else {"type": "websocket.accept"})

    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": kind,
        "method": method,
        "path": "/",
        "headers": named,
        "client": peer,
        "server": ("127.0.0.1", 8501),
    }
    scope["scheme"] = {"http": "http", "websocket": "ws"}[kind]
    said = answer(Guard(app, address, TrustedProxies()), scope)
    if kind == "websocket":
        return {"websocket.accept": 101, "websocket.close": 403}[said[0]["type"]], {}
    return said[0]["status"], headers_of(said)


@pytest.mark.parametrize(
    ("host", "told"), [("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("0.0.0.0", own_addresses()[0])]
)
def test_streamlit_is_told_its_address_so_that_it_asks_nobody_outside(host, told, monkeypatch):
    """It stood still for two seconds at each foreign page where packets were dropped."""
    settings = {}
    monkeypatch.setattr(signal, "signal", lambda *_handler: None)
    monkeypatch.setattr(App, "run", lambda _app, config: settings.update(config))
    serve(host, 8501)
    assert settings["browser.serverAddress"] == (f"[{told}]" if ":" in told else told)
    assert not settings["server.enableCORS"]  # its own check of origins asks, too; the guard stands before it


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


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("peer", "headers", "answered"),
    [
        # Behind nginx, which says under which name it was asked.
        ("127.0.0.1", {"host": "127.0.0.1:8501", "x_forwarded_host": "kd.example.org"}, True),
        # Two proxies: each appends, the last one is ours.
        ("127.0.0.1", {"host": "127.0.0.1:8501", "x_forwarded_host": "evil.example, kd.example.org"}, True),
        ("127.0.0.1", {"host": "127.0.0.1:8501", "x_forwarded_host": "kd.example.org, evil.example"}, False),
        ("::ffff:10.1.2.3", {"host": "127.0.0.1:8501", "x_forwarded_host": "kd.example.org"}, True),
        ("127.0.0.1", {"host": "localhost:8501", "x_forwarded_host": "evil.example"}, False),
        # Whoever is not trusted is not believed, for better or worse.
        ("192.0.2.1", {"host": "evil.example", "x_forwarded_host": "kd.example.org"}, False),
        ("192.0.2.1", {"host": "kd.example.org", "x_forwarded_host": "evil.example"}, True),
        (None, {"host": "evil.example", "x_forwarded_host": "kd.example.org"}, False),
        # A forwarder that changes the origin to where it asks us.
        ("127.0.0.1", {"host": "kd.example.org", "origin": "http://localhost:8501"}, True),
        ("127.0.0.1", {"host": "kd.example.org", "origin": "http://localhost:3000"}, False),
        ("127.0.0.1", {"host": "kd.example.org", "origin": "http://evil.example:8501"}, False),
        ("192.0.2.1", {"host": "kd.example.org", "origin": "http://localhost:8501"}, False),
    ],
)
def test_a_trusted_proxy_says_how_it_was_asked(kind, peer, headers, answered, monkeypatch):
    monkeypatch.setenv(ALLOWED_HOSTS, "kd.example.org")
    monkeypatch.setenv(TRUSTED_PROXIES, "127.0.0.1, 10.0.0.0/8")
    origin = {"origin": "https://kd.example.org"} if answered else {}
    status, _headers = ask("127.0.0.1", kind, peer=peer and (peer, 1), **{**origin, **headers})
    assert (status in (101, 200)) is answered


@pytest.mark.parametrize(("kind", "scheme"), [("http", "https"), ("websocket", "wss")])
def test_the_app_sees_who_asked_the_proxy_and_how(kind, scheme, monkeypatch):
    said = {"host": "localhost", "x_forwarded_proto": "https", "x_forwarded_for": "192.0.2.9, 192.0.2.1, 10.0.0.1"}
    untouched, seen = [], []
    ask("127.0.0.1", kind, seen=untouched, **said)
    assert (untouched[0]["client"], untouched[0]["scheme"]) == (PEER, {"https": "http", "wss": "ws"}[scheme])
    monkeypatch.setenv(TRUSTED_PROXIES, "127.0.0.1,10.0.0.0/8")
    ask("127.0.0.1", kind, seen=seen, **said)
    assert seen[0]["scheme"] == scheme
    # What stands before it, the stranger may have made up.
    assert seen[0]["client"][0] == "192.0.2.1"
    ask("127.0.0.1", kind, seen=seen, host="localhost", x_forwarded_proto="gopher", x_forwarded_for="")
    assert (seen[1]["client"], seen[1]["scheme"]) == (PEER, untouched[0]["scheme"])


def test_uvicorn_believes_no_proxy_of_its_own(monkeypatch):
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "127.0.0.1")
    guarded("127.0.0.1", "")
    believed = ProxyHeadersMiddleware(None, Config("app").forwarded_allow_ips).trusted_hosts
    assert not [peer for peer in ("127.0.0.1", "::1", "", "192.0.2.1") if peer in believed]


@pytest.mark.parametrize("wrong", ["proxy.example.org", "127.0.0.1:80", "10.0.0.1/8"])
def test_a_proxy_that_is_no_address_is_a_sentence(wrong, monkeypatch):
    monkeypatch.setenv(TRUSTED_PROXIES, f"127.0.0.1,{wrong}")
    with pytest.raises(SpokenError, match=f"^{TRUSTED_PROXIES} is {wrong}: allowed are addresses"):
        TrustedProxies()


def test_a_refusal_is_said_in_its_reader_s_language_and_names_the_setting():
    for accepted, said in (("en-US,en;q=0.9", "not known under that name"), ("zh-CN,zh;q=0.9", "服务器")):
        named = [(b"host", b"evil.example"), (b"accept-language", accepted.encode())]
        scope = {"type": "http", "method": "GET", "path": "/", "headers": named}
        sentence = body_of(answer(Guard(None, "127.0.0.1", TrustedProxies()), scope)).decode()
        assert said in sentence
        assert ALLOWED_HOSTS in sentence
        assert "evil" not in sentence


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
