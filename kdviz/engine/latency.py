"""Latency, for scripts and commands: a worker measures a kept student beside its teacher."""

from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from kdviz.catalog import added_data_sets
from kdviz.engine.process import shared_engine
from kdviz.exports.material import Student
from kdviz.results.latency import Latencies
from kdviz.store.home import write_whole

# What was measured last on this home, with the curve that says beforehand whether integers pay.
FILE = "latency.json"


def last_latencies(home: Path) -> Latencies | None:
    """Return what was measured last; None before the first."""
    try:
        return Latencies.model_validate_json((home / FILE).read_bytes())
    except (OSError, ValidationError):
        return None


def measure_latencies(student: Student) -> Latencies:
    """Measure in a worker that has nothing else to do, and remember its curve.

    Raises
    ------
    EngineError
        If no worker can be reached.
    """
    engine = shared_engine()
    home = engine.history.folder
    asked = ("kdviz.exports.timed:latencies", student, last_latencies(home), added_data_sets())
    found: Latencies = engine.begin(*asked).result()
    with suppress(OSError):
        write_whole(home / FILE, found.model_dump_json().encode())
    return found
