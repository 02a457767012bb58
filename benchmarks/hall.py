"""A hall: browsers arrive within a minute, then each makes a gesture every ten seconds while two runs train.

Gestures come when they come, however long the page takes (an open loop). Browsers are raw WebSocket clients. Then a
hundred pages follow one run, without gestures; and nobody is there.
"""

import asyncio
import random
import statistics
from collections.abc import Sequence
from contextlib import AsyncExitStack
from time import perf_counter

import psutil
from websockets.asyncio.client import connect

from benchmarks.classroom import ALPHAS, LONG, follow
from benchmarks.serving import App, app
from benchmarks.timing import report
from benchmarks.visitor import SETTINGS, Visitor, visit

BROWSERS = (10, 30, 60, 100)
ARRIVING = 60.0
PLAYING = 60.0
EVERY = 10.0
FOLLOWERS = 100
WATCHING = 20.0
# Streamlit keeps three descriptors for each of up to 128 sessions, for two minutes.
FORGOTTEN = 125.0
SLIDER, PAGE, MESSAGE = 300.0, 2000.0, 500.0
# Shares of a core, in percent.
FOLLOWED, IDLE = 50.0, 3.0
MEGABYTES = 900.0


def measure() -> None:
    """Print how long a hall waits, what following costs, and what an app costs that nobody looks at."""
    with app() as served:
        asyncio.run(_followers(served))
        descriptors = psutil.Process(served.pid).num_fds()
        for browsers in BROWSERS:
            asyncio.run(_hall(served, browsers))
        asyncio.run(_left(served, descriptors))
        _nobody(served)


async def _hall(served: App, browsers: int) -> None:
    async with AsyncExitStack() as room:
        for trainer in [await _begin(room, served, LONG) for _trainer in range(2)]:
            room.push_async_callback(trainer.press, "stop")
        pages: list[float] = []
        waits: list[float] = []
        async with asyncio.TaskGroup() as hall:
            for place in range(browsers):
                hall.create_task(_browser(room, served, ARRIVING * place / browsers, pages, waits))
    _report(f"{browsers} browsers: the first page", pages, PAGE)
    _report(f"{browsers} browsers: a slider", waits, SLIDER)


async def _left(served: App, before: int) -> None:
    """Count open files once Streamlit has forgotten the sessions whose browsers have left, as it does on a visit."""
    await asyncio.sleep(FORGOTTEN)
    async with visit(served.url, ""):
        pass
    left = psutil.Process(served.pid).num_fds() - before
    report("descriptors left behind, but for one session's three", left - 3, "", "0 or less", left <= 3)


async def _begin(room: AsyncExitStack, served: App, query: str) -> Visitor:
    """Begin a run, as a visitor, that nobody has begun before."""
    visitor = await room.enter_async_context(visit(served.url, f"{query}&first_seed={random.randrange(10**6)}"))
    await visitor.press("run")
    return visitor


async def _browser(room: AsyncExitStack, served: App, arrives: float, pages: list[float], waits: list[float]) -> None:
    await asyncio.sleep(arrives)
    start = perf_counter()
    visitor = await room.enter_async_context(visit(served.url, ""))
    pages.append(perf_counter() - start)
    await visitor.unfold(SETTINGS)
    await asyncio.sleep(ARRIVING - arrives + random.uniform(0, EVERY))
    begun = perf_counter()
    for gesture in range(int(PLAYING / EVERY)):
        due = begun + gesture * EVERY
        await asyncio.sleep(max(0.0, due - perf_counter()))
        await visitor.move("knob_alpha", random.choice([a for a in ALPHAS if f"alpha={a:g}" not in visitor.query]))
        # From when it was due: whoever still waits for the gesture before waits for this one, too.
        waits.append(perf_counter() - due)


async def _followers(served: App) -> None:
    async with AsyncExitStack() as room:
        trainer = await _begin(room, served, LONG)
        room.push_async_callback(trainer.press, "stop")
        until_first = await asyncio.gather(
            *(_first(room, served.url, trainer.run_id) for _follower in range(FOLLOWERS))
        )
        _report(f"{FOLLOWERS} pages follow one run: the first message", until_first, MESSAGE)
        share = await asyncio.to_thread(_share, [psutil.Process(served.pid)])
    report(f"{FOLLOWERS} pages follow one run: web process", share, "%", "50 or less", share <= FOLLOWED)


async def _first(room: AsyncExitStack, url: str, run_id: str) -> float:
    """Follow a run, and return the seconds until its first message."""
    start = perf_counter()
    socket = await room.enter_async_context(connect(f"{url.replace('http', 'ws')}/live/{run_id}?after=0"))
    await socket.recv()
    took = perf_counter() - start
    following = asyncio.create_task(follow(socket))
    room.callback(following.cancel)
    return took


def _nobody(served: App) -> None:
    server = psutil.Process(served.pid)
    everything = [server, *server.children(recursive=True)]
    share = _share(everything)
    report("nobody is there: all processes", share, "%", "3 or less", share <= IDLE)
    # What several have in common is counted once.
    megabytes = sum(process.memory_full_info().pss for process in everything) / 2**20
    report("nobody is there: memory of all", megabytes, "MB", "900 or less", megabytes <= MEGABYTES)


def _share(processes: Sequence[psutil.Process]) -> float:
    """Return how much of a core processes take for a while, in percent."""
    for process in processes:
        process.cpu_percent()
    psutil.Process().cpu_percent(WATCHING)
    return sum(process.cpu_percent() for process in processes)


def _report(name: str, seconds: Sequence[float], most: float) -> None:
    cuts = [1000 * cut for cut in statistics.quantiles(seconds, n=20)]
    report(f"{name}, median", cuts[9], "ms", "-", True)
    report(f"{name}, p95", cuts[18], "ms", f"{most:.0f} or less", cuts[18] <= most)
