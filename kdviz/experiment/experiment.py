"""The experiment: one checked value that everything a run does follows from."""

import hashlib
import json
import math
import warnings
from collections.abc import Mapping
from typing import Any, Self

from pydantic import ModelWrapValidatorHandler, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from kdviz import catalog
from kdviz.catalog import CatalogError, Problem, closest, one_of
from kdviz.experiment.checks import misfits
from kdviz.experiment.knobs import TeacherKnobs
from kdviz.experiment.settings import Settings, described, is_read, is_whole, knob, usual
from kdviz.i18n import N_

AS_KEPT = {"kept": True}
# Settings that may hold more than one kind reads, as a page's do.
SHARED = {"shared": True}
UNREAD = N_("it is a knob that is not read: the kind of distillation is {kinds}")
TEACHER_KNOBS = ("dataset", "data_seed", *TeacherKnobs.model_fields)


class Experiment(Settings):
    """One distillation experiment, checked and immutable.

    The knobs that the chosen kind of distillation does not read are at their defaults, whatever was given, so that
    equal experiments are equal; a warning says so.

    Raises
    ------
    pydantic.ValidationError
        A ValueError, with a sentence for each knob that is out of range or does not fit the others; `problems` has them
        for readers of other languages.

    Examples
    --------
    >>> Experiment(labels=30, student="16").student_cost.parameters
    1210
    """

    @model_validator(mode="wrap")
    @classmethod
    def _speak(cls, values: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Say of each knob which values are allowed, where pydantic knows only types."""
        try:
            return handler(values)
        except ValidationError as error:
            found = {problem.name: problem for problem in reversed([*map(_problem, error.errors())])}
            lines = [_line(problem) for problem in reversed(found.values())]
            raise ValidationError.from_exception_data(cls.__name__, lines) from None

    @model_validator(mode="before")
    @classmethod
    def _fill_in_what_is_usual(cls, values: Any, info: ValidationInfo) -> Any:
        if not isinstance(values, Mapping):
            return values
        card = catalog.KINDS.get(str(values.get("kind", cls.model_fields["kind"].default)))
        if card is None:
            return values
        for name, value in () if info.context else values.items():
            if name in cls.model_fields and not is_read(name, card.name) and value != cls.model_fields[name].default:
                # Beyond two validators and pydantic's ``__init__`` is who asked for the experiment.
                warnings.warn(Problem(name, value, UNREAD, {"kinds": card.name}).sentence(), stacklevel=4)
        return {**card.usual, **values}

    @field_validator("*")
    @classmethod
    def _check_range(cls, value: Any, info: ValidationInfo) -> Any:
        name = str(info.field_name)
        description = described(name)
        if info.context is not AS_KEPT and not description.allows(value):
            raise PydanticCustomError("outside", "is outside its range")
        # A kind that is none has been found out by now: its field comes before those of the kinds.
        if "kind" in info.data and not is_read(name, info.data["kind"]):
            return cls.model_fields[name].default
        if description.widget in ("network", "networks"):
            texts = value.split(",") if description.widget == "networks" else [value]
            return ",".join(map(_checked_network, texts))
        # Minus zero equals zero, and so must its hash.
        return value + 0.0 if isinstance(value, float) else value

    @field_validator("dataset", mode="before")
    @classmethod
    def _read_name(cls, value: Any) -> Any:
        # An own data set is known by its content, whatever somebody calls it.
        return catalog.data_set_name(value) if isinstance(value, str) else value

    @field_validator("omit_class", mode="before")
    @classmethod
    def _read_none(cls, value: Any) -> Any:
        return None if value in ("none", "") else value

    @model_validator(mode="after")
    def _check_together(self, info: ValidationInfo) -> Self:
        if info.context is not AS_KEPT:
            for problem in misfits(self):
                raise _custom(problem)
        return self

    @classmethod
    def kept(cls, knobs: dict[str, Any]) -> Self:
        """Read an experiment that ran once: limits may have changed since, and do not concern it."""
        return cls.model_validate(knobs, context=AS_KEPT)

    @classmethod
    def shared(cls, **knobs: Any) -> Self:
        """Return the experiment of knobs that may be more than its kind reads; what it does not read is no mistake."""
        return cls.model_validate(knobs, context=SHARED)

    def changes(self) -> dict[str, Any]:
        """Return the knobs that are not at the defaults of this kind of distillation."""
        return {name: value for name, value in self.model_dump().items() if value != usual(name, self.kind)}

    def canonical(self) -> dict[str, Any]:
        """Return the knobs with equal experiments written equally (a full set of labels is ``"all"``)."""
        knobs = {name: value for name, value in self.model_dump().items() if is_read(name, self.kind)}
        available = self.data.transfer_images(self.omit_class)
        knobs["labels"] = "all" if self.labelled_images == available else self.labels
        knobs["unlabeled"] = self.unlabelled_images
        return knobs

    def digest(self, *, only: tuple[str, ...] = (), salt: str = "") -> str:
        """Return the SHA-256 of the canonical knobs (of those named in `only`) and `salt`, in hexadecimal."""
        knobs = {name: value for name, value in self.canonical().items() if not only or name in only}
        text = json.dumps(knobs, sort_keys=True, allow_nan=False) + salt
        return hashlib.sha256(text.encode()).hexdigest()


def _custom(problem: Problem) -> PydanticCustomError:
    return PydanticCustomError("problem", "{sentence}", {"sentence": problem.sentence(), "problem": problem})


def _line(problem: Problem) -> InitErrorDetails:
    return InitErrorDetails(type=_custom(problem), loc=(problem.name,), input=problem.value)


def _problem(item: ErrorDetails) -> Problem:
    """Return what pydantic found wrong, as we say it."""
    if item["type"] == "problem":
        problem: Problem = item["ctx"]["problem"]
        return problem
    name, value = str(item["loc"][0]) if item["loc"] else "", item["input"]
    if name not in Experiment.model_fields:
        if near := closest(name, Experiment.model_fields):
            return Problem(name, value, N_("there is no such knob; {closest} is closest"), {"closest": near})
        return Problem(name, value, N_("there is no such knob"))
    if name == "dataset" and value in catalog.PUBLISHED:
        return Problem(name, value, catalog.NOT_HERE, {"dataset": value})
    description, whole = knob(name), is_whole(name)
    template, blanks = description.allowed(whole)
    if description.options:
        template, blanks = one_of(value, description.options)
    return Problem(name, value, template, blanks, nearest=_clamped(name, value))


def _clamped(name: str, value: object) -> float | None:
    description = knob(name)
    try:
        number = float(str(value))
    except ValueError:
        return None
    if math.isnan(number) or description.bounds is None:
        return None
    clamped = description.clamp(number)
    return round(clamped) if is_whole(name) else clamped


def _checked_network(text: str) -> str:
    network = catalog.canonical_network(text)
    try:
        catalog.network(network)
    except CatalogError as error:
        raise PydanticCustomError("outside", "{reason}", {"reason": str(error)}) from error
    return network
