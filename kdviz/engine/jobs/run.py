"""The one writer of the log: what the workers tell and what runs come to, written down in the order it arrives."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from kdviz.engine import tasks
from kdviz.engine.cluster import Cluster, EngineError
from kdviz.engine.log import Reading
from kdviz.engine.queue import FairQueue
from kdviz.engine.workers import Workers
from kdviz.experiment import Experiment
from kdviz.i18n import N_, SpokenError
from kdviz.results import Failure, Snapshot
from kdviz.store import teachers
from kdviz.store.database import StoreError
from kdviz.store.history import History
from kdviz.store.ledger import Ledger

if TYPE_CHECKING:
    from distributed import Future

# How often a run may lose the whole cluster before it is given up.
ATTEMPTS = 3
LOST_RUN = N_("The training process lost this run ({reason}): run it afresh.")

log = logging.getLogger(__name__)


class Writing(Reading):
    """Readers of the log, and its writer for the runs that this process has submitted.

    Parameters
    ----------
    history : History
    cluster : Cluster
        Whose workers train them.
    """

    def __init__(self, history: History, cluster: Cluster) -> None:
        super().__init__(history)
        self._ledger = Ledger(history.database, history.folder)
        self._workers = Workers(cluster, f"kdviz-{self._ledger.owner}", self._hear, self._hear_end)
        self._queue = FairQueue()
        self._experiments: dict[str, Experiment] = {}
        self._begun: dict[str, str] = {}
        self._losses: dict[str, int] = {}
        self._connect_at = 0.0
        self._lock = threading.RLock()
        self._wake = threading.Event()
        # Events and ends are written in the order in which they arrive.
        self._writer = ThreadPoolExecutor(1, "kdviz-writer")

    def _hurry(self) -> None:
        """Have the queue looked at now, and workers that did not answer tried again."""
        self._connect_at = 0.0
        self._wake.set()

    def _hear(self, run_id: str, message: dict[str, Any]) -> None:
        self._write(self._enter_event, run_id, message)

    def _hear_end(self, run_id: str, future: "Future[Any]") -> None:
        self._write(self._settle, run_id, future)

    def _write(self, task: Callable[..., None], *arguments: Any) -> None:
        try:
            self._writer.submit(task, *arguments)
        except RuntimeError:
            log.info("the process is ending; what is in flight is marked as interrupted")

    def _enter_event(self, run_id: str, message: dict[str, Any]) -> None:
        known = run_id in self._experiments
        try:
            if "begins_at" in message:
                self._begun[run_id] = message["begins_at"]
                if known:
                    self._ledger.start(run_id)
                else:
                    # It was stopped before it began, or while it moved to another worker.
                    self._workers.stop(run_id, message["begins_at"])
            elif known:
                self._ledger.append(run_id, Snapshot.model_validate(message["snapshot"]))
        except StoreError as error:
            # The result brings all snapshots once more, and whoever waits for it hears if that cannot be kept either.
            log.warning("run %s: %s", run_id, error)
        self.tell()

    def _settle(self, run_id: str, future: "Future[Any]") -> None:
        """Write down what a run came to."""
        try:
            delivery: tasks.Delivery = future.result()
        except (CancelledError, OSError):
            # Cancelled by us, or lost with its scheduler or with the connection to it.
            if run_id in self._experiments:
                self._begin_again(run_id)
            else:
                self._forget(run_id)
            return
        except Exception as error:
            self._give_up(run_id, told(run_id, error))
            return
        try:
            if experiment := self._experiments.get(run_id):
                self._keep(experiment, run_id, delivery)
            self._forget(run_id)
        except OSError as error:
            self._give_up(run_id, StoreError.of(error, str(self.history.folder)))
        except Exception as error:
            self._give_up(run_id, told(run_id, error))

    def _keep(self, experiment: Experiment, run_id: str, delivery: tasks.Delivery) -> None:
        if delivery.teacher is not None:
            teachers.save(self.history.folder, experiment, delivery.teacher)
        if delivery.outcome is not None:
            self._ledger.finish(run_id, delivery.outcome)

    def _begin_again(self, run_id: str) -> None:
        """Queue a run again whose cluster has gone, unless that happens every time."""
        with self._lock:
            self._queue.remove(run_id)
            self._begun.pop(run_id, None)
            self._workers.forget(run_id)
            self._losses[run_id] = self._losses.get(run_id, 0) + 1
            again = self._losses[run_id] < ATTEMPTS
            if again:
                self._queue.add(run_id, first=True)
        if again:
            self._ledger.requeue(run_id)
            self._wake.set()
            self.tell()
            return
        gone = N_("The training processes ended {times} times during this run: it is given up.")
        self._give_up(run_id, EngineError(gone, times=ATTEMPTS))

    def _give_up(self, run_id: str, error: SpokenError) -> None:
        """Write down why a run that no worker is at any more has no result."""
        failure = Failure.of(error)
        try:
            self._ledger.fail(run_id, failure)
        except StoreError:
            # Those who watch now hear it at once; housekeeping writes it when that can be done again.
            self.hold(run_id, failure)
        finally:
            self._forget(run_id)

    def _forget(self, run_id: str) -> None:
        with self._lock:
            self._queue.remove(run_id)
            self._begun.pop(run_id, None)
            self._losses.pop(run_id, None)
            self._workers.forget(run_id)
            self._experiments.pop(run_id, None)
            self._wake.set()
        self.tell()


def told(run_id: str, error: Exception, lost: str = LOST_RUN) -> SpokenError:
    """Return `error` as a sentence: its own, or what is `lost` by it, with the cause in the log."""
    if isinstance(error, SpokenError):
        return error
    log.error("run %s", run_id, exc_info=error)
    return EngineError(lost, reason=f"{type(error).__name__}: {error}")
