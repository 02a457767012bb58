"""The experiment: one value that everything a run does follows from."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from types import NoneType
from typing import Any, Self, get_args

from pydantic import ConfigDict, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from kdviz import catalog
from kdviz.catalog import CatalogError, Cost, DatasetCard, Kind, Knob
from kdviz.experiment import work
from kdviz.experiment.checks import misfits
from kdviz.experiment.knobs import DataKnobs, StudentKnobs, TeacherKnobs, TrainingKnobs
from kdviz.experiment.needs import missing

KEPT = {"kept": True}


class Experiment(
    TrainingKnobs,
    catalog.KIND_KNOBS,  # type: ignore[valid-type, misc]  # composed when the catalog is read
    StudentKnobs,
    TeacherKnobs,
    DataKnobs,
):
    """One distillation experiment, checked and immutable.

    The knobs of every kind of distillation are here, composed from the catalog; those that the chosen kind does not
    read are at their defaults, whatever was given, so that equal experiments are equal.

    Raises
    ------
    pydantic.ValidationError
        If a knob is out of range, or knobs do not fit together; `problems` puts it in sentences.

    Examples
    --------
    >>> Experiment(labels=30, student="16").student_cost.parameters
    1210
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)

    @model_validator(mode="before")
    @classmethod
    def _fill_in_what_is_usual(cls, values: Any) -> Any:
        if not isinstance(values, Mapping):
            return values
        card = catalog.KINDS.get(str(values.get("kind", cls.model_fields["kind"].default)))
        return {**card.usual, **values} if card else values

    @field_validator("*")
    @classmethod
    def _check_range(cls, value: Any, info: ValidationInfo) -> Any:
        name = str(info.field_name)
        if info.context is not KEPT and not knob(name).allows(value):
            raise PydanticCustomError("outside", "is outside its range")
        # A kind that is none has been found out by now: its field comes before those of the kinds.
        if "kind" in info.data and not is_read(name, info.data["kind"]):
            return cls.model_fields[name].default
        # Minus zero equals zero, and so must its hash.
        return value + 0.0 if isinstance(value, float) else value

    @field_validator("omit_class", mode="before")
    @classmethod
    def _read_none(cls, value: Any) -> Any:
        return None if value in ("none", "") else value

    @field_validator("teacher", "student")
    @classmethod
    def _check_network(cls, value: str) -> str:
        text = catalog.canonical_network(value)
        try:
            catalog.network(text)
        except CatalogError as error:
            raise PydanticCustomError("outside", "{reason}", {"reason": str(error)}) from error
        return text

    @field_validator(*sorted({card.between for card in catalog.KINDS.values()} - {""}))
    @classmethod
    def _check_networks(cls, value: str) -> str:
        return ",".join(cls._check_network(text) for text in value.split(","))

    @model_validator(mode="after")
    def _check_together(self, info: ValidationInfo) -> Self:
        if info.context is not KEPT:
            for problem in chain(misfits(self), missing(self)):
                raise PydanticCustomError("misfit", "{sentence}", {"sentence": problem.sentence(), "problem": problem})
        return self

    @classmethod
    def kept(cls, knobs: dict[str, Any]) -> Self:
        """Read an experiment that ran once: limits may have changed since, and do not concern it."""
        return cls.model_validate(knobs, context=KEPT)

    @property
    def data(self) -> DatasetCard:
        """The data set's card."""
        return catalog.DATASETS[self.dataset]

    @property
    def kind_card(self) -> Kind:
        """The card of the kind of distillation."""
        return catalog.KINDS[self.kind]

    @property
    def kind_knobs(self) -> dict[str, Any]:
        """The knobs that the kind of distillation reads, and what they are set to."""
        return {name: getattr(self, name) for name in self.kind_card.knob_names}

    @property
    def teacher_cost(self) -> Cost:
        """Parameters, MACs and bytes of the teacher."""
        return catalog.cost(self.teacher, self.data.shape, self.data.classes)

    @property
    def student_cost(self) -> Cost:
        """Parameters, MACs and bytes of the student."""
        return catalog.cost(self.student, self.data.shape, self.data.classes)

    @property
    def labelled_images(self) -> int:
        """How many labelled images each seed draws."""
        return self.data.transfer_images(self.omit_class) if self.labels == "all" else self.labels

    @property
    def unlabelled_images(self) -> int:
        """How many unlabelled images each seed draws."""
        rest = self.data.transfer_images(self.omit_class) - self.labelled_images
        return rest if self.unlabeled == "all" else self.unlabeled

    @property
    def seed_list(self) -> tuple[int, ...]:
        """The seeds, counted up from the first."""
        return tuple(range(self.first_seed, self.first_seed + self.seeds))

    @property
    def images_a_step(self) -> int:
        """How many images each student sees in a step: labelled ones, and others where there are any."""
        return self.batch_size * (2 if self.unlabelled_images or self.kind_card.brings_images else 1)

    @property
    def students_a_seed(self) -> int:
        """How many students of the same shape each seed trains: its arms, and those that the kind adds."""
        return 3 + self._number(self.kind_card.more_students)

    @property
    def networks_between(self) -> list[str]:
        """The networks that learn from the teacher so that the student can learn from them."""
        between = self.kind_card.between
        return getattr(self, between).split(",") if between else []

    @property
    def further_teachers(self) -> int:
        """How many teachers there are beside the first."""
        return max(0, self._number(self.kind_card.more_teachers) - 1)

    def _number(self, name: str) -> int:
        return int(getattr(self, name)) if name else 0

    @property
    def hinted_steps(self) -> int:
        """How many steps each student learns from a middle layer of the teacher's before it learns from the answers."""
        return self._number(self.kind_card.hinted_steps)

    @property
    def made_images(self) -> int:
        """How many images each seed makes of its labelled ones before the students' training."""
        return self.labelled_images * self._number(self.kind_card.makes_images)

    @property
    def student_work(self) -> float:
        """Effective multiply-accumulates of all students, of their steps and of what comes before them."""
        return self.steps * work.step_work(self) + work.stage_work(self)

    @property
    def teacher_work(self) -> float:
        """Effective multiply-accumulates of the training of all teachers."""
        return work.teacher_work(self)

    @property
    def first_teacher_work(self) -> float:
        """The share of the first teacher, which is kept for other experiments."""
        return work.first_teacher_work(self)

    @property
    def activations(self) -> int:
        """How many numbers a step of all students holds at once."""
        pairs = self.kind_card.batch_numbers * self.images_a_step
        return self.students_a_seed * self.seeds * self.images_a_step * (self.student_cost.activations + pairs)

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


