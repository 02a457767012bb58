"""What runs in a worker, named by dotted path so that this module is free of torch."""

from importlib import import_module
from typing import Any

import numpy as np
from distributed import get_worker
from numpy.typing import NDArray

from kdviz.engine.worker import warm_up
from kdviz.experiment import Experiment
from kdviz.results import RunResult
from kdviz.store.home import home

Arrays = dict[str, NDArray[Any]]


def topic(run_id: str) -> str:
    """Return the name under which a run's events travel."""
    return f"kdviz-{run_id}"


def train(knobs: dict[str, Any], run_id: str) -> tuple[RunResult, Arrays, Arrays]:
    """Run an experiment, telling every snapshot.

    Parameters
    ----------
    knobs : dict
        An experiment's.
    run_id : str

    Returns
    -------
    result : RunResult
    students, arrays : dict of ndarray
        As in `kdviz.training.distill.Outcome`.

    Raises
    ------
    RunFailedError
        If the teacher's training diverges.
    """
    warm_up()
    run = import_module("kdviz.training.distill").distill(Experiment(**knobs), run_id, home())
    worker = get_worker()
    while True:
        try:
            snapshot = next(run)
        except StopIteration as end:
            outcome = end.value
            return outcome.result, _own(outcome.students), _own(outcome.arrays)
        worker.log_event(topic(run_id), snapshot.model_dump())


def _own(arrays: Arrays) -> Arrays:
    """Copy arrays out of torch's memory, so that sending them imports no torch where they arrive."""
    return {name: np.array(values) for name, values in arrays.items()}
