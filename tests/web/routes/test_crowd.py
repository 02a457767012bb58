"""How many requests may be under way at once, of one visitor and of all."""

import asyncio
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager

import pytest

from kdviz.catalog.limits import LIMITS
from kdviz.web.routes import crowd
from kdviz.web.routes.crowd import Crowd
from kdviz.web.routes.forwarded import TrustedProxies
from kdviz.web.routes.guard import CLOSED, Guard
from kdviz.web.routes.visitors import BROWSER, COOKIE
from tests.web.routes.asking import finished

# Three requests of one browser, eight of all, two of an address without cookies.
FEW = LIMITS.model_copy(update={"visitor_requests": 3, "requests": 8})


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    monkeypatch.setattr(crowd, "LIMITS", FEW)


def request(browser: str = "", address: str = "10.0.0.1") -> dict:
    return {"headers": [(BROWSER.lower().encode(), browser.encode())], "client": (address, 50000)}


@pytest.mark.parametrize(
    ("requests", "admitted"),
    [
        ([request("ada")] * 4, 3),
        ([request("ada")] * 3 + [request("bob")] * 3, 6),
        ([request(name) for name in "abcdefghij"], 8),
        # Of a class behind one address each browser counts for itself.
        ([request(name, "10.0.0.2") for name in "abcdefgh"], 8),
        ([request(address="10.0.0.1")] * 3, 2),
        ([request(address="10.0.0.1")] * 2 + [request(address="10.0.0.2")] * 2, 4),
        # One computer has all addresses of its network.
        ([request(address=f"2001:db8::{place}") for place in range(1, 5)], 2),
        ([request(address="2001:db8:0:1::1"), request(address="2001:db8:0:2::1")], 2),
        ([{"headers": [], "client": None}] * 3, 2),
    ],
)
def test_so_many_are_let_in(requests, admitted):
    counted = Crowd()
    with ExitStack() as under_way:
        assert sum(under_way.enter_context(counted.entered(each)) for each in requests) == admitted
    # Whoever has left makes room, and nothing is remembered of them.
    with ExitStack() as under_way:
        assert sum(under_way.enter_context(counted.entered(each)) for each in requests) == admitted
    assert not counted.under_way


def test_room_is_made_also_by_what_fails():
    counted = Crowd()

    def fail() -> None:
        with counted.entered(request("ada")) as has_room:
            assert has_room
            raise ValueError("lost")

    for _time in range(2 * FEW.visitor_requests):
        with pytest.raises(ValueError, match="lost"):
            fail()


class Held:
    """An app whose WebSockets stay open until they are let go."""

    def __init__(self) -> None:
        self.open, self.ends = 0, asyncio.Event()

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        self.open += 1
        await send({"type": "websocket.accept"})
        await self.ends.wait()


def test_a_browser_with_too_many_sockets_is_refused_in_a_sentence_and_others_are_not():
    async def tried() -> None:
        held = Held()
        guard = Guard(held, "localhost", TrustedProxies())

        async def said_to(kind: str, token: str) -> list[dict]:
            said: list[dict] = []

            async def send(message) -> None:
                said.append(message)

            headers = [(b"host", b"localhost"), (b"cookie", f"{COOKIE}={token * 43}".encode())]
            scope = {"type": kind, "method": "GET", "path": "/", "headers": headers, "client": ("10.0.0.1", 1)}
            await guard({**scope, "scheme": "ws" if kind == "websocket" else "http"}, None, send)
            return said

        @asynccontextmanager
        async def opened(token: str):
            before = held.open
            task = asyncio.create_task(said_to("websocket", token))
            while held.open == before:
                await asyncio.sleep(0)
            yield
            held.ends.set()
            await task

        async with AsyncExitStack() as sockets:
            for _time in range(FEW.visitor_requests):
                await sockets.enter_async_context(opened("a"))
            (refused,) = await said_to("websocket", "a")
            assert (refused["type"], refused["code"]) == ("websocket.close", CLOSED[429])
            start, body = await said_to("http", "a")
            assert start["status"] == 429
            assert body["body"].decode().startswith("Too much is asked of this server at once.")
            assert (await said_to("http", "b"))[0]["status"] == 200
        assert (await said_to("http", "a"))[0]["status"] == 200

    finished(tried())
