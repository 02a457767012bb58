"""The live log of a run, over a WebSocket that the browser opens while it goes on, or before it begins."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import anyio
import anyio.to_thread
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from kdviz.engine import Engine, shared_engine
from kdviz.i18n import SpokenError
from kdviz.results import Event, Status
from kdviz.store.history import WHOLE_ID

PATH = "/live/{run_id}"
# The viewer's next run, whichever it will be: its first point need not wait until the page has been drawn anew.
NEXT = "/live/next/{viewer}"
# How long the browser may hear nothing while the place in the queue changes.
SILENCE = 1.0
MOST_AT_ONCE = 500
FOREIGN, UNKNOWN = 4403, 4404

_waiting = anyio.CapacityLimiter(MOST_AT_ONCE)
_expecting: defaultdict[str, set[asyncio.Future[str]]] = defaultdict(set)
_lock = threading.Lock()


async def follow(socket: WebSocket) -> None:
    """Send the run's snapshots numbered above the query's ``after``, then each as it comes, until the run ends.

    A message is ``{"run_id", "path", "events": [{"seq", "snapshot"}], "state", "position", "ended"}``. A browser that
    lost its connection continues by the number of the last one that it has. Pages of other origins are refused.
    """
    asked = socket.query_params.get("after", "0")
    after = int(asked) if asked.isdecimal() and len(asked) < 10 else 0

    async def send(run_id: str) -> None:
        await _send(socket, shared_engine(), run_id, after)

    await _serve(socket, socket.path_params["run_id"], send)


async def follow_next(socket: WebSocket) -> None:
    """Wait for the viewer's next run, say at once which it is, and send its log as `follow` does."""

    async def send(viewer: str) -> None:
        engine, run_id = shared_engine(), await _begun(viewer)
        await socket.send_json(await anyio.to_thread.run_sync(_message, engine, run_id, [], False, limiter=_waiting))
        await _send(socket, engine, run_id, 0)

    await _serve(socket, socket.path_params["viewer"], send)


async def _serve(socket: WebSocket, secret: str, send: Callable[[str], Awaitable[None]]) -> None:
    """Accept the browser, if it is ours and knows a whole `secret`, and `send` until all is said or it leaves."""
    if not _same_origin(socket):
        await socket.close(FOREIGN)
        return
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
    except* SpokenError:
        await socket.close(UNKNOWN)
    except* WebSocketDisconnect:
        # It left while it was being told.
        pass


async def _begun(viewer: str) -> str:
    """Wait until the viewer begins a run, and return it."""
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


def announce(viewer: str, run_id: str) -> None:
    """Tell the pages of `viewer` that wait for its next run which one it is."""
    with _lock:
        for begun in _expecting.get(viewer, ()):
            begun.get_loop().call_soon_threadsafe(_tell, begun, run_id)


def _tell(begun: asyncio.Future[str], run_id: str) -> None:
    if not begun.done():
        begun.set_result(run_id)


async def _send(socket: WebSocket, engine: Engine, run_id: str, after: int) -> None:
    while True:
        message = await anyio.to_thread.run_sync(_look, engine, run_id, after, limiter=_waiting, abandon_on_cancel=True)
        await socket.send_json(message)
        if message["events"]:
            after = message["events"][-1]["seq"]
        elif message["ended"]:
            await socket.close()
            return


async def _until_closed(socket: WebSocket, scope: anyio.CancelScope) -> None:
    """Hear when the browser leaves; it has nothing else to say."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass
    scope.cancel()


def _look(engine: Engine, run_id: str, after: int) -> dict[str, Any]:
    """Wait for news and return them; a run has ended once there are none."""
    events = engine.wait(run_id, after, timeout=SILENCE)
    if events or engine.in_flight(run_id):
        return _message(engine, run_id, events, False)
    # Its last may have come between the two looks.
    events = engine.events(run_id, after)
    return _message(engine, run_id, events, not events)


def _message(engine: Engine, run_id: str, events: Sequence[Event], ended: bool) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "path": path(run_id),
        "events": [event.model_dump(mode="json") for event in events],
        "ended": ended,
        **standing(engine, run_id),
    }


def standing(engine: Engine, run_id: str) -> dict[str, Any]:
    """Return whether a run trains or what it waits for, and its place in the queue."""
    position = engine.position(run_id)
    if position is None:
        # Ours may be with a worker before the log says so.
        waits = not engine.sees_through(run_id) and engine.history.status(run_id) is Status.WAITING
        state = "elsewhere" if waits else "training"
    elif position == 0 and engine.ready:
        state = "training"
    elif engine.record(run_id).attempt:
        state = "lost"
    else:
        state = "waiting" if engine.ready else "starting"
    return {"state": state, "position": position}


def _same_origin(socket: WebSocket) -> bool:
    """Return whether the page that asks is ours; what is no browser sends no origin."""
    origin = socket.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == socket.headers.get("host")


def path(run_id: str) -> str:
    """Return where the log of the run `run_id` is followed."""
    return PATH.format(run_id=run_id)


def next_path(viewer: str) -> str:
    """Return where the log of the next run of `viewer` is followed."""
    return NEXT.format(viewer=viewer)


ROUTES = [WebSocketRoute(NEXT, follow_next), WebSocketRoute(PATH, follow)]
