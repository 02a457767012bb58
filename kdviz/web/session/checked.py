"""The request that a page's fields make, or what is wrong with them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import ValidationError

from kdviz.experiment import Experiment, Problem, problems
from kdviz.i18n import SpokenError, Translator
from kdviz.web.session.knobs import knob_values

Request = TypeVar("Request")


@dataclass(frozen=True)
class Checked(Generic[Request]):
    """The request that the fields make, if they make one; what is wrong with it, and with knobs by name."""

    request: Request | None = None
    experiment: Experiment | None = None
    fault: str = ""
    faults: dict[str, Problem] = field(default_factory=dict)


def checked_knobs() -> tuple[Experiment | None, dict[str, Problem]]:
    """Return the experiment that the session's knobs make, or what is wrong with them by name."""
    try:
        return Experiment.shared(**knob_values()), {}
    except ValidationError as error:
        return None, {fault.name: fault for fault in problems(error)}


def checked_request(make: Callable[[Experiment], Request], _: Translator) -> Checked[Request]:
    """Return what `make` makes of the session's experiment, or what is wrong in the request's own sentence."""
    experiment, faults = checked_knobs()
    if experiment is None:
        return Checked(faults=faults)
    try:
        return Checked(make(experiment), experiment)
    except SpokenError as error:
        return Checked(None, experiment, error.sentence(_))
