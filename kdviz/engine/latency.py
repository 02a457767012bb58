"""Latency, for scripts, commands and pages: a worker measures a kept student beside its teacher."""

import os
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from kdviz.catalog import added_data_sets
from kdviz.engine.engine import Engine
from kdviz.engine.process import shared_engine
from kdviz.experiment import Experiment
from kdviz.experiment.goal import networks_of
from kdviz.exports.material import Student
from kdviz.results.latency import Latencies
from kdviz.results.machine import machine
from kdviz.store.home import write_whole

# What was measured last on this home, with the curve that says beforehand whether integers pay.
FILE = "latency.json"


def last_latencies(home: Path) -> Latencies | None:
    """Return what was measured last on this machine; None before the first.

    Workers of another cluster compute on machines that this one does not know: then it is what they measured.
    """
    try:
        found = Latencies.model_validate_json((home / FILE).read_bytes())
    except (OSError, ValidationError):
        return None
    return found if os.environ.get("KDVIZ_SCHEDULER") or found.machine == machine() else None


def measure_latencies(student: Student) -> Latencies:
    """Measure in a worker that has nothing else to do, and remember its curve.

    Raises
    ------
    EngineError
        If no worker can be reached.
    """
    engine = shared_engine()
    found: Latencies = _begun(engine, student).result()
    _remember(engine.history.folder, found)
    return found


def begin_latencies(student: Student) -> "Future[Latencies]":
    """Do as `measure_latencies`, but do not wait; raises its errors at `result`."""
    engine = shared_engine()
    begun = _begun(engine, student)

    def remember(done: "Future[Latencies]") -> None:
        if not done.cancelled() and done.exception() is None:
            _remember(engine.history.folder, done.result())

    begun.add_done_callback(remember)
    return begun


def begin_microseconds(experiment: Experiment, vary: Mapping[str, str]) -> "Future[dict[str, float]]":
    """Begin to measure how long one answer takes, of each network that students may be in a search; raises as above."""
    names = networks_of(experiment, vary)
    return shared_engine().begin("kdviz.exports.timed:microseconds", experiment, names, added_data_sets())


def _begun(engine: Engine, student: Student) -> "Future[Latencies]":
    known = last_latencies(engine.history.folder)
    return engine.begin("kdviz.exports.timed:latencies", student, known, added_data_sets())


def _remember(home: Path, found: Latencies) -> None:
    with suppress(OSError):
        write_whole(home / FILE, found.model_dump_json().encode())
