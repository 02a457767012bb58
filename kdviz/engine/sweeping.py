"""Sweeps: grids of experiments, cut into chunks that take whatever workers others leave free."""

from collections.abc import Collection
from time import monotonic

from kdviz.catalog.limits import LIMITS
from kdviz.engine.cluster import Cluster, EngineError
from kdviz.engine.jobs.progress import Going, SweepProgress, SweepSubmission
from kdviz.engine.jobs.sweep import FULL, Chunking
from kdviz.engine.log import GLANCE
from kdviz.experiment import Sweep
from kdviz.experiment.packing import Chunk, chunks
from kdviz.results import Failure, Status
from kdviz.results.record import SweepRecord
from kdviz.store.history import History
from kdviz.store.sweeps import Sweeps


class Sweeping(Chunking):
    """The part of the engine that takes sweeps on and tells how far they are."""

    def __init__(self, history: History, cluster: Cluster) -> None:
        super().__init__(history, cluster)
        self.sweeps = Sweeps(history.database)

    def submit_sweep(self, sweep: Sweep, viewer: str, *, afresh: bool = False) -> SweepSubmission:
        """Let `viewer` watch a sweep: an equal one that there is, else a new one at the queue's end.

        One that was stopped or interrupted goes on from its finished cells, and cells that any other sweep has trained
        are taken over.

        Parameters
        ----------
        sweep : Sweep
        viewer : str
            Who will say that they still watch; see `watch_sweep`.
        afresh : bool
            Whether to train everything anew.

        Raises
        ------
        EngineError
            If the queue is full.
        StoreError
            If the sweep cannot be entered.
        """
        planned = chunks(sweep.cells)
        with self._lock:
            room = len(self._queue.waiting) < LIMITS.waiting_runs
            entry = self._sweep_ledger.enter(sweep, viewer, afresh=afresh, room=room)
            if entry.sweep_id is None:
                raise EngineError(FULL, waiting=len(self._queue.waiting))
            if entry.begun:
                self._take_on(entry.sweep_id, sweep, planned, entry.done)
        self.tell()
        return SweepSubmission(entry.sweep_id, entry.begun, entry.repeated)

    def _take_on(self, sweep_id: str, sweep: Sweep, planned: Collection[Chunk], done: frozenset[int]) -> None:
        # Planned as if nothing were there, so that a cell is trained among the same others as far as they are left.
        left = (Chunk(chunk.number, tuple(place for place in chunk.places if place not in done)) for chunk in planned)
        pending = [chunk for chunk in left if chunk.places]
        known = {*done, *(cell.place for cell in sweep.cells if cell.problem)}
        going = Going(sweep, pending, known, spent=self.sweeps.seconds(sweep_id))
        if not pending:
            self._sweep_ledger.finish(sweep_id)
            return
        self._going[sweep_id] = going
        self._queue.add(sweep_id)
        self._hurry()

    def watch_sweep(self, sweep_id: str, viewer: str) -> None:
        """Let `viewer` watch a sweep, or say that they still do.

        Raises
        ------
        UnknownSweepError
            If there is none.
        """
        self._sweep_ledger.watch(self.sweeps.whole_id(sweep_id), viewer)

    def stop_sweep(self, sweep_id: str, viewer: str) -> None:
        """Let `viewer` leave; with the last viewer the sweep ends, and keeps what is finished."""
        self._sweep_ledger.leave(sweep_id, viewer)
        self._end_unwatched_sweeps()

    def sweep(self, sweep_id: str) -> SweepRecord:
        """Return the sweep as it stands, with its cells."""
        return self.sweeps.get(sweep_id)

    def sweep_failure(self, sweep_id: str) -> Failure | None:
        """Return why a sweep could not go on."""
        return self._unwritten.get(sweep_id) or self.sweeps.get(sweep_id).failure

    def sweep_progress(self, sweep_id: str) -> SweepProgress:
        """Return how far a sweep is, whoever trains it."""
        with self._lock:
            going = self._going.get(sweep_id)
            if going is not None:
                cells, done = len(going.sweep.cells), len(going.done)
                under_way = sum(out.share * len(out.chunk.places) for out in going.out.values())
                share = min(1.0, (done + under_way) / cells)
                return SweepProgress(sweep_id, self.sweeps.status(sweep_id), done, cells, share)
        status, done, cells = self.sweeps.standing(sweep_id)
        return SweepProgress(
            sweep_id, Status.FAILED if sweep_id in self._unwritten else status, done, cells, done / cells
        )

    def wait_sweep(
        self, sweep_id: str, seen: SweepProgress | None = None, timeout: float | None = None
    ) -> SweepProgress:
        """Wait until a sweep is further than `seen`, has ended, or time is up, and return how far it is."""
        deadline = None if timeout is None else monotonic() + timeout
        while True:
            newest, progress = self._newest, self.sweep_progress(sweep_id)
            left = GLANCE if deadline is None else min(GLANCE, deadline - monotonic())
            if progress != seen or not progress.status.in_flight or left <= 0:
                return progress
            self._await_news(newest, left)
