"""The settings of an experiment as the functions of cards see them; `kdviz.experiment.settings` has them all."""

from typing import Any, Protocol

from kdviz.catalog.choice import Cost, DatasetCard


class KindSettings(Protocol):
    """What a card's functions are handed: besides what stands here, the knobs of the card's own kind by their names."""

    @property
    def kind(self) -> str:
        """The kind of distillation."""

    @property
    def data(self) -> DatasetCard:
        """The data set's card."""

    @property
    def teacher_cost(self) -> Cost:
        """What the teacher costs."""

    @property
    def student_cost(self) -> Cost:
        """What the student costs."""

    @property
    def labelled_images(self) -> int:
        """How many labelled images each seed draws."""

    @property
    def unlabelled_images(self) -> int:
        """How many unlabelled images each seed draws."""

    @property
    def images_a_step(self) -> int:
        """How many images each student sees in a step."""

    @property
    def teacher_work(self) -> float:
        """Effective multiply-accumulates of one teacher's training."""

    def __getattr__(self, name: str) -> Any:
        """Return a knob."""
