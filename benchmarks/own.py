"""Own data of the largest size: memory while it is sent and read, and seconds to the verdict."""

import http.client
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil

from benchmarks.timing import report
from tests.serving import free_port, served

ROWS, COLUMNS = 100_000, 100
# Megabytes that the web process and a worker may take at most.
WEB, WORKER = 500.0, 1_000.0


def measure() -> None:
    """Print the peaks of memory while a table of 100 MB is sent and read, and how long it takes to a verdict on it."""
    with tempfile.TemporaryDirectory() as home:
        table = Path(home) / "table.csv"
        _write(table)
        port = free_port()
        command = [sys.executable, "-m", "kdviz", "app", "--port", str(port)]
        with served(command, port, KDVIZ_HOME=home) as server:
            status = _send(table, port)
            report(
                f"the web process while {table.stat().st_size / 1e6:.0f} MB are sent",
                peak(server.pid),
                "MB",
                "500 or less",
                status == 200 and peak(server.pid) <= WEB,
            )
        os.environ["KDVIZ_HOME"] = home
        import kdviz  # noqa: PLC0415 - it reads where its home is
        from kdviz.engine import shared_engine  # noqa: PLC0415 - so does this
        from kdviz.results.data import Wishes  # noqa: PLC0415 - it comes with kdviz

        engine = shared_engine(workers=1)
        engine.begin("kdviz.intake.page:look", table, table.name, Wishes()).result()
        most = max(peak(child.pid) for child in psutil.Process().children(recursive=True))
        report("a worker that has read them", most, "MB", "1000 or less", most <= WORKER)
        began = time.perf_counter()
        kdviz.data.add(table, "large")
        read = time.perf_counter() - began
        kdviz.run(kdviz.Experiment(dataset="large", labels=1000))
        report(f"{ROWS:,} rows × {COLUMNS} columns: read", read, "s", "-", True)
        report("… and to the verdict", time.perf_counter() - began, "s", "-", True)


def peak(pid: int) -> float:
    """Return the most memory that a process has taken, in megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1e3


def _write(path: Path) -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 5, ROWS)
    numbers = rng.normal(size=(ROWS, COLUMNS)) + labels[:, None] * rng.normal(0, 0.1, COLUMNS)
    names = ",".join([*(f"x{place}" for place in range(COLUMNS)), "label"])
    np.savetxt(path, np.column_stack([numbers, labels]), "%.8f", ",", header=names, comments="")


def _send(path: Path, port: int) -> int:
    connection = http.client.HTTPConnection("localhost", port)
    with path.open("rb") as file:
        connection.request("POST", "/upload", file, {"Origin": f"http://localhost:{port}"})
    return connection.getresponse().status
