"""The settings of an experiment: all knobs, composed, and what follows from them."""

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from pydantic import ConfigDict

from kdviz import catalog
from kdviz.catalog import Cost, DatasetCard, Kind, Knob
from kdviz.catalog.limits import TEACHER_BATCH
from kdviz.experiment.knobs import DataKnobs, StudentKnobs, TeacherKnobs, TrainingKnobs


class Settings(
    TrainingKnobs,
    catalog.KIND_KNOBS,  # type: ignore[valid-type, misc]  # composed when the catalog is read
    StudentKnobs,
    TeacherKnobs,
    DataKnobs,
):
    """Every knob, not yet checked together.

    The knobs of every kind of distillation are here, composed from the catalog.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)

    @property
    def data(self) -> DatasetCard:
        """The data set's card."""
        return catalog.data_set(self.dataset)

    @property
    def kind_card(self) -> Kind:
        """The card of the kind of distillation."""
        return catalog.KINDS[self.kind]

    @property
    def teacher_cost(self) -> Cost:
        """Parameters, MACs and bytes of the teacher."""
        return self.cost(self.teacher)

    @property
    def student_cost(self) -> Cost:
        """Parameters, MACs and bytes of the student."""
        return self.cost(self.student)

    def cost(self, network: str) -> Cost:
        """Return parameters, MACs and bytes of a network on this data; raises as `kdviz.catalog.cost` does."""
        return catalog.cost(network, self.data.shape, self.data.classes)

    @property
    def teacher_work(self) -> float:
        """Effective multiply-accumulates of one teacher's training."""
        return 3 * self.teacher_cost.effort * TEACHER_BATCH * self.teacher_steps

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
        return self.batch_size + max(self.batch_size if self.unlabelled_images else 0, self.kind_card.brings(self))


@cache
def described(name: str) -> Knob:
    """Return the description of the knob `name`, whatever the data set."""
    return catalog.described(Settings.model_fields[name])


def knob(name: str, data: DatasetCard | None = None) -> Knob:
    """Return the description of the knob `name` as it is on `data`, or with the widest range on any data set."""
    description = described(name)
    if data:
        return description.on(data)
    # To look for every data set that may have been got takes longer than all else here.
    return description.over(catalog.data_sets().values()) if description.range_of else description


def knobs() -> Iterator[tuple[str, Knob]]:
    """Yield every knob's name and description, from the data to the seeds."""
    for name in Settings.model_fields:
        yield name, knob(name)


@cache
def is_read(name: str, kind: str) -> bool:
    """Return whether the kind of distillation `kind` reads the knob `name`, as every kind does the general ones."""
    return name not in catalog.KIND_KNOBS.model_fields or name in catalog.KINDS[kind].own_knobs


def knobs_of(kind: str) -> Iterator[tuple[str, Knob]]:
    """Yield name and description of the knobs that matter when `kind` is chosen, from the data to the seeds."""
    for name in read_by(kind):
        yield name, knob(name)


@cache
def read_by(kind: str) -> tuple[str, ...]:
    """Return the names of the knobs that matter when `kind` is chosen, from the data to the seeds."""
    return tuple(name for name in Settings.model_fields if is_read(name, kind))


@cache
def varying(by: str) -> tuple[str, ...]:
    """Return the names of the knobs that a sweep may vary within a population; `by` is as of `Knob.varies`."""
    return tuple(name for name in Settings.model_fields if described(name).varies == by)


@cache
def foremost(place: str) -> tuple[str, ...]:
    """Return the names of the knobs that stand before the others on a page; see `Knob.first`."""
    return tuple(name for name in Settings.model_fields if place in described(name).first)


def usual(name: str, kind: str) -> Any:
    """Return the default of the knob `name` when `kind` is chosen, or no kind in particular."""
    card = catalog.KINDS.get(kind)
    return (card.usual if card else {}).get(name, Settings.model_fields[name].default)


def is_whole(name: str) -> bool:
    """Return whether the knob `name` takes whole numbers only."""
    annotation = Settings.model_fields[name].annotation
    return int in (get_args(annotation) or (annotation,))
