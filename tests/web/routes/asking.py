"""Our parts of the server, asked without one."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.types import ASGIApp

from tests.serving import PATIENCE


def finished(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine to its end, in a thread of its own: where Playwright is, a loop runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def answer(
    app: ASGIApp,
    scope: Mapping[str, Any],
    heard: Iterable[Mapping[str, Any]] = (),
    until: Callable[[], bool] = lambda: True,
) -> list[dict[str, Any]]:
    """Return the messages that `app` sends to one who says what is `heard`; its loop then runs `until` that holds."""
    said: list[dict[str, Any]] = []
    messages = iter(heard)

    async def receive():
        return next(messages)

    async def send(message):
        said.append(message)

    async def ask() -> None:
        await app(dict(scope), receive, send)
        async with asyncio.timeout(PATIENCE):
            while not until():
                await asyncio.sleep(0.01)

    finished(ask())
    return said


def headers_of(said: list[dict[str, Any]]) -> dict[str, str]:
    return {name.decode(): value.decode() for message in said for name, value in message.get("headers", [])}


def body_of(said: list[dict[str, Any]]) -> bytes:
    return b"".join(message.get("body", b"") for message in said)
