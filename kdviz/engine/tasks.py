"""The tasks that run in a worker; training code is named by dotted path, so that this module is free of torch."""

from collections.abc import Callable, Generator
from dataclasses import fields, is_dataclass, replace
from importlib import import_module
from typing import Any

import numpy as np
from distributed import get_worker
from pydantic import BaseModel

from kdviz.catalog import CatalogError, add_data_set, named, remove_data_set
from kdviz.engine.jobs.job import Delivery, Piece
from kdviz.engine.worker import warm_up
from kdviz.results import Failure, RunFailedError

_stopping: set[str] = set()


class _StoppedError(Exception):
    """Nobody wants the piece any more."""


def work(piece: Piece, given: tuple[Any, ...], ticket: str, topic: str) -> tuple[Delivery, bool]:
    """Run the stages of a piece; publish under `topic` that it begins, and then what the stages yield.

    Parameters
    ----------
    given : tuple
        Handed to each stage after its own arguments and before the results of earlier stages.
    ticket : str
        The piece's name in messages.

    Returns
    -------
    delivery : Delivery
    stopped : bool
        Whether it was told to end early; the stages before that are in the delivery.
    """
    worker = get_worker()
    for card in piece.data_sets:
        # Another of its name may be here from an earlier piece.
        remove_data_set(card.name)
        add_data_set(card)

    def tell(message: dict[str, Any]) -> None:
        worker.log_event(topic, {"ticket": ticket, **message})

    tell({"begins_at": worker.address})
    warm_up()
    clock = import_module("kdviz.training.schedule").Clock()
    made: list[Any] = []
    try:
        for stage in piece.stages:
            going = named(stage.task)(*stage.arguments, *given, *made, clock)
            made.append(_own(_follow(going, ticket, tell)))
    except _StoppedError:
        return Delivery(tuple(made)), True
    except (RunFailedError, CatalogError) as error:
        return Delivery(tuple(made), Failure.of(error)), False
    finally:
        _stopping.discard(ticket)
    return Delivery(tuple(made)), False


def _follow(going: Generator[Any, None, Any], ticket: str, tell: Callable[[dict[str, Any]], None]) -> Any:
    """Run a stage to its end and publish its news; stop when told to, or when nobody waits any more."""
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
    """End the piece `ticket` of this worker after its next step."""
    _stopping.add(ticket)


def call(path: str, *arguments: Any) -> Any:
    """Return what the function at ``module:name`` returns: the torch-free side gets its statistics this way."""
    return named(path)(*arguments)


def call_alone(path: str, *arguments: Any) -> Any:
    """Do as `call`, but only once this worker has finished its imports, which would disturb a measurement."""
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
