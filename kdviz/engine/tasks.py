"""What runs in a worker, named by dotted path so that this module is free of torch."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeVar

import numpy as np
from distributed import get_worker

from kdviz.engine.worker import warm_up
from kdviz.experiment import Experiment
from kdviz.results import Arrays, Failure, Outcome, RunFailedError, Snapshot
from kdviz.results.cell import CellOutcome

End = TypeVar("End")
News = TypeVar("News")

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


@dataclass(frozen=True)
class CellDelivery:
    """What a worker hands back of a chunk of a sweep.

    Attributes
    ----------
    teacher : dict of ndarray or None
        Weights, where one was trained.
    outcomes : list of CellOutcome or None
        None for a chunk that was stopped.
    """

    teacher: Arrays | None
    outcomes: list[CellOutcome] | None


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
    tell = _begin(run_id, topic)
    clock = import_module("kdviz.training.schedule").Clock()
    trained: Arrays | None = None

    def show(snapshot: Snapshot) -> None:
        tell({"snapshot": snapshot.model_dump()})

    try:
        if teacher is None:
            teacher = trained = _own(_follow(_training("run.teacher").train(experiment, clock), run_id, show))
        outcome: Outcome = _follow(_training("run.distill").distill(experiment, run_id, teacher, clock), run_id, show)
    except _StoppedError:
        return Delivery(trained, None)
    finally:
        _stopping.discard(run_id)
    return Delivery(trained, Outcome(outcome.result, **{name: _own(arrays) for name, arrays in outcome.files.items()}))


def train_cells(experiments: Sequence[Experiment], ticket: str, topic: str, teacher: Arrays | None) -> CellDelivery:
    """Train a chunk of a sweep, telling under `topic` that it begins and then the share that is done.

    Parameters
    ----------
    experiments : sequence of Experiment
        Of one family; see `kdviz.experiment.packing`.
    ticket : str
        What the chunk goes by.
    topic : str
    teacher : dict of ndarray or None
        Its weights, if there are any yet.
    """
    tell = _begin(ticket, topic)
    trained: Arrays | None = None
    try:
        if teacher is None:
            clock = import_module("kdviz.training.schedule").Clock()
            teacher = trained = _own(
                _follow(_training("run.teacher").train(experiments[0], clock), ticket, lambda _: None)
            )
        going = _training("sweep.chunk").train_cells(experiments, teacher)
        outcomes: list[CellOutcome] = _follow(going, ticket, lambda share: tell({"share": share}))
    except _StoppedError:
        return CellDelivery(trained, None)
    except RunFailedError as error:
        return CellDelivery(trained, [CellOutcome(failure=Failure.of(error))] * len(experiments))
    finally:
        _stopping.discard(ticket)
    return CellDelivery(trained, outcomes)


def _begin(ticket: str, topic: str) -> Callable[[dict[str, Any]], None]:
    """Tell that this worker is at it, get ready, and return how to tell more."""
    worker = get_worker()

    def tell(message: dict[str, Any]) -> None:
        worker.log_event(topic, {"run_id": ticket, **message})

    tell({"begins_at": worker.address})
    warm_up()
    return tell


def _follow(going: "Generator[News | None, None, End]", ticket: str, show: Callable[[News], None]) -> End:
    """Go through a training to its end, show what is new, and stop when that is wanted or nobody waits any more."""
    worker = get_worker()
    key = worker.get_current_task()

    def each(news: News | None) -> None:
        # Where whoever submitted it has gone, the scheduler lets go of a task; the worker is free for others then.
        if ticket in _stopping or worker.state.tasks[key].state == "cancelled":
            raise _StoppedError
        if news is not None:
            show(news)

    end: End = _training("run.steps").finish(going, each)
    return end


def _training(module: str) -> Any:
    return import_module(f"kdviz.training.{module}")


def ask_to_stop(run_id: str) -> None:
    """Let the run `run_id`, which this worker trains, end after its next step."""
    _stopping.add(run_id)


def call(path: str, *arguments: Any) -> Any:
    """Call the function at the dotted path ``module:name``: how the torch-free side has statistics made."""
    module, name = path.split(":")
    return getattr(import_module(module), name)(*arguments)


def call_alone(path: str, *arguments: Any) -> Any:
    """Call it as a task of its own, when this worker has got ready and imports nothing beside it."""
    warm_up()
    return call(path, *arguments)


def _own(arrays: Arrays) -> Arrays:
    """Copy arrays out of torch's memory, so that sending them imports no torch where they arrive."""
    return {name: np.array(values) for name, values in arrays.items()}
