"""The app as a server for the other benchmarks, in a home of its own."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from kdviz.engine.log import Log
from kdviz.store.database import Database
from kdviz.store.history import History
from tests.serving import free_port, served


@dataclass(frozen=True)
class App:
    """A served app.

    Attributes
    ----------
    url : str
    runs : Log
        Its log.
    pid : int
        Of the web process.
    """

    url: str
    runs: Log
    pid: int


@contextmanager
def app() -> Iterator[App]:
    """Serve the app until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "kdviz", "app", "--port", str(port)]
    with tempfile.TemporaryDirectory() as home, served(command, port, KDVIZ_HOME=home) as server:
        database = Database(URL.create("sqlite", database=f"{home}/kdviz.sqlite"))
        yield App(f"http://localhost:{port}", Log(History(database, Path(home))), server.pid)
