"""The workers: a cluster in a child process of its own, or an existing one at ``KDVIZ_SCHEDULER``."""

import asyncio
import json
import logging
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import dask
from distributed import Client, Security

from kdviz.catalog import CatalogError
from kdviz.catalog.device import Device, device_setting
from kdviz.engine.certificate import security, temporary
from kdviz.engine.surroundings import GROW, SHRINK, gpus, has_temporary_folder, is_address
from kdviz.engine.worker import GPU
from kdviz.i18n import N_, SpokenError

REACHING = 10
KNOCKING = 5
CLOSING = 10
GLANCE = 0.2
# Processes that end at once, as ours shall, leave their semaphores to this helper of Python's.
QUIET = "ignore::UserWarning:multiprocessing.resource_tracker"
# Nobody reads what Dask's client would ask for every two seconds.
SETTINGS = {"distributed.client.scheduler-info-interval": "60s"}

# What the client logs when a scheduler goes, `Cluster.connected` and cancelled futures say too.
logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
log = logging.getLogger(__name__)


class EngineError(SpokenError):
    """The workers could not be reached, or lost a run."""


class Cluster:
    """A connection to a scheduler, and the process behind it where that is ours.

    Parameters
    ----------
    workers : int or None
        Worker processes of a cluster of our own once it has grown; ``KDVIZ_WORKERS``, else one a core, where None.
    client : Client, optional
        An existing connection.
    """

    def __init__(self, workers: int | None = None, client: Client | None = None) -> None:
        self._workers = workers
        self._process: subprocess.Popen[str] | None = None
        self._grown = False
        self._most = 0
        self._client = client
        # The workers that were there at the last look, and how many of them own a GPU.
        self._there: set[str] = set()
        self._owners = 0

    @property
    def client(self) -> Client:
        """The connection; there is one once `connect` has returned."""
        assert self._client is not None
        return self._client

    @property
    def pid(self) -> int | None:
        """The process of a cluster of our own."""
        return self._process.pid if self._process else None

    @property
    def connected(self) -> bool:
        """Whether the workers can be reached."""
        # Another thread may close it meanwhile.
        client, process = self._client, self._process
        return client is not None and client.status == "running" and (process is None or process.poll() is None)

    def connect(self) -> None:
        """Connect to the existing scheduler or start a cluster, after closing the one before.

        Raises
        ------
        EngineError
            If that fails.
        """
        self.close()
        existing = os.environ.get("KDVIZ_SCHEDULER")
        if existing and not is_address(existing):
            raise EngineError(
                N_(
                    "KDVIZ_SCHEDULER is {address}, which cannot be read: allowed is a host and a port, such as tcp://10.0.0.1:8786."
                ),
                address=existing,
            )
        try:
            # One of our own says its address when it listens; a busy machine may still be slow to answer.
            timeout = KNOCKING if existing else REACHING
            address, secured = (existing, None) if existing else self._start()
            with dask.config.set(SETTINGS):
                self._client = Client(address, timeout=timeout, security=secured, set_as_default=False)
        except EngineError:
            raise
        except Exception as error:
            if existing:
                raise EngineError(
                    N_("KDVIZ_SCHEDULER is {address}: no scheduler answers there."), address=existing
                ) from error
            raise EngineError(N_("The training processes did not start; the terminal of kdviz says why.")) from error

    def _start(self) -> tuple[str, Security]:
        """Start a cluster process, and return where it listens and how to be let in."""
        wanted = os.environ.get("KDVIZ_WORKERS") or str(os.cpu_count())
        if not wanted.isdecimal() or int(wanted) < 1:
            raise EngineError(N_("KDVIZ_WORKERS is {value}: allowed is a whole number above zero."), value=wanted)
        try:
            owned = gpus()
        except CatalogError as error:
            raise EngineError(error.template, **error.blanks) from error
        if device_setting() == "cuda" and not owned:
            raise EngineError(N_("KDVIZ_DEVICE is cuda, and torch finds no GPU here: allowed is auto or cpu."))
        if not has_temporary_folder():
            raise EngineError(N_("There is no folder for temporary files: set TMPDIR to one that can be written."))
        process = subprocess.Popen(
            # The folder that we were started in may hold a random.py: Python would take it for its own.
            [
                *(sys.executable, "-P", "-m", "kdviz.engine"),
                *("--workers", str(self._workers or wanted), "--gpus", ",".join(owned)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=_folder(),
            **_apart(),
            env={
                **os.environ,
                "DASK_LOGGING__DISTRIBUTED": "critical",
                "OMP_NUM_THREADS": "1",
                "PYTHONWARNINGS": ",".join(filter(None, [os.environ.get("PYTHONWARNINGS"), QUIET])),
            },
        )
        certificate = temporary()
        assert process.stdin is not None
        assert process.stdout is not None
        print(json.dumps(certificate), file=process.stdin, flush=True)
        # From here on it can be told to grow or to end.
        self._process, self._grown, self._most = process, False, int(self._workers or wanted)
        address = process.stdout.readline().strip()
        if not address:
            raise OSError("the cluster process has ended")
        return address, security(certificate)

    def grow(self) -> None:
        """Start all workers of a cluster of our own, which begins with one."""
        self._tell(GROW, grown=True)

    def shrink(self) -> None:
        """Keep no more workers than such a cluster begins with: a second one holds a third of a gigabyte."""
        self._tell(SHRINK, grown=False)

    def _tell(self, word: str, *, grown: bool) -> None:
        if self._process is None or self._grown == grown:
            return
        self._grown = grown
        # One that has ended meanwhile is started anew by `connect`.
        with suppress(OSError, ValueError):
            print(word, file=self._process.stdin, flush=True)

    def slots(self) -> int:
        """Return how many workers take pieces, one each; none when the scheduler has gone meanwhile.

        Where workers own GPUs, only those take any.
        """
        if {*(self._ask("ncores") or ())} != self._there:
            # What they have is asked for when others come or go: it is a long answer for every second.
            about = (self._ask("identity") or {}).get("workers", {})
            self._there = {*about}
            self._owners = sum(GPU in worker["resources"] for worker in about.values())
        return self._owners or len(self._there)

    @property
    def most(self) -> int:
        """How many workers take pieces once a cluster of our own has grown."""
        return self._owners or max(self._most, len(self._there))

    @property
    def device(self) -> Device | None:
        """The kind of device that the workers train on; None while there are none."""
        return None if not self._there else "cuda" if self._owners else "cpu"

    def _ask(self, question: str) -> dict[str, Any] | None:
        """Return the scheduler's answer; None when it has gone meanwhile."""
        answer = getattr(self.client.scheduler, question)()
        asked = asyncio.run_coroutine_threadsafe(answer, cast(Any, self.client.loop).asyncio_loop)
        while True:
            try:
                return cast(dict[str, Any], asked.result(GLANCE))
            except TimeoutError:
                # One that has gone would be asked again and again until time is up.
                if not self.connected:
                    asked.cancel()
                    return None

    def close(self) -> None:
        """Leave the cluster; one of our own then ends by itself, and nobody waits for it."""
        client, self._client = self._client, None
        if client is not None:
            try:
                client.close(timeout=CLOSING)
            except Exception as error:
                # Where reconnecting to a killed scheduler failed, every `close` raises that error anew ("IOStream is
                # not idle" was seen). Such a client is left, with its thread and sockets; else none would follow it.
                log.warning("a connection was left open: %r", error)
                client.status = "closed"
        self.give_up()
        self._process = None

    def give_up(self) -> None:
        """End a cluster of our own, also one that starts; any thread may call it."""
        if self._process is not None and self._process.stdin is not None:
            # One that has been killed takes no more of what was to be said.
            with suppress(OSError):
                self._process.stdin.close()


def _folder() -> str | None:
    """Return where a process of ours can be started; the folder that we were started in may have been deleted."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return tempfile.gettempdir()
    return None


def _apart() -> dict[str, Any]:
    """Keep Ctrl-C in a terminal for us, who end a process of ours by closing its input.

    A session of its own would undo the workers' niceness: Linux weighs the processes of one session against each other.
    """
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"process_group": 0}
