"""The settings of an experiment as the functions of cards see them; `kdviz.experiment.settings` has them all."""

from typing import Any, Protocol

from kdviz.catalog.choice import Cost, DatasetCard


class KindSettings(Protocol):
    """What a card's functions are handed: besides what stands here, every knob that the card's kind reads, by its name.

    Attributes
    ----------
    labelled_images, unlabelled_images : int
        How many each seed draws.
    images_a_step : int
        How many each student sees in a step.
    teacher_work : float
        Effective multiply-accumulates of one teacher's training.
    """

    kind: str
    data: DatasetCard
    teacher_cost: Cost
    student_cost: Cost
    labelled_images: int
    unlabelled_images: int
    images_a_step: int
    teacher_work: float

    def __getattr__(self, name: str) -> Any:
        """Return a knob."""
