"""The experiment: one checked value that everything a run does follows from."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Self

from pydantic import ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from kdviz import catalog
from kdviz.catalog import CatalogError
from kdviz.experiment.checks import misfits
from kdviz.experiment.knobs import TeacherKnobs
from kdviz.experiment.settings import Settings, described, is_read, usual

KEPT = {"kept": True}
TEACHER_KNOBS = ("dataset", "data_seed", *TeacherKnobs.model_fields)


class Experiment(Settings):
    """One distillation experiment, checked and immutable.

    The knobs that the chosen kind of distillation does not read are at their defaults, whatever was given, so that
    equal experiments are equal.

    Raises
    ------
    pydantic.ValidationError
        If a knob is out of range, or knobs do not fit together; `problems` puts it in sentences.

    Examples
    --------
    >>> Experiment(labels=30, student="16").student_cost.parameters
    1210
    """

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
        knob = described(name)
        if info.context is not KEPT and not knob.allows(value):
            raise PydanticCustomError("outside", "is outside its range")
        # A kind that is none has been found out by now: its field comes before those of the kinds.
        if "kind" in info.data and not is_read(name, info.data["kind"]):
            return cls.model_fields[name].default
        if knob.widget in ("network", "networks"):
            return ",".join(map(_checked_network, value.split(",") if knob.widget == "networks" else [value]))
        # Minus zero equals zero, and so must its hash.
        return value + 0.0 if isinstance(value, float) else value

    @field_validator("omit_class", mode="before")
    @classmethod
    def _read_none(cls, value: Any) -> Any:
        return None if value in ("none", "") else value

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


def _checked_network(text: str) -> str:
    network = catalog.canonical_network(text)
    try:
        catalog.network(network)
    except CatalogError as error:
        raise PydanticCustomError("outside", "{reason}", {"reason": str(error)}) from error
    return network
