"""Our parts of the server, asked without one."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.types import ASGIApp


def finished(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine to its end, in a thread of its own: where Playwright is, a loop runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def answer(app: ASGIApp, scope: Mapping[str, Any], heard: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """Return the messages that `app` sends to one who says what is `heard`."""
    said: list[dict[str, Any]] = []
    messages = iter(heard)

    async def receive():
        return next(messages)

    async def send(message):
        said.append(message)

    async def ask() -> None:
        await app(dict(scope), receive, send)

    finished(ask())
    return said


def headers_of(said: list[dict[str, Any]]) -> dict[str, str]:
    return {name.decode(): value.decode() for message in said for name, value in message.get("headers", [])}


def body_of(said: list[dict[str, Any]]) -> bytes:
    return b"".join(message.get("body", b"") for message in said)
