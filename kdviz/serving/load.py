"""Load on servers of several networks by turns: closed loops of users, then requests that come at their own times."""

import asyncio
import re
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np

from kdviz.i18n import N_
from kdviz.results import RunFailedError
from kdviz.results.load import Closed, LoadResult, Open, Served, Waits
from kdviz.results.machine import machine

USERS = (1, 2, 4, 8, 16)
# Of the capacity.
SHARES = (0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 1.0, 1.2)
# How many times as long as a closed loop an open one goes on; and requests that no loop goes beyond.
LONGER, MOST = 2, 4000
# Seconds that an open loop waits for answers after its last request was due.
TAIL = 2.0
# Connections of an open loop: who comes while all are taken stands in line before the server, as in a pool.
CONNECTIONS = 16
# Seconds that a server may take to start, and to answer one request: the largest networks take hundredths.
STARTING, ANSWERING = 60.0, 20.0
# An event loop wakes up to a millisecond late: the last of a wait is spent awake.
AWAKE = 0.002
HOST = "127.0.0.1"
# Seconds between two looks, whether a server listens and whether all is answered.
LOOK = 0.05
LENGTH, TOOK = re.compile(rb"content-length: *(\d+)", re.I), re.compile(rb"server-timing: *model;dur=([\d.]+)", re.I)
UNSTARTED = N_("A server of the network did not start: measure again.")
SILENT = N_("The server under load did not answer within {seconds} s, or ended: measure again.")
REFUSED = N_("The server under load answered otherwise than with a class: {answer}")


@dataclass(frozen=True)
class Offered:
    """A network to be served, as an ONNX file, and the bodies that are sent to it by turns."""

    who: str
    network: str
    parameters: int
    file: bytes
    bodies: Sequence[bytes]


@dataclass
class Server:
    """A server that listens at `port`, and what has been measured of it."""

    offered: Offered
    port: int
    model: float = 0.0
    closed: list[Closed] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)

    def served(self) -> Served:
        """Return what has been measured."""
        known = self.offered
        return Served(
            who=known.who,
            network=known.network,
            parameters=known.parameters,
            model=self.model,
            closed=self.closed,
            open=self.open,
        )

    async def add_closed(self, users: int, seconds: float) -> None:
        """Measure some users who each ask again as soon as they have an answer."""
        taken, models = list[float](), list[float]()

        async def user(connection: "Connection", ends: float) -> None:
            start = 0.0
            while start < ends and len(taken) < MOST:
                start = perf_counter()
                models.append(await connection.ask())
                taken.append(perf_counter() - start)

        async with connections(self, users) as opened:
            begun = perf_counter()
            await asyncio.gather(*(user(each, begun + seconds) for each in opened))
            per_second = len(taken) / (perf_counter() - begun)
        self.closed.append(Closed(users=users, answered=len(taken), per_second=per_second, waits=_waits(taken)))
        if users == 1:
            self.model = float(np.median(models))

    async def add_open(self, share: float, seconds: float) -> None:
        """Measure requests that come at random times, a `share` of the capacity."""
        rate = share * self.served().capacity
        count = max(1, min(MOST, round(rate * seconds)))
        # Arrivals of a Poisson process, the same for every network.
        due = np.cumsum(np.random.default_rng(0).exponential(1 / rate, count))
        line: asyncio.Queue[float] = asyncio.Queue()
        scheduled, sent = list[float](), list[float]()

        async def answer(connection: "Connection") -> None:
            while True:
                at = await line.get()
                began = perf_counter()
                await connection.ask()
                now = perf_counter()
                scheduled.append(now - at)
                sent.append(now - began)

        async with connections(self, CONNECTIONS) as opened:
            answering = [asyncio.ensure_future(answer(each)) for each in opened]
            begun = perf_counter()
            for at in begun + due:
                await _sleep_until(at)
                line.put_nowait(at)
            while len(scheduled) < count and perf_counter() < begun + due[-1] + TAIL:
                failed, _going = await asyncio.wait(answering, timeout=LOOK, return_when=asyncio.FIRST_COMPLETED)
                for each in failed:
                    each.result()
            now = perf_counter()
            for each in answering:
                each.cancel()
            await asyncio.gather(*answering, return_exceptions=True)
        # Who was not answered has waited so long at least.
        missing = [now - (begun + at) for at in due[len(scheduled) :]]
        self.open.append(
            Open(
                share=share,
                rate=rate,
                answered=len(scheduled),
                scheduled=_waits([*scheduled, *missing]),
                sent=_waits(sent or missing),
            )
        )


@asynccontextmanager
async def connections(server: Server, count: int) -> AsyncIterator[list["Connection"]]:
    """Open connections to a server, and close them in the end."""
    found = await connected(server, count)
    try:
        yield found
    finally:
        for each in found:
            each.close()


