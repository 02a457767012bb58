"""The jobs in flight of this process: their pieces go to the workers, and what comes back is written down."""

import logging
import threading
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kdviz.catalog.device import Device
from kdviz.engine.cluster import Cluster, EngineError
from kdviz.engine.going import Going, Out
from kdviz.engine.jobs.job import ATTEMPTS, Delivery, Piece, Stage, Upshot
from kdviz.engine.log import Log
from kdviz.engine.queue import FairQueue, account
from kdviz.engine.workers import Workers
from kdviz.experiment import TEACHER_KNOBS
from kdviz.i18n import SpokenError
from kdviz.results import Failure
from kdviz.store import teachers
from kdviz.store.database import StoreError
from kdviz.store.device import last_device, remember_device
from kdviz.store.ledger import Ledger

if TYPE_CHECKING:
    from distributed import Future

TEACHER = "kdviz.training.run.teacher:train"

log = logging.getLogger(__name__)


class Floor:
    """The jobs in flight, their queue, and the one writer of their log.

    When its turn comes, a job gets one worker. A job in parts also gets idle workers, and lets others pass after each
    piece.
    """

    def __init__(self, readers: Log, ledger: Ledger, cluster: Cluster) -> None:
        self._readers = readers
        self._ledger = ledger
        self._folder = readers.history.folder
        self.workers = Workers(cluster, f"kdviz-{ledger.owner}", self._later(self._hear), self._later(self._settle))
        self.lock = threading.RLock()
        self.wake = threading.Event()
        self.queue = FairQueue()
        self.device: Device = last_device(self._folder) or "cpu"
        self._going: dict[str, Going] = {}
        readers.own = self._going
        self._out: dict[str, Out] = {}
        # What is told and how it ends is written in the order in which it arrives.
        self._writer = ThreadPoolExecutor(1, "kdviz-writer")

    def _later(self, task: Callable[..., None]) -> Callable[..., None]:
        """Return a callback that hands `task` to the writer, since the connection's own thread must not wait."""

        def submit(*arguments: Any) -> None:
            try:
                self._writer.submit(task, *arguments)
            except RuntimeError:
                log.info("the process is ending; what is in flight is marked as interrupted")

        return submit

    def take_on(self, going: Going) -> None:
        """Queue a job; one without pieces is finished at once."""
        if not going.pending:
            self._ledger.finish(going.job_id, going.job.final(), going.spent)
            return
        with self.lock:
            self._going[going.job_id] = going
            self.queue.add(going.job_id)

    def job_ids(self) -> list[str]:
        """Return the jobs in flight of this process."""
        with self.lock:
            return [*self._going]

    @property
    def idle(self) -> bool:
        """Whether no worker has anything of ours."""
        return not self._out

    def waiting_of(self, viewer: str) -> dict[str, set[str]]:
        """Return what waits on the viewer's account, with its viewers there; of jobs in parts, what has not begun."""
        with self.lock:
            waiting = [going for going in map(self._going.get, self.queue.waiting) if going]
            waiting = [going for going in waiting if not (going.in_parts and going.begun)]
        watched = self._ledger.leases.viewers([going.job_id for going in waiting])
        mine = {
            job_id: {each for each in found if account(each) == account(viewer)} for job_id, found in watched.items()
        }
        return {job_id: found for job_id, found in mine.items() if found}

    def _turns(self) -> Callable[[str], set[str]]:
        """Return on whose account each job takes its turn."""
        with self.lock:
            in_parts = {job_id: going.in_parts for job_id, going in self._going.items()}
        watched = self._ledger.leases.viewers(in_parts)
        # A job in parts has an account of its own, so that whoever watches it can have something beside it.
        return lambda job_id: {job_id} if in_parts.get(job_id) else {*map(account, watched.get(job_id, ()))}

    def position(self, job_id: str) -> int | None:
        """Return the job's place in the queue, counted from one; zero if it is about to begin, None if not here."""
        with self.lock:
            queue, going = FairQueue([*self.queue.waiting], {*self.queue.training}), self._going.get(job_id)
            if going is None or job_id not in queue.waiting:
                return 0 if going and not any(out.worker for out in going.out.values()) else None
        return queue.order(self._turns()).index(job_id) + 1

    def lost(self, job_id: str) -> bool:
        """Return whether the job has a piece to send again because its workers ended."""
        with self.lock:
            going = self._going.get(job_id)
            return going is not None and any(going.losses[piece.number] for piece in going.pending)

    def share(self, job_id: str) -> float:
        """Return how many parts' worth of work is done that is not kept: delivered, or on the job's open pieces."""
        with self.lock:
            going = self._going.get(job_id)
            if going is None:
                return 0.0
            return going.unkept + sum(each.share * each.piece.parts for each in going.out.values() if each.wanted)

    def train_on(self, device: Device) -> None:
        """Note the kind of device that the workers report, and plan anew for it what has not begun."""
        remember_device(self._folder, device)
        with self.lock:
            if device == self.device:
                return
            self.device = device
            for going in self._going.values():
                if not going.begun and not going.out:
                    going.pending = [*going.job.pieces(device)]

    def dispatch(self, slots: int) -> None:
        """Send pieces until every one of `slots` workers has one."""
        turns = self._turns()
        while True:
            with self.lock:
                if len(self._out) >= slots:
                    if slots and (self.queue.waiting or self._spare() or self._is_planned()):
                        self.workers.cluster.grow()
                    return
                turn = self.queue.take(turns)
                candidates = [self._going[turn]] if turn else self._spare()
            if not any(map(self._send, candidates)):
                return

    def _spare(self) -> list[Going]:
        """Return the jobs that have a worker and pieces for idle ones, those with the fewest first."""
        return sorted(
            (going for going in self._going.values() if going.out and going.pending), key=lambda going: len(going.out)
        )

    def _is_planned(self) -> bool:
        return any(going.job.is_planned for going in self._going.values())

    def _send(self, going: Going) -> bool:
        """Send a job's next piece to a worker, but none whose teacher another worker is training."""
        ticket = f"{going.job_id}.{uuid.uuid4().hex[:8]}"
        try:
            with self.lock:
                if not self._is_current(going):
                    return False
                taught = {out.teacher for out in going.out.values()}
                for piece in going.pending:
                    weights = teachers.load(self._folder, piece.teacher, self.device) if piece.teacher else None
                    trains = piece.teacher is not None and weights is None
                    teacher = piece.teacher.digest(only=TEACHER_KNOBS) if piece.teacher and trains else None
                    if teacher is None or teacher not in taught:
                        break
                else:
                    return False
                self._out[ticket] = Out(going, piece, teacher, self.device)
                going.send(ticket, self._out[ticket])
            if trains:
                piece = replace(piece, stages=(Stage(TEACHER, (piece.teacher,)), *piece.stages))
            self.workers.send(ticket, piece, () if weights is None else (weights,), self._out[ticket].device)
        except Exception as error:
            self._take_back(ticket)
            self._give_up(going, going.told(error))
        return True

    def _hear(self, ticket: str, message: dict[str, Any]) -> None:
        """Write a message of a piece into the log."""
        out = self._out.get(ticket)
        going = out.going if out and out.wanted and self._is_current(out.going) else None
        try:
            if "begins_at" in message:
                if out is not None:
                    out.worker = message["begins_at"]
                if out is None or going is None:
                    # It was stopped before it began, or while it moved to another worker.
                    self.workers.stop(ticket, message["begins_at"])
                    return
                going.begun[out.piece.number] += 1
                going.job.begun(out.piece)
                self._ledger.start(going.job_id, max(going.begun.values()))
            elif out is not None and going is not None:
                heard = going.job.heard(out.piece, message["news"])
                out.share = heard.share
                if heard.upshot is not None:
                    self._take_up(going, heard.upshot)
                going.unwritten += [heard.event] if heard.event is not None else []
                if going.unwritten:
                    self._ledger.append(going.job_id, going.unwritten)
                    going.unwritten.clear()
        except Exception as error:
            # What is unwritten is tried again with the next, and whoever waits hears if the end cannot be kept either.
            log.warning("job %s: %s", ticket, error, exc_info=not isinstance(error, StoreError))
        self._readers.tell(going.job_id if going else None)

    def _take_up(self, going: Going, upshot: Upshot) -> None:
        """Keep and follow an upshot that came before its piece ended; the job knows of it, so it is now or never."""
        try:
            with self.lock:
                # It may have been stopped meanwhile, and an equal one may be in its place.
                if self._is_current(going):
                    going.unkept = 0
                    self._ledger.keep(going.job_id, upshot.parts, going.seconds())
                    self._follow(going, upshot)
        except Exception as error:
            self._give_up(going, going.told(error))

    def _settle(self, ticket: str, future: "Future[Any]") -> None:
        """Keep what a piece delivered, and move its job on."""
        out = self._out[ticket]
        going = out.going
        try:
            delivery, stopped = self.workers.outcome(future)
        except (CancelledError, OSError):
            delivery, stopped = Delivery(), True
        except Exception as error:
            delivery, stopped = Delivery(failure=Failure.of(going.told(error)), lost=True), False
        try:
            failure = self._keep(out, delivery, stopped=stopped)
            self._take_back(ticket)
            if failure is not None:
                self._give_up(going, SpokenError(failure.template, **failure.blanks))
            elif stopped and out.wanted:
                self._lose(going, out.piece)
            else:
                self._move_on(going)
        except Exception as error:
            self._take_back(ticket)
            spoken = StoreError.of(error, str(self._folder)) if isinstance(error, OSError) else error
            self._give_up(going, going.told(spoken))

    def _keep(self, out: Out, delivery: Delivery, *, stopped: bool) -> Failure | None:
        """Keep what a piece came to, also of a job that was stopped meanwhile."""
        if out.teacher is not None and out.piece.teacher is not None and delivery.results:
            weights, *rest = delivery.results
            teachers.save(self._folder, out.piece.teacher, weights, out.device)
            delivery = replace(delivery, results=tuple(rest))
        going = out.going
        with self.lock:
            # The parts of a job that was stopped, and may go on by now, come late.
            late = not self._is_current(going)
            if stopped or not out.wanted or (late and delivery.failure is not None):
                return None
            upshot = going.job.delivered(out.piece, delivery)
            # From now on it counts as kept, or until then as delivered.
            out.share, going.unkept = 0.0, 0 if upshot.parts else going.unkept + out.piece.parts
            if upshot.parts:
                self._ledger.keep(going.job_id, upshot.parts, None if late else going.seconds())
            self._follow(going, upshot, out)
        return upshot.failure

    def _follow(self, going: Going, upshot: Upshot, ended: Out | None = None) -> None:
        """Queue the pieces of an upshot, `instead` of all but what has just `ended` where it says so."""
        with self.lock:
            if upshot.instead:
                going.pending.clear()
                left = {ticket: out for ticket, out in going.out.items() if out is not ended}
                for out in left.values():
                    out.wanted = False
                self._end_pieces(left)
            going.pending += upshot.pieces
        self.wake.set()

    def _move_on(self, going: Going, *, lost: bool = False) -> None:
        """Finish a job, or queue it again, after one of its pieces has ended."""
        with self.lock:
            if not self._is_current(going):
                return
            if not going.out:
                self.queue.remove(going.job_id)
                if going.pending:
                    # What had its turn and lost it goes first.
                    self.queue.add(going.job_id, first=lost)
            ended = not going.out and not going.pending
        if ended:
            final = going.job.final()
            final = replace(final, events=[*going.unwritten, *final.events])
            self._end(going, lambda: self._ledger.finish(going.job_id, final, going.seconds()))
        elif lost and not going.out:
            self._ledger.requeue(going.job_id)
        self.wake.set()
        self._readers.tell()

    def _lose(self, going: Going, piece: Piece) -> None:
        """Queue a piece again whose cluster is gone; give its job up after `ATTEMPTS` times."""
        with self.lock:
            going.losses[piece.number] += 1
            again = going.losses[piece.number] < ATTEMPTS
            if again:
                going.pending.insert(0, piece)
        if again:
            self._move_on(going, lost=True)
        else:
            self._give_up(going, EngineError(going.job.given_up, times=ATTEMPTS))

    def _take_back(self, ticket: str) -> None:
        with self.lock:
            if out := self._out.pop(ticket, None):
                out.going.take_back(ticket)
            self.workers.forget(ticket)
            self.wake.set()

    def _is_current(self, going: Going) -> bool:
        return self._going.get(going.job_id) is going

    def give_up_waiting(self, error: SpokenError) -> None:
        """Give up every waiting job."""
        with self.lock:
            waiting = [self._going[job_id] for job_id in self.queue.waiting]
        for going in waiting:
            self._give_up(going, error)

    def _give_up(self, going: Going, error: SpokenError) -> None:
        """Write into the log why a job has no result, and forget the job."""
        self._end(going, lambda: self.fail(going.job_id, error))

    def fail(self, job_id: str, error: SpokenError) -> None:
        """Write into the log why a job has no result."""
        failure = Failure.of(error)
        try:
            self._ledger.fail(job_id, failure)
        except StoreError:
            # Those who watch now hear it at once; housekeeping writes it when that can be done again.
            self._readers.held[job_id] = failure

    def stop_unwatched(self, job_id: str) -> None:
        """Stop a job that nobody watches, and forget it."""
        with self.lock:
            going = self._going.get(job_id)
        if going is not None:
            self._end(going, lambda: self._ledger.stop(job_id))

    def _end(self, going: Going, write: Callable[[], bool | None]) -> None:
        """Write that a job ends and forget it, unless `write` returns that it does not end.

        Those of its pieces that are with a worker end after their next step.
        """
        # Both under one lock: whoever finds that it has ended can begin it again at once.
        with self.lock:
            if not self._is_current(going) or write() is False:
                return
            del self._going[going.job_id]
            self.queue.remove(going.job_id)
            left = {**going.out}
        self._end_pieces(left)
        self.wake.set()
        self._readers.tell()

    def _end_pieces(self, left: Mapping[str, Out]) -> None:
        """End what workers have; their places are taken until they are free again, which `_settle` hears."""
        for ticket, out in left.items():
            if out.worker:
                self.workers.stop(ticket, out.worker)
            else:
                self.workers.take_back(ticket)

    def close(self) -> None:
        """Forget all jobs, write what has arrived, and leave the cluster."""
        with self.lock:
            self._going.clear()
        self._writer.shutdown(wait=True)
        self.workers.cluster.close()
