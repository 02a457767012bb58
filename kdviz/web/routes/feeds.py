"""The feeds: what the followers of a job hear. One reader of its log serves all of them."""

import asyncio
import json
import math
from bisect import bisect_right
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from operator import itemgetter
from typing import Any

import anyio
import anyio.to_thread

from kdviz.engine import Engine
from kdviz.results import Status
from kdviz.store.database import StoreError
from kdviz.store.names import UnknownJobError

PATH = "/live/{job_id}"
# Seconds that a browser may hear nothing while the place in the queue changes.
SILENCE = 1.0
MOST_AT_ONCE = 500
# How often a store may fail to answer, one time after the other.
ATTEMPTS = 5

_waiting = anyio.CapacityLimiter(MOST_AT_ONCE)
_feeds: "dict[str, Feed]" = {}


@asynccontextmanager
async def feed(engine: Engine, job_id: str) -> AsyncIterator["Feed"]:
    """Give the feed of a job, which its first follower begins and its last one ends."""
    shared = _feeds.get(job_id)
    if shared is None or shared.done:
        shared = _feeds[job_id] = Feed(engine, job_id)
    shared.followers += 1
    try:
        yield shared
    finally:
        shared.followers -= 1
        if not shared.followers:
            shared.close()
            if _feeds.get(job_id) is shared:
                del _feeds[job_id]


class Feed:
    """A job's log as its one reader has it, each event as text already.

    With a reader for each follower, a hundred of them took 85 % of a core, and heard the first message after 8 s.

    Attributes
    ----------
    followers : int
        How many hear it.
    done : bool
        Whether nothing more will come.
    """

    def __init__(self, engine: Engine, job_id: str) -> None:
        self._engine = engine
        self._job_id = job_id
        self._events: list[tuple[int, str]] = []
        self._latest: dict[str, Any] = {}
        self._looks = 0
        self._news = asyncio.Condition()
        self._failure: Exception | None = None
        self.followers = 0
        self.done = False
        self._reader = asyncio.create_task(self._read())

    def close(self) -> None:
        """Read no more."""
        self._reader.cancel()

    async def _read(self) -> None:
        silence, failed = 0.0, 0
        while not self.done:
            try:
                events, self._latest = await anyio.to_thread.run_sync(
                    _look, self._engine, self._job_id, self._last, silence, limiter=_waiting, abandon_on_cancel=True
                )
                self._events += events
                self.done = self._latest["ended"]
                failed = 0
            except StoreError as error:
                # The store may be busy for a moment; a hundred browsers that connect anew would not help it.
                failed += 1
                if isinstance(error, UnknownJobError) or failed == ATTEMPTS:
                    self._failure, self.done = error, True
                else:
                    await asyncio.sleep(SILENCE)
                    continue
            except Exception as error:
                self._failure, self.done = error, True
            silence = SILENCE
            async with self._news:
                self._looks += 1
                self._news.notify_all()

    @property
    def _last(self) -> int:
        return self._events[-1][0] if self._events else 0

    async def messages(self, after: int) -> AsyncIterator[str]:
        """Give the events numbered above `after`, then each as it comes, until the job has ended.

        Raises
        ------
        SpokenError
            If there is no such job, or it cannot be read.
        """
        seen = 0
        while True:
            seen = await self._until_looked(seen)
            if self._failure is not None:
                raise self._failure.with_traceback(None)
            latest, events = self._latest, self._events[bisect_right(self._events, after, key=itemgetter(0)) :]
            if events:
                after = events[-1][0]
                yield _text({**latest, "ended": False}, events)
            if "status" in latest:
                yield _text(latest, [])
            if latest["ended"]:
                return

    async def _until_looked(self, seen: int) -> int:
        async with self._news:
            await self._news.wait_for(lambda: self._looks > seen)
        return self._looks


def _text(head: dict[str, Any], events: list[tuple[int, str]]) -> str:
    return f'{json.dumps(head)[:-1]}, "events": [{", ".join(text for _seq, text in events)}]}}'


def _look(engine: Engine, job_id: str, after: int, timeout: float) -> tuple[list[tuple[int, str]], dict[str, Any]]:
    """Wait for events, and return them with where the job stands; it has ended once there are none."""
    events = engine.wait(job_id, after, timeout)
    ended = not events and not engine.in_flight(job_id)
    if ended:
        # Its last may have come between the two looks.
        events = engine.events(job_id, after)
    said = {"job_id": job_id, "run_id": job_id, "path": path(job_id), "ended": ended and not events}
    head = {**said, **standing(engine, job_id)}
    if not events:
        progress = engine.progress(job_id)
        head |= {name: getattr(progress, name) for name in ("status", "done", "parts", "share")}
    return [(event.seq, event.model_dump_json()) for event in events], head


def standing(engine: Engine, job_id: str) -> dict[str, Any]:
    """Return what a job does or waits for, its place in the queue, and in how many seconds workers will be there."""
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
    left = engine.starts_in if state == "starting" else None
    return {"state": state if left is None else "soon", "position": position, "left": left and math.ceil(left)}


def path(job_id: str) -> str:
    """Return where the log of the job `job_id` is followed."""
    return PATH.format(job_id=job_id)
