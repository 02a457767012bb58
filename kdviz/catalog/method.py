"""The description of a method of compression: what its stage in a pipeline is called, reads and does to a student."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import get_annotations
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict

from kdviz.catalog.choice import Choice
from kdviz.catalog.deployed import Deployed
from kdviz.catalog.knob import Knob, described
from kdviz.catalog.limits import LIMITS
from kdviz.i18n import N_

# The knobs of one stage; each method's model has its own.
StageKnobs = Any


class MethodKnobs(BaseModel):
    """What a stage is set to: immutable, so that equal stages are equal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def at(self, _done: float) -> Self:
        """Return what the stage is set to when a share of its training, from 0 to 1, is done."""
        return self


class TuningKnobs(MethodKnobs):
    """For stages that train for steps of their own."""

    target: Annotated[
        str,
        Knob(
            label=N_("Trained by"),
            help=N_("What the student learns from: the labels alone, or the teacher beside them."),
            widget="choice",
            choices={"labels": N_("the labels"), "teacher": N_("the teacher")},
        ),
    ] = "labels"
    steps: Annotated[
        int,
        Knob(
            label=N_("Steps"),
            help=N_("How many optimizer steps it trains."),
            unit=N_("steps"),
            bounds=(1, LIMITS.steps),
            step=10,
        ),
    ] = 250
    learning_rate: Annotated[
        float,
        Knob(label=N_("Learning rate"), help=N_("Step size of these steps."), bounds=(1e-6, 10)),
    ] = 0.003


class OnlyKnobs(MethodKnobs):
    """For stages that can be restricted to one layer."""

    only: Annotated[
        int | None,
        Knob(
            label=N_("Only this layer"),
            help=N_(
                "The one layer that it is restricted to, counted from 1 at the inputs. If none is set, all are meant."
            ),
            bounds=(1, 99),
            step=1,
        ),
    ] = None


def unchanged(student: Deployed, _knobs: StageKnobs) -> Deployed:
    """Return the student: for a method that leaves its size as it is."""
    return student


def never(_knobs: StageKnobs) -> bool:
    """Return False: for a method that does not."""
    return False


@dataclass(frozen=True, kw_only=True)
class Method(Choice):
    """A method of compression, or a training between two of them.

    How a stage is written follows from the knobs. After ``name=`` come what they are set to with colons between, in any
    order: a choice by its name, a toggle by the knob's, a layer as ``only2``; numbers belong to the knobs that take
    numbers, in the order of these.

    Attributes
    ----------
    code : str
        Of the mathematics: the objective of what trains, else ``function(student, knobs, noise)`` to the compressed
        student; see `kdviz.compression.student`.
    example : str
        How a stage is written.
    knobs : type of MethodKnobs
        Its fields are the knobs, described.
    written : tuple of str
        Knobs that are written also where they are at their defaults.
    read_with : mapping of str to str
        Knobs that are read only where a choice has been made, to that choice.
    begins : bool
        Whether it trains from the initial weights where it stands first, for the experiment's steps.
    compresses : bool
        Whether it makes the student smaller.
    deploys : callable
        What it makes of a student by arithmetic; raises `CatalogError` where that cannot be.
    tunes : callable
        Whether it trains, with `TuningKnobs`.
    by_labels : str
        The method that takes its place where the labels take the teacher's.
    """

    example: str
    knobs: type[MethodKnobs] = MethodKnobs
    written: tuple[str, ...] = ()
    read_with: Mapping[str, str] = field(default_factory=dict)
    begins: bool = False
    compresses: bool = False
    deploys: Callable[[Deployed, StageKnobs], Deployed] = unchanged
    tunes: Callable[[StageKnobs], bool] = never
    by_labels: str = ""

    @property
    def described(self) -> dict[str, Knob]:
        """Its knobs, by name, in the order in which they are written: its own before those that it shares."""
        own = get_annotations(self.knobs)
        fields = sorted(self.knobs.model_fields.items(), key=lambda item: item[0] not in own)
        return {name: described(of) for name, of in fields}