async def connected(server: Server, count: int) -> list["Connection"]:
    """Return new connections to a server; raises `RunFailedError` where it takes none."""
    try:
        async with asyncio.timeout(ANSWERING):
            opened = [await asyncio.open_connection(HOST, server.port) for _each in range(count)]
    except (TimeoutError, OSError) as error:
        raise RunFailedError(SILENT, seconds=f"{ANSWERING:g}") from error
    return [Connection(reader, writer, server.offered.bodies) for reader, writer in opened]


class Connection:
    """A connection that stays open, and asks one body after the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, bodies: Sequence[bytes]) -> None:
        self._reader, self._writer = reader, writer
        self._requests = cycle(map(_request, bodies))

    async def ask(self) -> float:
        """Wait for one answer, and return the seconds that the network took of it.

        Raises
        ------
        RunFailedError
            If there is none in time, or another than a class.
        """
        try:
            async with asyncio.timeout(ANSWERING):
                return await self._answered()
        except (TimeoutError, OSError, EOFError) as error:
            raise RunFailedError(SILENT, seconds=f"{ANSWERING:g}") from error

    async def _answered(self) -> float:
        self._writer.write(next(self._requests))
        head = await self._reader.readuntil(b"\r\n\r\n")
        length, took = LENGTH.search(head), TOOK.search(head)
        if not head.startswith(b"HTTP/1.1 200 ") or length is None or took is None:
            raise RunFailedError(REFUSED, answer=head.partition(b"\r\n")[0].decode("latin-1"))
        await self._reader.readexactly(int(length[1]))
        return float(took[1]) / 1e3

    def close(self) -> None:
        """End the connection."""
        self._writer.close()


def _request(body: bytes) -> bytes:
    return b"POST /predict HTTP/1.1\r\nHost: kdviz\r\nContent-Length: %d\r\n\r\n" % len(body) + body


async def _sleep_until(at: float) -> None:
    while (left := at - perf_counter()) > 0:
        await asyncio.sleep(max(0.0, left - AWAKE))


def _waits(seconds: Sequence[float]) -> Waits:
    p50, p99 = np.percentile(seconds, [50, 99])
    return Waits(p50=float(p50), p99=float(p99))


@contextmanager
def serving(offered: Offered) -> Iterator[Server]:
    """Start a server of a network in a process of its own; it ends with the block.

    Raises
    ------
    RunFailedError
        If it does not start.
    """
    with ExitStack() as lasting:
        # A server that listens has read its file: whoever is killed from then on leaves none.
        with TemporaryDirectory(prefix="kdviz-load-", ignore_cleanup_errors=True) as folder, socket.socket() as free:
            free.bind((HOST, 0))
            port = free.getsockname()[1]
            free.close()
            file = Path(folder) / "network.onnx"
            file.write_bytes(offered.file)
            process = lasting.enter_context(
                _running([sys.executable, "-m", "kdviz.serving", str(file), HOST, f"{port}"])
            )
            until = perf_counter() + STARTING
            while not _listens(port):
                if process.poll() is not None or perf_counter() > until:
                    raise RunFailedError(UNSTARTED)
                time.sleep(LOOK)
        yield Server(offered, port)


@contextmanager
def _running(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends; it ends by itself where this process is killed, which closes its input."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(ANSWERING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdin is not None
        process.stdin.close()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def measured(
    seconds: float, offered: Sequence[Mapping[str, Any]], _clock: object = None
) -> Generator[float, None, dict[str, Any]]:
    """Start a server of each network and measure them by turns; return a `LoadResult` as JSON.

    Parameters
    ----------
    seconds : float
        Of all loops together; an open one waits up to `TAIL` seconds more for its last answers.
    offered : sequence of mapping
        The arguments of each `Offered`, as another stage has prepared them.

    Yields
    ------
    float
        The share of the work that is done. Whoever closes the generator ends the servers.

    Raises
    ------
    RunFailedError
        If a server does not start, or does not answer.
    """
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(Offered(**each))) for each in offered]
        each = seconds / (len(servers) * (len(USERS) + LONGER * len(SHARES)))
        steps = [partial(Server.add_closed, users=users, seconds=each) for users in USERS]
        steps += [partial(Server.add_open, share=share, seconds=LONGER * each) for share in SHARES]
        for done, step in enumerate(steps):
            for place, server in enumerate(servers, start=1):
                asyncio.run(step(server))
                yield (done + place / len(servers)) / len(steps)
    result = LoadResult(machine=machine(), served=[server.served() for server in servers])
    return result.model_dump(mode="json")
