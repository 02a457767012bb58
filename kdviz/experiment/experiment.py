"""The experiment: one value that everything a run does follows from."""

import hashlib
import json
from collections.abc import Iterator
from types import NoneType
from typing import Any, Self, get_args

from pydantic import ConfigDict, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from kdviz import catalog
from kdviz.catalog import CatalogError, Cost, DatasetCard, Kind, Knob
from kdviz.catalog.kinds.classic import ClassicKnobs
from kdviz.catalog.limits import TEACHER_BATCH
from kdviz.experiment.knobs import DataKnobs, StudentKnobs, TeacherKnobs, TrainingKnobs
from kdviz.experiment.problem import misfits

KEPT = {"kept": True}


class Experiment(TrainingKnobs, ClassicKnobs, StudentKnobs, TeacherKnobs, DataKnobs):
    """One distillation experiment, checked and immutable.

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

    @field_validator("*")
    @classmethod
    def _check_range(cls, value: Any, info: ValidationInfo) -> Any:
        if info.context is not KEPT and not knob(str(info.field_name)).allows(value):
            raise PydanticCustomError("outside", "is outside its range")
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

    @model_validator(mode="after")
    def _check_together(self, info: ValidationInfo) -> Self:
        if info.context is not KEPT:
            for problem in misfits(self):
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
        """How many images each student sees in a step, labelled and unlabelled ones."""
        return self.batch_size * (2 if self.unlabelled_images else 1)

    @property
    def student_work(self) -> float:
        """Effective multiply-accumulates of all arms and seeds; a backward pass counts as two forward ones."""
        return 9.0 * self.seeds * self.student_cost.effort * self.images_a_step * self.steps

    @property
    def teacher_work(self) -> float:
        """Effective multiply-accumulates of the teacher's training."""
        return 3.0 * self.teacher_cost.effort * TEACHER_BATCH * self.teacher_steps

    @property
    def activations(self) -> int:
        """How many numbers a step of all arms and seeds holds at once."""
        return 3 * self.seeds * self.images_a_step * self.student_cost.activations

    def changes(self) -> dict[str, Any]:
        """Return the knobs that are not at their defaults."""
        return self.model_dump(exclude_defaults=True)

    def canonical(self) -> dict[str, Any]:
        """Return the knobs with equal experiments written equally (a full set of labels is ``"all"``)."""
        knobs = self.model_dump()
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


def knob(name: str) -> Knob:
    """Return the description of the knob `name`."""
    return next(item for item in Experiment.model_fields[name].metadata if isinstance(item, Knob))


def knobs() -> Iterator[tuple[str, Knob]]:
    """Yield every knob's name and description, from the data to the seeds."""
    for name in Experiment.model_fields:
        yield name, knob(name)


def is_whole(name: str) -> bool:
    """Return whether the knob `name` takes whole numbers only."""
    annotation = Experiment.model_fields[name].annotation
    return int in (get_args(annotation) or (annotation,))


def is_optional(name: str) -> bool:
    """Return whether the knob `name` may be left empty."""
    return NoneType in get_args(Experiment.model_fields[name].annotation)
