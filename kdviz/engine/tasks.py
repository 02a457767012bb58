"""What runs in a worker, named by dotted path so that this module is free of torch."""

from collections.abc import Generator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeVar

import numpy as np
from distributed import get_worker

from kdviz.engine.worker import warm_up
from kdviz.experiment import Experiment
from kdviz.results import Arrays, Outcome, Snapshot

End = TypeVar("End")

_stopping: set[str] = set()


@dataclass(frozen=True)
class Delivery:
    """What a worker hands back.

    Attributes
    ----------
    teacher : dict of ndarray or None
        Weights, where one was trained.
    outcome : Outcome or None
        None for a run that was stopped.
    """

    teacher: Arrays | None
    outcome: Outcome | None


class _StoppedError(Exception):
    """Whoever wanted the run does not any more."""


def train(experiment: Experiment, run_id: str, topic: str, teacher: Arrays | None) -> Delivery:
    """Run an experiment, telling under `topic` that it begins and then every snapshot.

    Parameters
    ----------
    experiment : Experiment
    run_id : str
    topic : str
    teacher : dict of ndarray or None
        Its weights, if there are any yet.

    Raises
    ------
    RunFailedError
        If the teacher's training diverges.
    """
    worker = get_worker()
    tell = worker.log_event
    tell(topic, {"run_id": run_id, "begins_at": worker.address})
    warm_up()
    clock = import_module("kdviz.training.schedule").Clock()
    trained: Arrays | None = None

    def follow(going: "Generator[Snapshot | None, None, End]") -> End:
        while True:
            try:
                snapshot = next(going)
            except StopIteration as end:
                returned: End = end.value
                return returned
            if run_id in _stopping:
                raise _StoppedError
            if snapshot is not None:
                tell(topic, {"run_id": run_id, "snapshot": snapshot.model_dump()})

    try:
        if teacher is None:
            teacher = trained = _own(follow(import_module("kdviz.training.teacher").train(experiment, clock)))
        outcome: Outcome = follow(import_module("kdviz.training.distill").distill(experiment, run_id, teacher, clock))
    except _StoppedError:
        return Delivery(trained, None)
    finally:
        _stopping.discard(run_id)
    return Delivery(
        trained, Outcome(outcome.result, _own(outcome.students), _own(outcome.arrays), _own(outcome.course))
    )


def ask_to_stop(run_id: str) -> None:
    """Let the run `run_id`, which this worker trains, end after its next step."""
    _stopping.add(run_id)


def call(path: str, *arguments: Any) -> Any:
    """Call the function at the dotted path ``module:name``: how the torch-free side has statistics made."""
    module, name = path.split(":")
    return getattr(import_module(module), name)(*arguments)


def _own(arrays: Arrays) -> Arrays:
    """Copy arrays out of torch's memory, so that sending them imports no torch where they arrive."""
    return {name: np.array(values) for name, values in arrays.items()}