TEACHER_KNOBS = ("dataset", "data_seed", *TeacherKnobs.model_fields)


@cache
def knob(name: str) -> Knob:
    """Return the description of the knob `name`."""
    return next(item for item in Experiment.model_fields[name].metadata if isinstance(item, Knob))


def knobs() -> Iterator[tuple[str, Knob]]:
    """Yield every knob's name and description, from the data to the seeds."""
    for name in Experiment.model_fields:
        yield name, knob(name)


@cache
def is_read(name: str, kind: str) -> bool:
    """Return whether the kind of distillation `kind` reads the knob `name`, as every kind does the general ones."""
    return name not in catalog.KIND_KNOBS.model_fields or name in catalog.KINDS[kind].knob_names


def knobs_of(kind: str) -> Iterator[tuple[str, Knob]]:
    """Yield name and description of the knobs that matter when `kind` is chosen, from the data to the seeds."""
    for name, description in knobs():
        if is_read(name, kind):
            yield name, description


def usual(name: str, kind: str) -> Any:
    """Return the default of the knob `name` when `kind` is chosen, or no kind in particular."""
    card = catalog.KINDS.get(kind)
    return (card.usual if card else {}).get(name, Experiment.model_fields[name].default)


def is_whole(name: str) -> bool:
    """Return whether the knob `name` takes whole numbers only."""
    annotation = Experiment.model_fields[name].annotation
    return int in (get_args(annotation) or (annotation,))


def is_optional(name: str) -> bool:
    """Return whether the knob `name` may be left empty."""
    return NoneType in get_args(Experiment.model_fields[name].annotation)
