"""The live log of a job, over a WebSocket that the browser opens before or while the job goes on."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress

import anyio
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from kdviz.engine import shared_engine
from kdviz.i18n import SpokenError
from kdviz.store.history import WHOLE_ID
from kdviz.store.names import UnknownJobError
from kdviz.web.routes.feeds import PATH, feed

# The viewer's next job: its first point need not wait until the page is drawn anew.
NEXT = "/live/next/{viewer}"
UNKNOWN, BROKEN = 4404, 4500

_expecting: defaultdict[str, set[asyncio.Future[str]]] = defaultdict(set)
_lock = threading.Lock()


async def follow(socket: WebSocket) -> None:
    """Send the job's events numbered above the query's ``after``, then each as it comes, until the job ends.

    A message is ``{"job_id", "path", "events", "state", "position", "ended"}``; one without events has ``"status"``,
    ``"done"``, ``"parts"`` and ``"share"`` of the job's progress, too. An event of a run is ``{"seq", "snapshot"}``. A
    browser that lost its connection continues by the number of the last one that it has.
    """

    async def send(job_id: str) -> None:
        await _send(socket, job_id, _after(socket))

    await _serve(socket, socket.path_params["job_id"], send)


async def told(request: Request) -> Response:
    """Answer with the first message that `follow` would send, for a page whose WebSocket is refused."""
    job_id = request.path_params["job_id"]
    if WHOLE_ID.fullmatch(job_id):
        with suppress(SpokenError):
            async with feed(shared_engine(), job_id) as shared:
                message = await anext(shared.messages(_after(request)))
                return Response(message, media_type="application/json", headers={"Cache-Control": "no-store"})
    return PlainTextResponse("There is no such job.", 404)


def _after(asker: HTTPConnection) -> int:
    asked = asker.query_params.get("after", "0")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else 0


async def follow_next(socket: WebSocket) -> None:
    """Wait for the viewer's next job, say at once which it is, and send its log as `follow` does."""

    async def send(viewer: str) -> None:
        await _send(socket, await _begun(viewer), 0)

    await _serve(socket, socket.path_params["viewer"], send)


async def _serve(socket: WebSocket, secret: str, send: Callable[[str], Awaitable[None]]) -> None:
    """Accept the browser, if it knows a whole `secret`, and `send` until all is said or it leaves."""
    if not WHOLE_ID.fullmatch(secret):
        # The beginning of an id could be guessed.
        await socket.close(UNKNOWN)
        return
    await socket.accept()
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(_until_closed, socket, group.cancel_scope)
            await send(secret)
            group.cancel_scope.cancel()
    except* UnknownJobError:
        await socket.close(UNKNOWN)
    except* SpokenError:
        await socket.close(BROKEN)
    except* WebSocketDisconnect:
        # It left in the middle of a message.
        pass


async def _begun(viewer: str) -> str:
    """Wait until the viewer begins a job, and return it."""
    begun = asyncio.get_running_loop().create_future()
    with _lock:
        _expecting[viewer].add(begun)
    try:
        return str(await begun)
    finally:
        with _lock:
            _expecting[viewer].discard(begun)
            if not _expecting[viewer]:
                del _expecting[viewer]


def announce(viewer: str, job_id: str) -> None:
    """Tell the pages of `viewer` that wait for its next job which one it is."""
    with _lock:
        for begun in _expecting.get(viewer, ()):
            begun.get_loop().call_soon_threadsafe(_tell, begun, job_id)


def _tell(begun: asyncio.Future[str], job_id: str) -> None:
    if not begun.done():
        begun.set_result(job_id)


async def _send(socket: WebSocket, job_id: str, after: int) -> None:
    async with feed(shared_engine(), job_id) as shared:
        async for message in shared.messages(after):
            await socket.send_text(message)
    await socket.close()


async def _until_closed(socket: WebSocket, scope: anyio.CancelScope) -> None:
    """Hear when the browser leaves; it has nothing else to say."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass
    scope.cancel()


def next_path(viewer: str) -> str:
    """Return where the log of the next job of `viewer` is followed."""
    return NEXT.format(viewer=viewer)


ROUTES: list[Route | WebSocketRoute] = [
    WebSocketRoute(NEXT, follow_next),
    WebSocketRoute(PATH, follow),
    Route(PATH, told),
]
