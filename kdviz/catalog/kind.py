"""What a kind of distillation is: everything that the rest of the house asks of one, so that nothing names it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel

from kdviz.catalog.choice import Choice

Need = Literal["convnet", "hidden layer", "three classes", "unlabelled images", "images of its own"]
Layers = Literal["none", "middle", "last", "all"]
View = Literal["similarities"]
DIRECT = "kdviz.training.run.recipes.direct:direct"


class NoKnobs(BaseModel):
    """For a kind that has nothing to set."""


@dataclass(frozen=True)
class Flow:
    """An arrow of a kind's diagram: what goes from where to where.

    Attributes
    ----------
    source, target, what : str
        Marked messages.
    """

    source: str
    target: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Kind(Choice):
    """A kind of distillation.

    Attributes
    ----------
    knobs : type of BaseModel
        Its fields are the knobs that it reads; those of several kinds are inherited from `kdviz.catalog.shared_knobs`.
    when, price : str
        Marked messages: when to use it, and what it costs.
    diagram : tuple of Flow
        What goes from where to where, from the source of all knowledge to the student.
    stages : tuple of str
        Marked messages that name what happens before the students train; empty for most.
    stage_code : str
        Dotted path of the loss, or of the average, that the stages go by; empty where it is the students' own.
    stage_says : str
        Marked message that says how those go on: which of them at which step of how many, for how many seconds.
    recipe : str
        Dotted path of what goes through the stages.
    recipe_knobs : tuple of str
        Knobs that turn a recipe into more than going straight to the students' training.
    shares_population : bool
        Whether cells of a sweep that differ in its knobs can be one population: its objective reads nothing but logits,
        labels and those knobs, one number a student, and its recipe goes straight to the students' training.
    weights : tuple of str
        What its objective takes that, at zero, leaves the labels' term alone: so it is in the arms without a teacher.
    fixed : Mapping
        What its objective takes and no knob sets.
    usual : Mapping
        Knobs whose default is another one for this kind.
    reads : str
        Which layers of student and teacher its objective looks at beside the logits.
    shows : tuple of str
        What is shown of teacher and students beside the curves while they train: ``"similarities"``, which images look
        alike to their last hidden layers.
    needs : tuple of str
        What student, teacher or data must have; `kdviz.experiment.needs` says so where they have not.
    batch_numbers : int
        Numbers that its objective holds for each pair of images of a batch, a student.
    brings_images : bool
        Whether every step takes, beside the labelled images, as many that the recipe brings.
    more_students, more_teachers : str
        The knob that says how many further students of the same shape a seed trains, or how many teachers there are in
        all; empty for none.
    without_teacher : bool
        Whether its students learn nothing from the teacher that is set.
    hinted_steps : str
        The knob that says how many steps the students learn from a middle layer of the teacher's first; empty for none.
    makes_images : str
        The knob that says how many images are made of each labelled one before all else; empty for none.
    between : str
        The knob that names the networks trained between teacher and student; empty for none.
    """

    knobs: type[BaseModel] = NoKnobs
    when: str
    price: str
    diagram: tuple[Flow, ...]
    stages: tuple[str, ...] = ()
    stage_code: str = ""
    stage_says: str = ""
    recipe: str = DIRECT
    recipe_knobs: tuple[str, ...] = ()
    shares_population: bool = False
    weights: tuple[str, ...] = ("alpha",)
    fixed: Mapping[str, float] = field(default_factory=dict)
    usual: Mapping[str, Any] = field(default_factory=dict)
    reads: Layers = "none"
    shows: tuple[View, ...] = ()
    needs: tuple[Need, ...] = ()
    batch_numbers: int = 0
    brings_images: bool = False
    more_students: str = ""
    more_teachers: str = ""
    without_teacher: bool = False
    hinted_steps: str = ""
    makes_images: str = ""
    between: str = ""

    @property
    def knob_names(self) -> tuple[str, ...]:
        """Names of the knobs that it reads, beside those that every kind does."""
        return tuple(self.knobs.model_fields)
