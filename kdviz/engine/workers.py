"""The connection to the workers: it sends them pieces, hears from them and stops them."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

from distributed import Client, Future

from kdviz.catalog.device import Device
from kdviz.engine import tasks
from kdviz.engine.cluster import Cluster, EngineError
from kdviz.engine.jobs.job import Piece
from kdviz.engine.worker import GPU
from kdviz.i18n import N_

NOBODY = N_("No training process answers at the moment: try again in a while.")


class Workers:
    """One engine's connection to the workers of a cluster.

    Parameters
    ----------
    topic : str
        Under which the engine's tasks publish their messages.
    on_message : callable
        ``on_message(ticket, message)`` for whatever a task tells.
    on_end : callable
        ``on_end(ticket, future)`` when a task has ended, been cancelled, or been lost with its scheduler.
    """

    def __init__(
        self,
        cluster: Cluster,
        topic: str,
        on_message: Callable[[str, dict[str, Any]], None],
        on_end: "Callable[[str, Future[Any]], None]",
    ) -> None:
        self.cluster = cluster
        self._topic = topic
        self._on_message = on_message
        self._on_end = on_end
        self._futures: dict[str, Future[Any]] = {}
        self._messengers = ThreadPoolExecutor(4, "kdviz-messenger")

    def connect(self) -> None:
        """Connect to the workers, unless that is done; raises as `Cluster.connect` does."""
        if not self.cluster.connected:
            self.cluster.connect()
            self.cluster.client.subscribe_topic(self._topic, self._hear)

    def _hear(self, event: tuple[float, dict[str, Any]]) -> None:
        self._on_message(event[1]["ticket"], event[1])

    def send(self, ticket: str, piece: Piece, given: tuple[Any, ...], device: Device) -> None:
        """Send a piece to a worker with a `device`; each stage gets the `given` arguments after its own."""
        # A key of its own for every attempt: the cluster may still remember the one before.
        key = f"{ticket}-{uuid.uuid4().hex[:8]}"
        needs = {GPU: 1} if device == "cuda" else None
        future = self.cluster.client.submit(
            tasks.work, piece, given, ticket, self._topic, key=key, pure=False, resources=needs
        )
        self._futures[ticket] = future
        future.add_done_callback(partial(self._on_end, ticket))

    def outcome(self, future: "Future[Any]") -> Any:
        """Return what a piece came to, or raise what ended it.

        Raises
        ------
        CancelledError, OSError
            If it was cancelled, or lost with its scheduler or with the connection to it.
        """
        try:
            return future.result()
        except RuntimeError as error:
            if future.client.status == "running":
                raise
            # What came just before the connection closed cannot be had any more: “IOLoop is closed”.
            raise CancelledError from error

    def take_back(self, ticket: str) -> None:
        """Cancel a piece that has not begun."""
        if future := self._futures.get(ticket):
            future.cancel()

    def stop(self, ticket: str, worker: str) -> None:
        """End a piece after its next step; does not wait for the worker's answer."""
        if self.cluster.connected:
            self._messengers.submit(
                self.cluster.client.run, tasks.ask_to_stop, ticket, workers=[worker], on_error="ignore"
            )

    def forget(self, ticket: str) -> None:
        """Free what the cluster keeps of a piece."""
        self._futures.pop(ticket, None)

    def call(self, path: str, *arguments: Any) -> Any:
        """Return what the function at ``module:name`` returns in a worker, which may train meanwhile.

        Raises
        ------
        EngineError
            If no worker can be reached.
        """
        with self._answering() as client:
            for worker in client.nthreads():
                return client.run(tasks.call, path, *arguments, workers=[worker])[worker]
        raise EngineError(NOBODY)

    def compute(self, path: str, *arguments: Any) -> Any:
        """Do as `call`, in a worker that has nothing else to do; raises as `call` does."""
        with self._answering() as client:
            if self._futures:
                self.cluster.grow()
            return client.submit(tasks.call_alone, path, *arguments, pure=False).result()

    @contextmanager
    def _answering(self) -> Iterator[Client]:
        """Give the connection; without one, or when it breaks, raise a sentence."""
        if not self.cluster.connected:
            raise EngineError(NOBODY)
        try:
            yield self.cluster.client
        except (CancelledError, OSError) as error:
            raise EngineError(NOBODY) from error
