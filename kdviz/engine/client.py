"""The client of the cluster: submit experiments, follow their events, take their results."""

import atexit
import os
import subprocess
import sys
import threading
import uuid
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from distributed import Client, Future

from kdviz.engine import tasks
from kdviz.experiment import Experiment
from kdviz.i18n import N_
from kdviz.results import RunFailedError, RunResult, Snapshot
from kdviz.store import runs
from kdviz.store.home import home

STARTING = 60
CLOSING = 10


class Status(Enum):
    """Where a run stands."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


class EngineError(RuntimeError):
    """The workers could not be reached, or lost a run; the message is marked for translation."""


@dataclass
class _Run:
    snapshots: list[Snapshot] = field(default_factory=list)
    result: RunResult | None = None
    error: Exception | None = None
    changed: threading.Condition = field(default_factory=threading.Condition)
    future: "Future[Any] | None" = None


class Engine:
    """A cluster in a child process of its own, and the runs submitted to it.

    Parameters
    ----------
    workers : int or None
        Worker processes; one a core where None.

    Raises
    ------
    EngineError
        If the cluster does not start.
    """

    def __init__(self, workers: int | None = None) -> None:
        command = [sys.executable, "-m", "kdviz.engine"]
        self._process = subprocess.Popen(
            command if workers is None else [*command, "--workers", str(workers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "DASK_LOGGING__DISTRIBUTED": "critical", "OMP_NUM_THREADS": "1"},
        )
        assert self._process.stdout is not None
        address = self._process.stdout.readline().strip()
        if not address:
            self._process.wait(CLOSING)
            raise EngineError(N_("The training process did not start; its own message is above."))
        self._client = Client(address, timeout=STARTING, set_as_default=False)
        self._runs: dict[str, _Run] = {}

    def submit(self, experiment: Experiment) -> str:
        """Queue `experiment` and return the id of its run."""
        run_id, run = uuid.uuid4().hex, _Run()
        self._runs[run_id] = run

        def on_event(event: tuple[float, Any]) -> None:
            snapshot = Snapshot.model_validate(event[1])
            with run.changed:
                # A worker that died is replaced and begins again: what it repeats has been seen.
                if all((seen.stage, seen.step) != (snapshot.stage, snapshot.step) for seen in run.snapshots):
                    run.snapshots.append(snapshot)
                    run.changed.notify_all()

        self._client.subscribe_topic(tasks.topic(run_id), on_event)
        run.future = self._client.submit(tasks.train, experiment.model_dump(), run_id, key=f"run-{run_id}", pure=False)
        run.future.add_done_callback(lambda future: self._finish(run_id, future))
        return run_id

    def _finish(self, run_id: str, future: "Future[Any]") -> None:
        run = self._runs[run_id]
        self._client.unsubscribe_topic(tasks.topic(run_id))
        result: RunResult | None = None
        error: Exception | None = None
        try:
            result, students, arrays = future.result()
            runs.save(home(), result, students, arrays)
        except (RunFailedError, OSError) as problem:
            error = problem
        except Exception as problem:
            # Whatever else went wrong in a worker: the reader gets a sentence, the log and the caller the cause.
            lost = EngineError(N_("The training process lost this run; start it again."))
            lost.__cause__ = problem
            error = lost
        with run.changed:
            run.result, run.error, run.future = result, error, None
            run.changed.notify_all()

    def status(self, run_id: str) -> Status:
        """Return where the run `run_id` stands."""
        run = self._runs[run_id]
        if run.result is not None:
            return Status.FINISHED
        if run.error is not None:
            return Status.FAILED
        return Status.RUNNING if run.snapshots else Status.WAITING

    def events(self, run_id: str, after: int = 0) -> list[Snapshot]:
        """Return the run's snapshots from number `after` on, counted from zero, without waiting."""
        return self._runs[run_id].snapshots[after:]

    def wait(self, run_id: str, after: int, timeout: float | None = None) -> list[Snapshot]:
        """Wait until there are snapshots from number `after` on, or the run has ended; return those there are."""
        run = self._runs[run_id]
        with run.changed:
            run.changed.wait_for(lambda: len(run.snapshots) > after or run.result or run.error, timeout)
            return run.snapshots[after:]

    def result(self, run_id: str) -> RunResult:
        """Wait for the run's end and return its result.

        Raises
        ------
        RunFailedError
            If the teacher's training diverged.
        EngineError
            If the workers lost the run.
        OSError
            If the result could not be written to the store.
        """
        run = self._runs[run_id]
        with run.changed:
            run.changed.wait_for(lambda: run.result or run.error)
        if run.error is not None:
            raise run.error
        assert run.result is not None
        return run.result

    def close(self) -> None:
        """End the cluster process."""
        self._client.close(timeout=CLOSING)
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(CLOSING)
        except subprocess.TimeoutExpired:
            self._process.kill()


_starting = threading.Lock()
_shared: list[Engine] = []


def shared_engine(workers: int | None = None) -> Engine:
    """Return this process's engine, started when it is first needed and ended with the process."""
    with _starting:
        if not _shared:
            _shared.append(Engine(workers))
            atexit.register(_shared[0].close)
        return _shared[0]
