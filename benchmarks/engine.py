"""The speed of the engine: events, stopping, and the first sign of life of a run."""

import os
import statistics
import tempfile
import threading
import uuid
from time import perf_counter, time
from typing import Any

from distributed import Client, get_worker

from benchmarks.timing import report
from kdviz.engine import Engine
from kdviz.experiment import Experiment

ROUNDS = 15


def measure() -> None:
    """Print the latencies' medians, workers warm."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["KDVIZ_HOME"] = home
        engine = Engine()
        engine.result(engine.submit(Experiment(), "bench").job_id)
        report("an event, worker to client", _events(engine), "ms", "-", True)
        report("submitting, to the first snapshot in the log", _first_snapshots(engine), "ms", "-", True)
        told, free = _stops(engine)
        report("stopping, until it is told", told, "ms", "-", True)
        report("stopping, until the worker is free", free, "ms", "-", True)
        engine.close()


def _events(engine: Engine) -> float:
    client: Client = engine.workers.cluster.client
    arrived = threading.Semaphore(0)
    delays: list[float] = []

    def hear(event: tuple[float, Any]) -> None:
        delays.append(time() - event[1])
        arrived.release()

    client.subscribe_topic("kdviz-bench", hear)
    for _round in range(10 * ROUNDS):
        client.submit(_tell, pure=False).result()
        arrived.acquire()
    return 1000 * statistics.median(delays)


def _tell() -> None:
    get_worker().log_event("kdviz-bench", time())


def _first_snapshots(engine: Engine) -> float:
    delays = []
    for seed in range(ROUNDS):
        start = perf_counter()
        run_id = engine.submit(Experiment(first_seed=100 + 10 * seed), uuid.uuid4().hex).job_id
        assert engine.wait(run_id)
        delays.append(perf_counter() - start)
        engine.result(run_id)
    return 1000 * statistics.median(delays)


def _stops(engine: Engine) -> tuple[float, float]:
    told, free = [], []
    for seed in range(ROUNDS):
        viewer = uuid.uuid4().hex
        run_id = engine.submit(Experiment(steps=20_000, first_seed=1000 + 10 * seed), viewer).job_id
        assert engine.wait(run_id)
        start = perf_counter()
        engine.stop(run_id, viewer)
        assert not engine.wait(run_id, after=10**9)
        told.append(perf_counter() - start)
        engine.await_idle()
        free.append(perf_counter() - start)
    return 1000 * statistics.median(told), 1000 * statistics.median(free)
