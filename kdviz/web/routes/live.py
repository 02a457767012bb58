"""The live log of a job, over a WebSocket that the browser opens before or while it goes on."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import anyio
import anyio.to_thread
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from kdviz.engine import Engine, shared_engine
from kdviz.i18n import SpokenError
from kdviz.results import Status
from kdviz.store.history import WHOLE_ID

PATH = "/live/{job_id}"
# The viewer's next job: its first point need not wait until the page is drawn anew.
NEXT = "/live/next/{viewer}"
# Seconds that the browser may hear nothing while the place in the queue changes.
SILENCE = 1.0
MOST_AT_ONCE = 500
UNKNOWN = 4404

_waiting = anyio.CapacityLimiter(MOST_AT_ONCE)
_expecting: defaultdict[str, set[asyncio.Future[str]]] = defaultdict(set)
_lock = threading.Lock()


async def follow(socket: WebSocket) -> None:
    """Send the job's events numbered above the query's ``after``, then each as it comes, until the job ends.

    A message is ``{"job_id", "path", "events", "state", "position", "ended"}``; one without events has ``"status"``,
    ``"done"``, ``"parts"`` and ``"share"`` of the job's progress, too. An event of a run is ``{"seq", "snapshot"}``. A
    browser that lost its connection continues by the number of the last one that it has.
    """
    asked = socket.query_params.get("after", "0")
    after = int(asked) if asked.isdecimal() and len(asked) < 10 else 0

    async def send(job_id: str) -> None:
        await _send(socket, shared_engine(), job_id, after)

    await _serve(socket, socket.path_params["job_id"], send)


async def follow_next(socket: WebSocket) -> None:
    """Wait for the viewer's next job, say at once which it is, and send its log as `follow` does."""

    async def send(viewer: str) -> None:
        engine, job_id = shared_engine(), await _begun(viewer)
        await socket.send_json(await anyio.to_thread.run_sync(_message, engine, job_id, [], False, limiter=_waiting))
        await _send(socket, engine, job_id, 0)

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
    except* SpokenError:
        await socket.close(UNKNOWN)
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


async def _send(socket: WebSocket, engine: Engine, job_id: str, after: int) -> None:
    while True:
        message = await anyio.to_thread.run_sync(_look, engine, job_id, after, limiter=_waiting, abandon_on_cancel=True)
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


def _look(engine: Engine, job_id: str, after: int) -> dict[str, Any]:
    """Wait for news and return them; a job has ended once there are none."""
    events = engine.wait(job_id, after, timeout=SILENCE)
    if events or engine.in_flight(job_id):
        return _message(engine, job_id, events, False)
    # Its last may have come between the two looks.
    events = engine.events(job_id, after)
    return _message(engine, job_id, events, not events)


def _message(engine: Engine, job_id: str, events: Sequence[Any], ended: bool) -> dict[str, Any]:
    message = {"job_id": job_id, "run_id": job_id, "path": path(job_id), "ended": ended, **standing(engine, job_id)}
    if not events:
        progress = engine.progress(job_id)
        message |= {name: getattr(progress, name) for name in ("status", "done", "parts", "share")}
    return {**message, "events": [event.model_dump(mode="json") for event in events]}


def standing(engine: Engine, job_id: str) -> dict[str, Any]:
    """Return what a job does or waits for, and its place in the queue."""
    position = engine.position(job_id)
    if position is None:
        # Ours may be with a worker before the log says so.
        waits = not engine.sees_through(job_id) and engine.history.status(job_id, None) is Status.WAITING
        state = "elsewhere" if waits else "training"
    elif position == 0 and engine.ready:
        state = "training"
    elif engine.lost(job_id):
        state = "lost"
    else:
        state = "waiting" if engine.ready else "starting"
    return {"state": state, "position": position}


def path(job_id: str) -> str:
    """Return where the log of the job `job_id` is followed."""
    return PATH.format(job_id=job_id)


def next_path(viewer: str) -> str:
    """Return where the log of the next job of `viewer` is followed."""
    return NEXT.format(viewer=viewer)


ROUTES = [WebSocketRoute(NEXT, follow_next), WebSocketRoute(PATH, follow)]
