"""Servers under test: started on a free port of this computer, awaited, and ended."""

import os
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic

# Seconds. A test waits for a condition; no machine is so slow that this would end it.
PATIENCE = 300


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(
    command: list[str], port: int, path: str = "", host: str = "127.0.0.1", **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` until the block ends, once Streamlit answers at `host` on `port` under `path`."""
    with subprocess.Popen(command, env={**os.environ, **environment}) as server:
        try:
            await_health(server, port, path, host)
            yield server
        finally:
            server.terminate()
            server.wait(PATIENCE)


def await_health(server: subprocess.Popen[bytes], port: int, path: str = "", host: str = "127.0.0.1") -> None:
    """Wait until the server's Streamlit answers, or say that it ended."""
    await_answer(server, f"http://{host}:{port}{path}/_stcore/health")


def await_answer(server: subprocess.Popen[bytes], url: str) -> None:
    """Wait until the server answers at `url`, or say that it ended."""
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline:
        try:
            server.wait(0.25)
        except subprocess.TimeoutExpired:
            pass
        else:
            raise AssertionError(f"the server ended with status {server.returncode}")
        with suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(url, timeout=PATIENCE):
            return
    raise AssertionError("the server did not answer in time")
