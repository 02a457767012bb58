"""Files that pages send: to our route alone, from our pages alone, bounded, and each visitor's own."""

import json
import os
from time import time

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from kdviz.store import uploads
from kdviz.store.whose import HOST, of_visitor
from kdviz.web import serve
from kdviz.web.routes import uploads as route
from kdviz.web.routes.forwarded import TrustedProxies
from kdviz.web.routes.guard import Guard
from tests.web.routes.asking import answer, body_of, finished

OURS = "http://localhost:8501"
TOKEN = "a" * 43


@pytest.fixture(autouse=True)
def _a_home(tmp_path, monkeypatch):
    monkeypatch.setenv("KDVIZ_HOME", str(tmp_path))


def send(
    *pieces: bytes,
    path="/upload",
    method="POST",
    address="127.0.0.1",
    broken=False,
    meanwhile=lambda: None,
    until=lambda: True,
    **headers: str,
):
    """Send a body in pieces, with what happens before its last one, and return the answer's status and text."""
    app = Starlette(routes=route.ROUTES, middleware=[Middleware(Guard, address, TrustedProxies())])
    named = {"host": "localhost:8501", "origin": OURS, **headers}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in named.items() if value],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8501),
        "scheme": "http",
    }

    def messages():
        for place, piece in enumerate(pieces, 1):
            if place == len(pieces):
                meanwhile()
            yield {"type": "http.request", "body": piece, "more_body": True}
        yield {"type": "http.disconnect"} if broken else {"type": "http.request", "body": b"", "more_body": False}

    said = answer(app, scope, messages(), until)
    return said[0]["status"], body_of(said).decode()


def kept(folder) -> list:
    return [path for path in folder.rglob("*") if path.is_file() and path.parent.name == "uploads"]


def test_what_a_page_sends_is_a_file_in_the_home():
    status, text = send(b"x,y\n", b"1,a\n")
    token = json.loads(text)["token"]
    assert status == 200
    assert uploads.path_of(HOST, token).read_bytes() == b"x,y\n1,a\n"
    assert uploads.path_of(of_visitor("ann"), token) is None, "nobody else's"
    assert uploads.path_of(HOST, "../../etc/passwd") is None


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"origin": "http://evil.example"}, 403),
        ({"origin": ""}, 405),
        ({"host": "evil.example"}, 403),
        ({"path": "/other"}, 405),
        ({"path": "/upload/more"}, 405),
        ({"method": "PUT"}, 405),
    ],
)
def test_only_our_pages_send_and_only_there(how, status, tmp_path):
    assert send(b"1", **how)[0] == status
    assert not kept(tmp_path)


def test_where_others_reach_the_server_each_browser_has_its_own(tmp_path):
    assert send(b"1", address="0.0.0.0")[0] == 403
    token = json.loads(send(b"1", address="0.0.0.0", cookie=f"kdviz={TOKEN}")[1])["token"]
    assert uploads.path_of(of_visitor(TOKEN), token)
    assert uploads.path_of(HOST, token) is None
    send(b"2", address="0.0.0.0", cookie=f"kdviz={TOKEN}")
    assert len(kept(tmp_path)) == 1, "what they sent before makes room"


@pytest.mark.parametrize("said", [{"content_length": "2000"}, {}])
def test_too_much_is_refused_whether_or_not_it_is_said(monkeypatch, tmp_path, said):
    monkeypatch.setattr(route, "LIMITS", route.LIMITS.model_copy(update={"data_bytes": 1000}))
    status, text = send(*[b"1" * 100] * 20, **said)
    assert status == 413
    assert "KDVIZ_MAX_DATA_BYTES" in text
    assert not kept(tmp_path)


def test_files_that_nobody_adds_go(monkeypatch, tmp_path):
    monkeypatch.setattr(uploads, "LIMITS", uploads.LIMITS.model_copy(update={"upload_bytes": 100, "data_bytes": 30}))
    sent = {}
    for place, name in enumerate("abcde"):
        path, sent[name] = uploads.new(name, 30)
        path.write_bytes(b"1" * 30)
        os.utime(path, (time() - 1000 + place,) * 2)
    here = [name for name, token in sent.items() if uploads.path_of(name, token)]
    assert here == ["c", "d", "e"], "the oldest make room"
    uploads.forget("e", sent["d"])
    uploads.forget("e", sent["e"])
    assert len(kept(tmp_path)) == 2
    os.utime(uploads.path_of("c", sent["c"]), (time() - uploads.LONGEST - 60,) * 2)
    uploads.tidy()
    assert [path.name for path in kept(tmp_path)] == [uploads.path_of("d", sent["d"]).name]


def test_a_file_goes_by_itself_when_its_hours_are_over(monkeypatch, tmp_path):
    monkeypatch.setattr(uploads, "LONGEST", 2.0)
    assert send(b"1", until=lambda: not kept(tmp_path))[0] == 200


def test_a_server_begins_without_old_files(monkeypatch, tmp_path):
    monkeypatch.setattr(serve, "_start_engine", lambda: None)
    path, _token = uploads.new("ann")
    path.write_bytes(b"1")
    os.utime(path, (0, 0))

    async def begin() -> None:
        async with serve.lifespan(None):
            pass

    finished(begin())
    assert not kept(tmp_path)


def test_the_next_file_of_a_visitor_ends_the_one_before(tmp_path):
    status, text = send(b"1", b"1", meanwhile=lambda: uploads.new(HOST))
    assert status == 409
    assert "this browser has sent another since" in text
    assert len(kept(tmp_path)) == 1
    assert uploads.new(HOST)[0] in kept(tmp_path), "however soon the next one begins"
    assert len(kept(tmp_path)) == 1


@pytest.mark.parametrize(("later", "status", "left"), [(-9, 200, 2), (9, 409, 2)])
def test_files_that_are_sent_at_once_take_no_more_room_than_one_after_the_other(
    monkeypatch, tmp_path, later, status, left
):
    monkeypatch.setattr(uploads, "LIMITS", uploads.LIMITS.model_copy(update={"upload_bytes": 100, "data_bytes": 40}))

    def others() -> None:
        for who in ("ann", "bob"):
            path, _token = uploads.new(who)
            path.write_bytes(b"1" * 40)
            os.utime(path, (time() + later,) * 2)

    assert send(b"1" * 15, b"1" * 15, meanwhile=others)[0] == status
    assert len(kept(tmp_path)) == left


def test_one_file_has_room_at_least_and_drives_out_others_for_what_it_takes_alone(monkeypatch, tmp_path):
    for module in (uploads, route):
        changed = module.LIMITS.model_copy(update={"upload_bytes": 100, "data_bytes": 400})
        monkeypatch.setattr(module, "LIMITS", changed)
    path, _token = uploads.new("ann")
    path.write_bytes(b"1" * 30)
    for size, left in ((150, 2), (390, 1)):
        assert send(b"1" * size, content_length=str(size))[0] == 200
        assert len(kept(tmp_path)) == left


def test_a_broken_connection_leaves_nothing(tmp_path):
    assert send(b"1" * 10, broken=True)[0] == 400
    assert not kept(tmp_path)
