"""A classroom: thirty sessions, each of which moves a slider about once a second while two runs train."""

import asyncio
import json
import random
import statistics
from contextlib import AsyncExitStack
from time import perf_counter

from websockets.asyncio.client import ClientConnection, connect

from benchmarks.serving import App, app
from benchmarks.timing import report
from benchmarks.visitor import SETTINGS, Visitor, visit

SESSIONS = 30
SECONDS = 20.0
PAUSE = 1.0
MOST = 300.0
# Long enough to outlast the class.
LONG = "steps=20000&seeds=32&unlabeled=800"
ALPHAS = [round(0.05 * step, 2) for step in range(1, 17)]


def measure() -> None:
    """Print how long a class waits for a page after moving a slider."""
    asyncio.run(_measure())


async def _measure() -> None:
    with app() as served:
        async with visit(served.url, "first_seed=1") as first:
            await first.press("run")
            finished = first.run_id
        await asyncio.to_thread(served.runs.result, finished)
        await _class(served, "one alone, the first page", "", sessions=1, training=0)
        await _class(served, f"{SESSIONS}, the first page", "", training=0)
        await _class(served, f"{SESSIONS}, the first page, two runs", "", training=2)
        await _class(served, "one alone, a result on show", f"run={finished}", sessions=1, training=0)
        await _class(served, f"{SESSIONS}, a result on show, two runs", f"run={finished}", training=2)


async def _class(served: App, name: str, query: str, *, sessions: int = SESSIONS, training: int) -> None:
    async with AsyncExitStack() as room:
        trainers = [
            await room.enter_async_context(visit(served.url, f"{LONG}&first_seed={random.randrange(10**6)}"))
            for _trainer in range(training)
        ]
        for trainer in trainers:
            await trainer.press("run")
        followers = [asyncio.create_task(_watch(served.url, trainer.run_id)) for trainer in trainers]
        visitors = [await room.enter_async_context(visit(served.url, query)) for _visitor in range(sessions)]
        for visitor in visitors:
            await visitor.unfold(SETTINGS)
        end = perf_counter() + SECONDS
        waits = [wait for waits in await asyncio.gather(*(_play(one, end) for one in visitors)) for wait in waits]
        for follower in followers:
            assert not follower.done(), "a run ended before the class"
            follower.cancel()
        for trainer in trainers:
            await trainer.press("stop")
    cuts = statistics.quantiles(waits, n=20)
    rate = len(waits) / SECONDS
    report(f"{name}: a slider, median ({rate:.0f} moves/s)", 1000 * cuts[9], "ms", "-", True)
    report(f"{name}: a slider, p95", 1000 * cuts[18], "ms", "300 or less", 1000 * cuts[18] <= MOST)


async def _play(visitor: Visitor, end: float) -> list[float]:
    """Move the slider until `end`, and return the waits in seconds."""
    waits = []
    while perf_counter() < end:
        await asyncio.sleep(PAUSE * random.uniform(0.5, 1.5))
        alpha = random.choice([alpha for alpha in ALPHAS if f"alpha={alpha:g}" not in visitor.query])
        waits.append(await visitor.move("knob_alpha", alpha))
        assert f"alpha={alpha:g}" in visitor.query
    return waits


async def _watch(url: str, run_id: str) -> None:
    """Watch a run's live log as its page does."""
    async with connect(f"{url.replace('http', 'ws')}/live/{run_id}?after=0") as socket:
        await follow(socket)


async def follow(socket: ClientConnection) -> None:
    """Hear a run's live log until the run ends."""
    async for message in socket:
        if json.loads(message)["ended"]:
            return
