"""What runs in a worker, named by dotted path so that this module is free of torch."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import fields, is_dataclass, replace
from importlib import import_module
from typing import Any

import numpy as np
from distributed import get_worker
from pydantic import BaseModel

from kdviz.catalog import named
from kdviz.engine.jobs.job import Delivery, Stage
from kdviz.engine.worker import warm_up
from kdviz.results import Failure, RunFailedError

_stopping: set[str] = set()


class _StoppedError(Exception):
    """Whoever wanted the piece does not any more."""


def work(stages: Sequence[Stage], given: tuple[Any, ...], ticket: str, topic: str) -> tuple[Delivery, bool]:
    """Go through the stages of a piece, telling under `topic` that it begins and then whatever they yield.

    Parameters
    ----------
    stages : sequence of Stage
    given : tuple
        What the stages are handed after their own arguments, before the results of those that came before them.
    ticket : str
        What the piece goes by.
    topic : str

    Returns
    -------
    delivery : Delivery
    stopped : bool
        Whether it ended early because that was wanted; the results of the stages before that are delivered.
    """
    worker = get_worker()

    def tell(message: dict[str, Any]) -> None:
        worker.log_event(topic, {"ticket": ticket, **message})

    tell({"begins_at": worker.address})
    warm_up()
    clock = import_module("kdviz.training.schedule").Clock()
    made: list[Any] = []
    try:
        for stage in stages:
            going = named(stage.task)(*stage.arguments, *given, *made, clock)
            made.append(_own(_follow(going, ticket, tell)))
    except _StoppedError:
        return Delivery(tuple(made)), True
    except RunFailedError as error:
        return Delivery(tuple(made), Failure.of(error)), False
    finally:
        _stopping.discard(ticket)
    return Delivery(tuple(made)), False


def _follow(going: Generator[Any, None, Any], ticket: str, tell: Callable[[dict[str, Any]], None]) -> Any:
    """Go through a stage to its end, tell what is new, and stop when that is wanted or nobody waits any more."""
    worker = get_worker()
    key = worker.get_current_task()

    def each(news: Any) -> None:
        # Where whoever submitted it has gone, the scheduler lets go of a task; the worker is free for others then.
        if ticket in _stopping or worker.state.tasks[key].state == "cancelled":
            raise _StoppedError
        if news is not None:
            tell({"news": news.model_dump() if isinstance(news, BaseModel) else news})

    return named("kdviz.training.run.steps:finish")(going, each)


def ask_to_stop(ticket: str) -> None:
    """Let the piece `ticket`, which this worker is at, end after its next step."""
    _stopping.add(ticket)


def call(path: str, *arguments: Any) -> Any:
    """Call the function at the dotted path ``module:name``: how the torch-free side has statistics made."""
    return named(path)(*arguments)


def call_alone(path: str, *arguments: Any) -> Any:
    """Call it as a task of its own, when this worker has got ready and imports nothing beside it."""
    warm_up()
    return call(path, *arguments)


def _own(value: Any) -> Any:
    """Copy arrays out of torch's memory, so that sending them imports no torch where they arrive."""
    if isinstance(value, np.ndarray):
        return np.array(value)
    if isinstance(value, dict):
        return {name: _own(each) for name, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{part.name: _own(getattr(value, part.name)) for part in fields(value)})
    return value
