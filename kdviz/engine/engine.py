"""The engine: submit experiments and see them through the queue to the workers."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic, time
from typing import Any

from kdviz.catalog.limits import LIMITS
from kdviz.engine.cluster import Cluster, EngineError
from kdviz.engine.jobs.run import told
from kdviz.engine.jobs.sweep import FULL
from kdviz.engine.queue import FairQueue
from kdviz.engine.sweeping import Sweeping
from kdviz.experiment import Experiment
from kdviz.store import teachers
from kdviz.store.database import StoreError
from kdviz.store.history import History

LEASE = 90.0
HOUSEKEEPING = 1.0
HEARTBEAT = 5.0
SLEPT = 20.0
RETRY = 10.0
# How long a first cluster may take to start before whoever asks its workers is told that none answers.
STARTING = 60.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Submission:
    """What became of a submitted experiment.

    Attributes
    ----------
    run_id : str
    begun : bool
        Whether the run is a new one; else it is an equal one that is in flight, or
    repeated : bool
        has finished before.
    """

    run_id: str
    begun: bool
    repeated: bool


class Engine(Sweeping):
    """The process's runs, and the workers that train them.

    Construction returns at once; the workers start in the background.

    Parameters
    ----------
    workers : int or None
        Worker processes of a cluster of our own; ``KDVIZ_WORKERS``, else one a core, where None.
    lease : float
        Seconds after which a viewer who was not heard of has left.

    Raises
    ------
    StoreError
        If the store cannot be opened.
    """

    def __init__(self, workers: int | None = None, lease: float = LEASE) -> None:
        super().__init__(History(), Cluster(workers))
        self._lease = lease
        self._beat_at = 0.0
        self._slots = 0
        self._asking = ThreadPoolExecutor(4, "kdviz-asking")
        self._closing = threading.Event()
        self._keeper = threading.Thread(target=self._keep_house, name="kdviz-housekeeping", daemon=True)
        self._keeper.start()

    def submit(self, experiment: Experiment, viewer: str, *, afresh: bool = False) -> Submission:
        """Let `viewer` watch a run of `experiment`: an equal one that there is, else a new one at the queue's end.

        A viewer has one run that trains and one that waits: a new one takes the place of the one that waits.

        Parameters
        ----------
        experiment : Experiment
        viewer : str
            Who will renew the run's lease; see `renew`.
        afresh : bool
            Whether a finished equal run will not do.

        Raises
        ------
        EngineError
            If the queue is full.
        StoreError
            If the run cannot be entered.
        """
        with self._lock:
            viewers = self._ledger.viewers(self._queue.waiting)
            mine = [run_id for run_id in self._queue.waiting if viewer in viewers[run_id]]
            room = len(self._queue.waiting) - len(mine) < LIMITS.waiting_runs
            entry = self._ledger.enter(experiment, viewer, afresh=afresh, room=room)
            if entry.run_id is None:
                raise EngineError(FULL, waiting=len(self._queue.waiting))
            if entry.begun:
                self._experiments[entry.run_id] = experiment
                self._queue.add(entry.run_id)
                self._hurry()
                for replaced in mine:
                    self.stop(replaced, viewer)
        return Submission(entry.run_id, entry.begun, entry.repeated)

    def watch(self, run_id: str, viewer: str) -> None:
        """Let `viewer` watch a run that somebody else began.

        Raises
        ------
        UnknownRunError
            If there is none.
        """
        self._ledger.watch(self.record(run_id).run_id, viewer)

    def renew(self, viewer: str) -> None:
        """Say that `viewer` is still there."""
        self._ledger.renew(viewer)

    def stop(self, run_id: str, viewer: str) -> None:
        """Let `viewer` leave; with the last viewer the run ends."""
        self._ledger.leave(run_id, viewer)
        if run_id in self._experiments and not self._viewers()(run_id):
            self._end_unwatched(run_id)

    def position(self, run_id: str) -> int | None:
        """Return the run's place in the queue, counted from one; zero if it is about to begin, None if not here."""
        with self._lock:
            held = [run for run in self._queue.training if run not in self._begun]
            queue = FairQueue([*self._queue.waiting], {*self._queue.training})
        if run_id not in queue.waiting:
            return 0 if run_id in held else None
        return queue.order(self._viewers()).index(run_id) + 1

    def sees_through(self, run_id: str) -> bool:
        """Return whether this process has submitted the run and awaits its end."""
        return run_id in self._experiments

    def call(self, path: str, *arguments: Any) -> Any:
        """Have a worker call the function at the dotted path ``module:name`` now, even if it trains meanwhile.

        For statistics that take an instant, which the web process must not compute itself. Workers that are being
        started are waited for.

        Raises
        ------
        EngineError
            If no worker can be reached.
        """
        self._await_workers()
        return self._workers.call(path, *arguments)

    def begin(self, path: str, *arguments: Any) -> "Future[Any]":
        """Have a worker call the function at ``module:name`` when it has nothing else to do, and go on meanwhile.

        For what must be measured undisturbed, such as `kdviz.training.footprint`.

        Returns
        -------
        Future
            Of what the function returns; raises `EngineError` if no worker can be reached.
        """
        return self._asking.submit(self._compute, path, *arguments)

    def _compute(self, path: str, *arguments: Any) -> Any:
        self._await_workers()
        return self._workers.compute(path, *arguments)

    def _await_workers(self) -> None:
        """Wait while workers are being started for the first time, or again."""
        with self._news:
            self._news.wait_for(lambda: self.ready or self._connect_at > monotonic(), STARTING)

    @property
    def ready(self) -> bool:
        """Whether there are workers."""
        return self._slots > 0

    @property
    def cluster_pid(self) -> int | None:
        """The process of the cluster, where it is ours and runs."""
        return self._workers.cluster.pid

    def close(self) -> None:
        """End the workers; what is in flight is marked as interrupted."""
        self._closing.set()
        self._wake.set()
        self._keeper.join()
        with self._lock:
            left, sweeps = list(self._experiments), list(self._going)
            self._experiments.clear()
            self._going.clear()
        self._asking.shutdown(wait=False, cancel_futures=True)
        self._writer.shutdown(wait=True)
        self._workers.cluster.close()
        self._sweep_ledger.close(sweeps)
        self._ledger.close(left)

    def _viewers(self) -> Callable[[str], set[str]]:
        """Return who watches which of this process's runs."""
        with self._lock:
            run_ids, sweeps = [*self._experiments], {*self._going}
        watched = self._ledger.viewers(run_ids)
        # A sweep takes its turns on its own account, so that whoever watches it can run something beside it.
        return lambda run_id: {run_id} if run_id in sweeps else watched.get(run_id, set())

    def _keep_house(self) -> None:
        """Keep the workers up, leases honest and the queue moving, until the engine is closed."""
        while not self._closing.is_set():
            try:
                self._renew_and_expire()
                if monotonic() >= self._connect_at:
                    self._workers.connect()
                    slots, self._slots = self._slots, self._workers.cluster.slots()
                    if slots != self._slots:
                        self.tell()
                    self._dispatch()
            except EngineError as error:
                # Whoever submits next has it tried again at once.
                self._connect_at, self._slots = monotonic() + RETRY, 0
                self.tell()
                self._fail_waiting(error)
            except Exception as error:
                # The disk is full, the scheduler is leaving, or we are wrong: whatever it is, the next round must come.
                log.warning("housekeeping: %s", error, exc_info=not isinstance(error, StoreError))
            self._wake.wait(HOUSEKEEPING)
            self._wake.clear()

    def _renew_and_expire(self) -> None:
        passed = time() - self._beat_at
        # After a longer pause we slept ourselves, as a closed laptop does, and so did those who would have renewed.
        expires = HEARTBEAT <= passed < SLEPT
        if passed >= HEARTBEAT:
            self._ledger.beat()
            self._beat_at = time()
        if expires:
            self._ledger.expire(self._lease)
        self._keep_sweeps(self._lease if expires else None)
        for run_id, failure in self.held().items():
            self._ledger.fail(run_id, failure)
            self.release(run_id)
        # Only runs that were there before their viewers were looked up: what is submitted meanwhile has some.
        with self._lock:
            run_ids = [*self._experiments]
        for run_id, viewers in self._ledger.viewers(run_ids).items():
            if not viewers:
                self._end_unwatched(run_id)

    def _dispatch(self) -> None:
        viewers = self._viewers()
        while True:
            with self._lock:
                free = self._load() < self._slots
                run_id = self._queue.take(viewers) if free else None
                experiment = self._experiments.get(run_id) if run_id else None
                is_sweep = run_id in self._going
            if run_id is None:
                if free and self._send_spare():
                    continue
                return
            if is_sweep:
                self._send_chunk(run_id)
                continue
            try:
                if experiment is None:
                    self._forget(run_id)
                else:
                    self._workers.train(run_id, experiment, teachers.load(self.history.folder, experiment))
            except Exception as error:
                self._give_up(run_id, told(run_id, error))

    def _fail_waiting(self, error: EngineError) -> None:
        with self._lock:
            waiting = [*self._queue.waiting]
        for run_id in waiting:
            self._give_up(run_id, error)

    def _end_unwatched(self, run_id: str) -> None:
        self._ledger.stop(run_id)
        with self._lock:
            self._experiments.pop(run_id, None)
            training, worker = run_id in self._queue.training, self._begun.get(run_id)
        # Its place is taken until its worker is free again, which `_settle` hears.
        if training and worker is not None:
            self._workers.stop(run_id, worker)
        elif training:
            self._workers.take_back(run_id)
        else:
            self._forget(run_id)
        self.tell()
