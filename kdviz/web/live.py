"""The live log of a run, over a WebSocket that the browser opens while it goes on."""

from typing import Any
from urllib.parse import urlsplit

import anyio
import anyio.to_thread
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from kdviz.engine import Engine, shared_engine
from kdviz.i18n import SpokenError
from kdviz.results import Status
from kdviz.store.history import WHOLE_ID

PATH = "/live/{run_id}"
# How long the browser may hear nothing while the place in the queue changes.
SILENCE = 1.0
MOST_AT_ONCE = 500
FOREIGN, UNKNOWN = 4403, 4404

_waiting = anyio.CapacityLimiter(MOST_AT_ONCE)


async def follow(socket: WebSocket) -> None:
    """Send the run's snapshots numbered above the query's ``after``, then each as it comes, until the run ends.

    A message is ``{"events": [{"seq", "snapshot"}], "state", "position", "ended"}``. A browser that lost its connection
    continues by the number of the last one that it has. Pages of other origins are refused.
    """
    if not _same_origin(socket):
        await socket.close(FOREIGN)
        return
    run_id, engine = socket.path_params["run_id"], shared_engine()
    if not WHOLE_ID.fullmatch(run_id):
        # The beginning of an id could be guessed.
        await socket.close(UNKNOWN)
        return
    asked = socket.query_params.get("after", "0")
    after = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
    await socket.accept()
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(_until_closed, socket, group.cancel_scope)
            await _send(socket, engine, run_id, after)
            group.cancel_scope.cancel()
    except* SpokenError:
        await socket.close(UNKNOWN)
    except* WebSocketDisconnect:
        # It left while it was being told.
        pass


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
    """Wait for news and return them."""
    ended = not engine.history.status(run_id).in_flight
    events = engine.wait(run_id, after, timeout=SILENCE)
    return {
        "events": [event.model_dump(mode="json") for event in events],
        "ended": ended,
        **standing(engine, run_id),
    }


def standing(engine: Engine, run_id: str) -> dict[str, Any]:
    """Return whether a run trains or what it waits for, and its place in the queue."""
    position = engine.position(run_id)
    if position is None:
        # Ours may be with a worker before the log says so.
        waits = engine.history.status(run_id) is Status.WAITING and not engine.sees_through(run_id)
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


ROUTES = [WebSocketRoute(PATH, follow)]
