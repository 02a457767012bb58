"""The engine: it takes requests and brings their jobs through the queue to the workers."""

import logging
import threading
from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic
from typing import Any

from kdviz.catalog.device import Device
from kdviz.catalog.limits import LIMITS
from kdviz.engine.cluster import Cluster, EngineError
from kdviz.engine.floor import Floor
from kdviz.engine.going import Going, told
from kdviz.engine.jobs.job import Job, Progress
from kdviz.engine.log import Log
from kdviz.engine.pulse import LEASE, Pulse
from kdviz.engine.start import Start
from kdviz.experiment import work
from kdviz.i18n import N_
from kdviz.store.database import StoreError
from kdviz.store.history import History
from kdviz.store.ledger import Ledger, Submission
from kdviz.store.whose import HOST

HOUSEKEEPING = 1.0
RETRY = 10.0
PATIENT = 0.2
# How long nobody trains until a second worker ends, in seconds.
REST = 120.0
# How long a first cluster may take to start before whoever asks its workers is told that none answers.
STARTING = 60.0
FULL = N_("{waiting} runs are waiting, as many as are allowed: try again in a while.")

log = logging.getLogger(__name__)


class Engine:
    """The process's jobs, and the workers that do them.

    Construction returns at once; the workers start in the background.

    Parameters
    ----------
    workers, lease
        As of `Cluster` and `Pulse`.
    kinds : collection of Job classes, optional
        What can be submitted; the kinds of `kdviz.engine.jobs` where none are given.

    Raises
    ------
    StoreError
        If the store cannot be opened.
    """

    def __init__(
        self, workers: int | None = None, lease: float = LEASE, kinds: Collection[type[Job]] | None = None
    ) -> None:
        self.history = History()
        self.ledger = Ledger(self.history.database, self.history.folder)
        self.pulse = Pulse(self.ledger, lease)
        self._log = Log(self.history, kinds)
        self._floor = Floor(self._log, self.ledger, Cluster(workers))
        self.workers = self._floor.workers
        self._slots = 0
        # What the workers of this process last reported.
        self._device: Device | None = None
        self._connect_at = 0.0
        self._busy_at = monotonic()
        self._start = Start(self.history.folder)
        self._asking = ThreadPoolExecutor(4, "kdviz-asking")
        self._closing = threading.Event()
        self._keeper = threading.Thread(target=self._keep_house, name="kdviz-housekeeping", daemon=True)
        self._keeper.start()

    def submit(self, request: Any, viewer: str, *, afresh: bool = False, who: str = HOST) -> Submission:
        """Let `viewer` watch a job for `request`: an equal one if there is one, else a new one at the queue's end.

        A job in parts that ended early goes on, and takes over parts that other jobs have finished. A viewer has at
        most one job that waits, and one that trains beside those in parts; where another must wait, begun or joined, it
        replaces the one that waits. Viewers with one `account`, such as the pages of a browser, count as one.

        Parameters
        ----------
        viewer : str
            Who will renew the job's lease; see `renew`.
        afresh : bool
            Whether a finished equal job will not do.
        who : str
            Whose the job is from then on; see `kdviz.store.whose`.

        Raises
        ------
        EngineError
            If the queue is full.
        StoreError
            If the job cannot be entered.
        """
        kind = next(kind for kind in self._log.kinds.values() if isinstance(request, kind.requests))
        asked = kind.asked(request)
        with self._floor.lock:
            waiting = len(self._floor.queue.waiting)
            mine = self._floor.waiting_of(viewer)
            room = waiting - len(mine) < LIMITS.waiting_runs
            submission = self.ledger.enter(asked, viewer, afresh=afresh, room=room, who=who)
            if submission is None:
                raise EngineError(FULL, waiting=waiting)
            if submission.begun:
                self._take_on(kind, submission.job_id, request, in_parts=asked.in_parts)
            mine = self._floor.waiting_of(viewer)
            if mine.pop(submission.job_id, None):
                for replaced, viewers in mine.items():
                    self.stop(replaced, *viewers)
        self._log.tell()
        return submission

    def waits_beside(self, viewer: str) -> bool:
        """Return whether the place that `viewer` shares with others is taken by what one of the others waits for."""
        return any(viewer not in viewers for viewers in self._floor.waiting_of(viewer).values())

    def _take_on(self, kind: type[Job], job_id: str, request: Any, *, in_parts: bool) -> None:
        try:
            kept = self.history.parts(job_id) if in_parts else {}
            job = kind(job_id, request, kept)
            spent = self.history.read(job_id, lambda _session, row: row.seconds, None)
            self._floor.take_on(Going(job_id, job, in_parts, [*job.pieces(self._floor.device)], spent))
        except Exception as error:
            # It is in flight for every process already, and nobody would do it.
            self._floor.fail(job_id, told(job_id, kind.lost, error))
            raise
        # Workers that did not answer are tried again at once.
        self._connect_at = 0.0
        self._floor.wake.set()

    def watch(self, job_id: str, viewer: str, kind: str | None = None) -> str:
        """Let `viewer` watch a job that somebody else began, and return its whole id; `job_id` may be its beginning.

        Raises
        ------
        UnknownJobError
            If there is none, or none of the `kind`.
        """
        whole_id = self.history.read(job_id, lambda _session, row: row.id, kind)
        self.ledger.leases.take(whole_id, viewer)
        return whole_id

    def renew(self, *viewers: str) -> None:
        """Renew every lease of `viewers`."""
        self.ledger.leases.renew(*viewers)

    def stop(self, job_id: str, *viewers: str) -> None:
        """Let `viewers` leave; with the last viewer the job ends, and keeps the parts that are finished."""
        self.ledger.leases.leave(job_id, *viewers)
        self._end_unwatched([job_id] if self.sees_through(job_id) else [])

    def position(self, job_id: str) -> int | None:
        """Return the job's place in the queue, counted from one; zero if it is about to begin, None if not here."""
        return self._floor.position(job_id)

    def lost(self, job_id: str) -> bool:
        """Return whether the job begins a piece again because its workers ended."""
        return self._floor.lost(job_id)

    def sees_through(self, job_id: str) -> bool:
        """Return whether the job is in flight in this process."""
        return job_id in self._floor.job_ids()

    def record(self, job_id: str, kind: str | None = None) -> Any:
        """Return the typed record of a job as it stands; see `Log.record`."""
        return self._log.record(job_id, kind)

    def events(self, job_id: str, after: int = 0) -> list[Any]:
        """Return a job's events numbered above `after`, without waiting; those of runs are `Event`."""
        return self._log.events(job_id, after)

    def wait(self, job_id: str, after: int = 0, timeout: float | None = None) -> list[Any]:
        """Wait for events numbered above `after` and return them; none if the job has ended or time is up."""
        return self._log.wait(job_id, after, timeout)

    def progress(self, job_id: str, seen: Progress | None = None, timeout: float | None = None) -> Progress:
        """Return how far a job is, whoever does it; wait until it is further than `seen`, has ended, or time is up."""

        def look() -> Progress:
            return self._log.progress(job_id, self._floor.share)

        def further() -> Progress | None:
            now = look()
            return now if now != seen or not now.status.in_flight else None

        return look() if seen is None else self._log.until(further, timeout, job_id) or look()

    def in_flight(self, job_id: str) -> bool:
        """Return whether a job has not ended yet."""
        return self._log.in_flight(job_id)

    def result(self, job_id: str) -> Any:
        """Wait for a job's end and return what it came to; see `Log.result`."""
        return self._log.result(job_id)

    def call(self, path: str, *arguments: Any) -> Any:
        """Return what the function at ``module:name`` returns in a worker, which may train meanwhile.

        For statistics that take an instant, which the web process must not compute itself. Waits for workers that are
        starting.

        Raises
        ------
        EngineError
            If no worker can be reached.
        """
        self.await_workers()
        return self.workers.call(path, *arguments)

    def begin(self, path: str, *arguments: Any) -> "Future[Any]":
        """Start the function at ``module:name`` in a worker that has nothing else to do, and do not wait for it.

        For measurements that nothing may disturb, such as `kdviz.training.footprint`.

        Returns
        -------
        Future
            Of what the function returns; raises `EngineError` if no worker can be reached.
        """
        return self._asking.submit(self._compute, path, *arguments)

    def _compute(self, path: str, *arguments: Any) -> Any:
        self.await_workers()
        return self.workers.compute(path, *arguments)

    def await_workers(self, timeout: float = STARTING) -> bool:
        """Wait while workers start, and return whether there are any."""
        self._log.until(lambda: self.ready or self._connect_at > monotonic() or None, timeout)
        return self.ready

    @property
    def ready(self) -> bool:
        """Whether there are workers."""
        return self._slots > 0

    @property
    def most(self) -> int:
        """How many workers there will be once the cluster has grown; one while none has started."""
        return max(1, self.workers.cluster.most)

    def speed(self) -> float:
        """Return how many times as fast as one core like ours all workers train; waits until all of them are up."""
        if self.await_workers():
            self._busy_at = monotonic()
            self.workers.cluster.grow()
            self._log.until(lambda: self.slots >= self.most or None, STARTING)
        return work.speed(self.most, self.history.pace())

    @property
    def slots(self) -> int:
        """How many workers take pieces now, one each; more may be started where pieces wait."""
        return self._slots

    @property
    def starts_in(self) -> float | None:
        """In about how many seconds there are workers; None where that is not known, or there are some."""
        return None if self.ready else self._start.left()

    def await_idle(self, timeout: float | None = None) -> bool:
        """Wait until no worker has a piece of ours, and return whether that is so."""
        return self._log.until(lambda: self._floor.idle or None, timeout) or False

    def close(self) -> None:
        """End the workers; what is in flight is marked as interrupted."""
        self._closing.set()
        self._floor.wake.set()
        self._keeper.join(PATIENT)
        while self._keeper.is_alive():
            # It waits for workers that start: 14 s on a slow machine.
            self.workers.cluster.give_up()
            self._keeper.join(PATIENT)
        self._asking.shutdown(wait=False, cancel_futures=True)
        try:
            self._floor.close()
        finally:
            self.ledger.close()

    def _keep_house(self) -> None:
        """Keep the workers connected, end old leases and send pieces, until the engine is closed."""
        while not self._closing.is_set():
            try:
                self._renew_and_expire()
                if monotonic() >= self._connect_at:
                    if not self.workers.cluster.connected:
                        self._start.begin()
                    self.workers.connect()
                    if self._closing.is_set():
                        return
                    slots, self._slots = self._slots, self.workers.cluster.slots()
                    if self._slots:
                        self._start.end()
                    if slots != self._slots:
                        self._log.tell()
                    self._note_device()
                    self._floor.dispatch(self._slots)
                    self._let_rest()
            except EngineError as error:
                if self._closing.is_set():
                    # What waits is interrupted, not failed: its workers were told to end.
                    return
                # Whoever submits next has it tried again at once.
                self._connect_at, self._slots = monotonic() + RETRY, 0
                self._start.fail()
                self._log.tell()
                self._floor.give_up_waiting(error)
            except Exception as error:
                # The disk is full, the scheduler is leaving, or we are wrong: whatever it is, the next round must come.
                log.warning("housekeeping: %s", error, exc_info=not isinstance(error, StoreError))
            self._floor.wake.wait(HOUSEKEEPING)
            self._floor.wake.clear()

    def _let_rest(self) -> None:
        """End all but the first workers when nobody has trained for a while."""
        if not self._floor.idle:
            self._busy_at = monotonic()
        elif monotonic() - self._busy_at > REST:
            self.workers.cluster.shrink()

    def _note_device(self) -> None:
        device = self.workers.cluster.device
        if device is not None and device != self._device:
            self._device = device
            self._floor.train_on(device)

    def _renew_and_expire(self) -> None:
        job_ids = self._floor.job_ids()
        if job_ids:
            # Who has nothing in flight writes nothing: it costs less, and a full or read-only disk can be looked at.
            self.pulse.beat()
        else:
            self.pulse.rest()
        for job_id, failure in {**self._log.held}.items():
            self.ledger.fail(job_id, failure)
            del self._log.held[job_id]
        # Only jobs that were there before their viewers were looked up: what is submitted meanwhile has some.
        self._end_unwatched(job_ids)

    def _end_unwatched(self, job_ids: Collection[str]) -> None:
        for job_id, viewers in self.ledger.leases.viewers(job_ids).items():
            if not viewers:
                self._floor.stop_unwatched(job_id)
