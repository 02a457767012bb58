"""The chunks of sweeps: sent to whatever workers others leave free, heard from, written down, stopped."""

import logging
import uuid
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any

from kdviz.engine import tasks
from kdviz.engine.cluster import Cluster, EngineError
from kdviz.engine.jobs.progress import Going, Out
from kdviz.engine.jobs.run import ATTEMPTS, Writing, told
from kdviz.experiment import TEACHER_KNOBS
from kdviz.i18n import N_, SpokenError
from kdviz.results import Failure
from kdviz.results.cell import CellOutcome
from kdviz.store import teachers
from kdviz.store.database import StoreError
from kdviz.store.history import History
from kdviz.store.sweep_ledger import SweepLedger

if TYPE_CHECKING:
    from distributed import Future

log = logging.getLogger(__name__)
FULL = N_("{waiting} runs are waiting, as many as are allowed: try again in a while.")
LOST_CELL = N_("The training process lost this cell ({reason}): asked for again, the sweep trains it anew.")
LOST = N_("The training processes ended {times} times during this sweep: it is given up; what is finished is kept.")


class Chunking(Writing):
    """The writer of the log, for sweeps too.

    A sweep stands in the queue like a run, and like a run has one worker when its turn comes; what workers are idle
    then take more of its chunks. After each chunk others are let pass.
    """

    def __init__(self, history: History, cluster: Cluster) -> None:
        super().__init__(history, cluster)
        self._sweep_ledger = SweepLedger(history.database, self._ledger.owner)
        self._going: dict[str, Going] = {}
        self._tickets: dict[str, Out] = {}
        self._unwritten: dict[str, Failure] = {}

    def _load(self) -> int:
        """Return how many workers have something of ours; called with the lock."""
        return sum(run_id not in self._going for run_id in self._queue.training) + len(self._tickets)

    def _send_chunk(self, sweep_id: str) -> bool:
        """Send a sweep's next chunk to a worker; none that waits for a teacher that another worker teaches."""
        with self._lock:
            going = self._going.get(sweep_id)
            if going is None:
                self._queue.remove(sweep_id)
                return False
            taught = {out.school for out in going.out.values()}
            for chunk in going.pending:
                experiments = going.experiments(chunk)
                weights = teachers.load(self.history.folder, experiments[0])
                school = experiments[0].digest(only=TEACHER_KNOBS) if weights is None else None
                if school is None or school not in taught:
                    break
            else:
                return False
            ticket = f"{sweep_id}.{chunk.number}.{uuid.uuid4().hex[:8]}"
            going.pending.remove(chunk)
            self._tickets[ticket] = Out(sweep_id, going, chunk, school)
            going.send(ticket, self._tickets[ticket])
        try:
            self._workers.train_cells(ticket, experiments, weights)
        except Exception as error:
            self._forget_chunk(ticket)
            self._give_up(sweep_id, told(sweep_id, error))
        return True

    def _send_spare(self) -> bool:
        """Give an idle worker a chunk of a sweep that has had its turn already."""
        with self._lock:
            having = [sweep_id for sweep_id, going in self._going.items() if going.out and going.pending]
            having.sort(key=lambda sweep_id: len(self._going[sweep_id].out))
        return any(self._send_chunk(sweep_id) for sweep_id in having)

    def _enter_event(self, run_id: str, message: dict[str, Any]) -> None:
        out = self._tickets.get(run_id)
        if out is None:
            super()._enter_event(run_id, message)
            return
        if "begins_at" in message:
            self._begun[run_id] = message["begins_at"]
            if self._going.get(out.sweep_id) is out.going:
                self._start_sweep(out.sweep_id)
            else:
                self._workers.stop(run_id, message["begins_at"])
        else:
            out.share = message["share"]
        self.tell()

    def _start_sweep(self, sweep_id: str) -> None:
        try:
            self._sweep_ledger.start(sweep_id)
        except StoreError as error:
            # Whoever waits for its cells hears if those cannot be kept either.
            log.warning("sweep %s: %s", sweep_id, error)

    def _settle(self, run_id: str, future: "Future[Any]") -> None:
        out = self._tickets.get(run_id)
        if out is None:
            super()._settle(run_id, future)
            return
        lost = False
        try:
            delivery: tasks.CellDelivery = future.result()
        except (CancelledError, OSError):
            # Cancelled by us, or lost with its scheduler or with the connection to it.
            self._lose_chunk(run_id, out)
            return
        except Exception as error:
            # Its cells say why, and the other chunks go on.
            failure, lost = Failure.of(told(out.sweep_id, error, LOST_CELL)), True
            delivery = tasks.CellDelivery(None, [CellOutcome(failure=failure)] * len(out.chunk.places))
        try:
            self._keep_cells(out, delivery, lost=lost)
            self._forget_chunk(run_id)
            self._move_on(out)
        except Exception as error:
            self._forget_chunk(run_id)
            spoken = StoreError.of(error, str(self.history.folder)) if isinstance(error, OSError) else error
            self._give_up_sweep(out, told(out.sweep_id, spoken))

    def _keep_cells(self, out: Out, delivery: tasks.CellDelivery, *, lost: bool) -> None:
        """Keep what a chunk came to, also of a sweep that was stopped meanwhile."""
        experiments = out.going.experiments(out.chunk)
        if delivery.teacher is not None:
            teachers.save(self.history.folder, experiments[0], delivery.teacher)
        if delivery.outcomes is not None:
            cells = zip(out.chunk.places, zip(experiments, delivery.outcomes, strict=True), strict=True)
            self._sweep_ledger.keep(out.sweep_id, dict(cells), out.going.seconds(), lost=lost)
            out.going.done.update(out.chunk.places)

    def _move_on(self, out: Out) -> None:
        """See what is left of a sweep when one of its chunks has ended."""
        with self._lock:
            if self._going.get(out.sweep_id) is not out.going:
                return
            if not out.going.out:
                self._queue.remove(out.sweep_id)
                if out.going.pending:
                    self._queue.add(out.sweep_id)
            ended = not out.going.out and not out.going.pending
        if ended:
            self._sweep_ledger.finish(out.sweep_id)
            with self._lock:
                self._going.pop(out.sweep_id, None)
        self.tell()

    def _lose_chunk(self, ticket: str, out: Out) -> None:
        """Let a chunk whose cluster has gone wait again, unless that happens every time."""
        self._forget_chunk(ticket)
        with self._lock:
            going = self._going.get(out.sweep_id)
            if going is not out.going:
                return
            going.losses[out.chunk.number] = going.losses.get(out.chunk.number, 0) + 1
            again = going.losses[out.chunk.number] < ATTEMPTS
            if again:
                going.pending.insert(0, out.chunk)
        if again:
            self._move_on(out)
        else:
            self._give_up_sweep(out, EngineError(LOST, times=ATTEMPTS))

    def _forget_chunk(self, ticket: str) -> None:
        with self._lock:
            out = self._tickets.pop(ticket)
            out.going.take_back(ticket)
            self._begun.pop(ticket, None)
            self._workers.forget(ticket)
            self._wake.set()

    def _give_up(self, run_id: str, error: SpokenError) -> None:
        with self._lock:
            going = self._going.get(run_id)
        if going is None:
            super()._give_up(run_id, error)
            return
        try:
            self._sweep_ledger.fail(run_id, Failure.of(error))
        except StoreError:
            # Those who watch now hear it at once; housekeeping writes it when that can be done again.
            self._unwritten[run_id] = Failure.of(error)
        self._let_go(run_id)

    def _give_up_sweep(self, out: Out, error: SpokenError) -> None:
        if self._going.get(out.sweep_id) is out.going:
            self._give_up(out.sweep_id, error)

    def _let_go(self, sweep_id: str) -> None:
        """Forget a sweep; those of its chunks that are with a worker end after their next step."""
        with self._lock:
            going = self._going.pop(sweep_id, None)
            self._queue.remove(sweep_id)
            left = [*going.out] if going else []
        for ticket in left:
            if worker := self._begun.get(ticket):
                self._workers.stop(ticket, worker)
            else:
                self._workers.take_back(ticket)
        self._wake.set()
        self.tell()

    def _end_unwatched_sweeps(self) -> None:
        with self._lock:
            sweep_ids = [*self._going]
        for sweep_id in self._sweep_ledger.unwatched(sweep_ids):
            self._sweep_ledger.stop(sweep_id)
            self._let_go(sweep_id)

    def _keep_sweeps(self, lease: float | None) -> None:
        """Do what housekeeping does for sweeps; viewers' leases end where `lease` is a number of seconds."""
        for sweep_id, failure in {**self._unwritten}.items():
            self._sweep_ledger.fail(sweep_id, failure)
            self._unwritten.pop(sweep_id, None)
        if lease is not None:
            with self._lock:
                sweep_ids = [*self._going]
            self._sweep_ledger.expire(sweep_ids, lease)
        self._end_unwatched_sweeps()
