"""The start of a worker: a low priority, so that pages stay fast, its device, and the imports that training needs."""

import atexit
import os
import threading
from importlib import import_module

from distributed import Worker

from kdviz.engine.surroundings import gpus

NICENESS = 10
# What a worker that owns a GPU has one of, and a piece takes one of where there are such workers.
GPU = "kdviz-gpu"

_warming = threading.Lock()
_warm = threading.Event()


def dask_setup(worker: Worker) -> None:
    """Lower the worker's priority, say whether it has a GPU, and import what training needs in the background."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    if worker.nanny:
        # It may end in the middle of a step: torch's threads would call that "terminate called without an active
        # exception". Nothing is lost, since a worker keeps nothing. One without a nanny is its user's own process.
        atexit.register(os._exit, 0)
    # Before the scheduler hears of it. Where there is a GPU, torch is asked, which may be too new for its driver.
    if gpus() and import_module("kdviz.training.population.device").device_kind() == "cuda":
        worker.state.total_resources[GPU] = worker.state.available_resources[GPU] = 1
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()


def warm_up() -> None:
    """Import the training side and run it once, or wait until that is done.

    It loads what torch loads on first use.
    """
    with _warming:
        if not _warm.is_set():
            import_module("kdviz.training.warmup").warm_up()
            _warm.set()
