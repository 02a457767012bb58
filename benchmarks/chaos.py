"""Chaos: processes are killed at random while runs and maps are in flight; what was finished must be whole afterwards.

Victims are the workers, the clusters, two servers and the commands of one home, whose folder is a link. Where there is
a libfaketime (``tools/ensure-faketime``), the clock of all of them is set back and forth. Bounded in kills and in time.
"""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from contextlib import ExitStack, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import IO, Any

import psutil
from sqlalchemy import URL, select, text

from benchmarks.timing import report
from benchmarks.visitor import visit
from kdviz.results import Status
from kdviz.store.database import Database, StoreError
from kdviz.store.history import History
from kdviz.store.names import UnknownJobError
from kdviz.store.tables import ArtifactRow, EventRow, JobRow, LeaseRow, OwnerRow
from kdviz.verdicts.report import record_report
from tests.serving import await_health, free_port, served

KILLS = 100
MINUTES = 15
PAUSES = (0.5, 5.0)
COMMANDS, SERVERS = 2, 2
# How often the clock is set beside a kill, and by how many hours at most.
SET, HOURS = 0.3, 30
SMALL = {"teacher": "16", "teacher-steps": "40", "seeds": "2"}
ENDING = 60


class Chaos:
    """One home, the processes that work on it, and whoever kills them."""

    def __init__(self, home: Path, draw: random.Random, stderr: IO[bytes]) -> None:
        self.home = home
        self.draw = draw
        self.stderr = stderr
        self.environment = {**os.environ, "KDVIZ_HOME": str(home), "KDVIZ_WORKERS": "2"}
        self.clock = _clock(home, self.environment)
        self.servers: list[subprocess.Popen[bytes]] = []
        self.commands: list[subprocess.Popen[bytes]] = []
        self.finished: list[dict[str, Any]] = []
        self.killed: Counter[str] = Counter()
        self.clocks = 0

    def go_on(self, kills: int, deadline: float) -> None:
        """Kill, and start anew what is missing, until there were so many kills or time is up."""
        while self.killed.total() < kills and monotonic() < deadline:
            self.start_missing()
            sleep(self.draw.uniform(*PAUSES))
            self.set_clock()
            self.kill()

    def set_clock(self) -> None:
        """Set the clock of all processes, now and then, where that can be done."""
        if self.clock is not None and self.draw.random() < SET:
            self.clock.write_text(f"{self.draw.uniform(-HOURS, HOURS):+.3f}h")
            self.clocks += 1

    def start_missing(self) -> None:
        """Start the servers and commands that are not there, and keep what the ended ones said."""
        self.servers = [server for server in self.servers if server.poll() is None]
        while len(self.servers) < SERVERS:
            port = free_port()
            self.servers.append(self._start("app", "--port", str(port), stdout=subprocess.DEVNULL))
            await_health(self.servers[-1], port)
            threading.Thread(target=_press_run, args=(port, self.draw.randrange(10**6)), daemon=True).start()
        for command in [command for command in self.commands if command.poll() is not None]:
            self.commands.remove(command)
            said = command.stdout.read() if command.stdout else b""
            if command.returncode == 0:
                self.finished.append(json.loads(said))
        while len(self.commands) < COMMANDS:
            knobs = {**SMALL, "seed": str(self.draw.randrange(10**6)), "steps": str(self.draw.choice([20, 400, 4000]))}
            flags = [f"--{name}={value}" for name, value in knobs.items()]
            grid = self.draw.random() < 0.4
            arguments = (
                ["sweep", *flags, "--axis", "student=4,6", "--axis", "temperature=1,4"] if grid else ["run", *flags]
            )
            self.commands.append(self._start(*arguments, "--json"))

    def _start(self, *arguments: str, stdout: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", "kdviz", *arguments]
        return subprocess.Popen(command, env=self.environment, stdout=stdout, stderr=self.stderr)

    def kill(self) -> None:
        """Kill one process of this home, each kind as often as the others."""
        victims: dict[str, list[psutil.Process]] = {}
        kinds = [*((server, "server") for server in self.servers), *((command, "command") for command in self.commands)]
        for starter, kind in kinds:
            with suppress(psutil.NoSuchProcess):
                if starter.poll() is not None:
                    continue
                process = psutil.Process(starter.pid)
                victims.setdefault(kind, []).append(process)
                for cluster in process.children():
                    victims.setdefault("cluster", []).append(cluster)
                    workers = [child for child in cluster.children() if "spawn_main" in " ".join(child.cmdline())]
                    victims.setdefault("worker", []).extend(workers)
        # All may have ended by themselves, or not have begun.
        there = sorted(kind for kind, processes in victims.items() if processes)
        if there:
            kind = self.draw.choice(there)
            with suppress(psutil.NoSuchProcess):
                self.draw.choice(victims[kind]).send_signal(signal.SIGKILL)
                self.killed[kind] += 1

    def end(self) -> None:
        """End the servers and wait for the commands."""
        for server in self.servers:
            server.terminate()
        for server in self.servers:
            server.wait(ENDING)
        for command in self.commands:
            said, _ = command.communicate(timeout=60 * MINUTES)
            if command.returncode == 0:
                self.finished.append(json.loads(said))

    def orphans(self) -> list[psutil.Process]:
        """Return the processes of this home that are still there, once they had time to end."""
        deadline = monotonic() + ENDING
        while (left := [*filter(self._is_ours, psutil.process_iter())]) and monotonic() < deadline:
            sleep(0.2)
        return left

    def _is_ours(self, process: psutil.Process) -> bool:
        with suppress(psutil.Error):
            return process.environ().get("KDVIZ_HOME") == str(self.home) and process.status() != psutil.STATUS_ZOMBIE
        return False


def _clock(home: Path, environment: dict[str, str]) -> Path | None:
    """Return a file from which processes with `environment` read how far off their clock is; None where none can."""
    library = os.environ.get("KDVIZ_FAKETIME")
    if not library:
        return None
    clock = home.parent / "clock"
    clock.write_text("+0")
    environment |= {"LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"}
    environment |= {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_RESET": "1"}
    return clock


def _press_run(port: int, seed: int) -> None:
    async def press() -> None:
        async with visit(f"http://localhost:{port}", f"teacher_steps=40&steps=4000&first_seed={seed}") as page:
            await page.press("run")
            await asyncio.Event().wait()

    # The server is killed sooner or later.
    with suppress(Exception):
        asyncio.run(press())


def measure(kills: int = KILLS, seed: int = 0) -> None:
    """Print what was killed, and what of the home is not as it should be."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home = folder / "home"
        (folder / "elsewhere").mkdir()
        home.symlink_to(folder / "elsewhere")
        stderr = stack.enter_context(tempfile.TemporaryFile())
        chaos = Chaos(home, random.Random(seed), stderr)
        try:
            chaos.go_on(kills, monotonic() + 60 * MINUTES)
        finally:
            chaos.end()
        orphans = chaos.orphans()
        counts = ", ".join(f"{count} {kind}s" for kind, count in sorted(chaos.killed.items()))
        report(f"killed: {counts}", chaos.killed.total(), "", f"{kills}", chaos.killed.total() >= kills)
        if chaos.clock is None:
            print("the clock was not set: there is no libfaketime here", flush=True)
        else:
            report("the clock was set", chaos.clocks, "", "-", True)
        _count("processes left", len(orphans))
        database = Database(URL.create("sqlite", database=str(home / "kdviz.sqlite")))
        history = History(database, home)
        _count(f"finished and lost, of {len(chaos.finished)}", sum(not _whole(history, one) for one in chaos.finished))
        _count("logs with gaps", _gaps(database))
        _count("damaged files", _damaged(database, history))
        _count("errors that the database finds", _errors(database))
        port = free_port()
        # Fails, with what the server said, where none starts any more.
        with served([sys.executable, "-P", "-m", "kdviz", "app", "--port", str(port)], port, **chaos.environment):
            print("chaos: the app starts afterwards", flush=True)
        for command in (["run"], ["sweep", "--axis", "temperature=1,4"]):
            again = subprocess.run(
                [sys.executable, "-P", "-m", "kdviz", *command, "--steps=20", "--seeds=2"],
                env=chaos.environment,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                check=False,
            )
            _count(f"status of “kdviz {command[0]}” afterwards", again.returncode)
        _count("owners and leases left", _stale(database))
        stderr.seek(0)
        _count("“terminate called”", stderr.read().count(b"terminate called"))


def _count(name: str, wrong: int) -> None:
    report(f"chaos: {name}", wrong, "", "0", wrong == 0)


def _whole(history: History, said: dict[str, Any]) -> bool:
    """Return whether what a command printed is what the history has."""
    with suppress(UnknownJobError):
        return _as_said(history, said)
    return False


def _as_said(history: History, said: dict[str, Any]) -> bool:
    if "run_id" not in said:
        return history.status(said["sweep_id"], None) is Status.FINISHED
    record = history.get(said["run_id"])
    return record.status is Status.FINISHED and record_report(record)["arms"] == said["arms"]


def _gaps(database: Database) -> int:
    with database.read() as session:
        logs: dict[str, list[int]] = {}
        for job_id, seq in session.execute(select(EventRow.job_id, EventRow.seq).order_by(EventRow.seq)):
            logs.setdefault(job_id, []).append(seq)
    return sum(numbers != list(range(1, len(numbers) + 1)) for numbers in logs.values())


def _damaged(database: Database, history: History) -> int:
    """Count the kept files, of whatever job, that are gone or are not what their hashes say."""
    wrong = 0
    with database.read() as session:
        kept = session.execute(select(ArtifactRow.job_id, ArtifactRow.name)).all()
    for job_id, name in kept:
        try:
            history.arrays(job_id, name, None)
        except StoreError as error:
            print(f"{job_id} {name}: {error}", file=sys.stderr)
            wrong += 1
    return wrong


def _errors(database: Database) -> int:
    with database.read() as session:
        return sum(row[0] != "ok" for row in session.execute(text("PRAGMA integrity_check")))


def _stale(database: Database) -> int:
    """Count owners, leases and jobs in flight: nobody is there any more."""
    with database.read() as session:
        in_flight = select(JobRow.id).where(JobRow.status.in_([each.value for each in Status if each.in_flight]))
        return sum(len(session.execute(rows).all()) for rows in (in_flight, select(LeaseRow), select(OwnerRow)))


if __name__ == "__main__":
    measure(*map(int, sys.argv[1:]))
