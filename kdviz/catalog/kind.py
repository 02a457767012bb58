"""The description of a kind of distillation: all that other rooms ask of a kind, so that none of them names one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import BaseModel

from kdviz.catalog.choice import Choice, Cost, DatasetCard
from kdviz.catalog.knob import Knob, described
from kdviz.catalog.layers import Pick, nothing
from kdviz.catalog.problem import Problem
from kdviz.catalog.watch import Watch
from kdviz.i18n import N_


class KindSettings(Protocol):
    """The settings of an experiment as a card's functions see them, with every knob that the kind reads by its name.

    `kdviz.experiment.settings` has and describes them all.
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


Need = Callable[[KindSettings], Problem | None]
Count = Callable[[KindSettings], int]
# What a kind learns from beside the labels, in the order in which readers meet them.
FAMILIES = {
    "classic": N_("Classic"),
    "answers": N_("The teacher's answers"),
    "images": N_("More images"),
    "layers": N_("The teacher's layers"),
    "relations": N_("How images relate"),
    "peers": N_("Other students"),
    "alone": N_("No teacher at all"),
}
DIRECT = "kdviz.training.run.recipes.direct:direct"
# The caveat of kinds that need no teacher.
NO_TEACHER = N_("Agreement and KL are with the teacher that is set, from which nothing was learned by: {kinds}.")


def zero(_settings: KindSettings) -> int:
    """Return 0: for a kind that adds nothing."""
    return 0


def weightless(settings: KindSettings) -> Problem | None:
    """Say so where nothing beside the labels has a weight."""
    weights = settings.kind_card.weights
    if any(getattr(settings, name) if name in settings.kind_card.own_knobs else 1.0 for name in weights):
        return None
    return Problem(
        weights[-1],
        getattr(settings, weights[-1]),
        N_("nothing beside the labels has a weight, so the gain is exactly 0"),
    )


@dataclass(frozen=True)
class Flow:
    """An arrow of a kind's diagram: what goes from where to where, in marked messages."""

    source: str
    target: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stage that comes before the students' own training.

    Attributes
    ----------
    name : str
        Marked message: what is trained or made.
    says : str
        Marked message that says how it goes: which of them at which step of how many, for how many seconds.
    knob : str
        What to turn where it is too much work.
    code : str
        Dotted path of the loss, or of the average, that it goes by; empty where it is the students' own.
    work : callable
        Its effective multiply-accumulates, without those of `networks`.
    steps : callable
        Its optimizer steps, without those of `networks`.
    networks : callable
        Networks that it trains, each for as many steps as the students take and beside whose steps it is counted.
    """

    name: str
    says: str
    knob: str
    code: str = ""
    work: Callable[[KindSettings], float] = zero
    steps: Count = zero
    networks: Callable[[KindSettings], tuple[str, ...]] = lambda _settings: ()


@dataclass(frozen=True, kw_only=True)
class Kind(Choice):
    """A kind of distillation.

    Attributes
    ----------
    family : str
        A name of `FAMILIES`.
    knobs : type of BaseModel
        Its fields are the knobs that it reads; those of several kinds are inherited from `kdviz.catalog.shared_knobs`.
    when, price : str
        Marked messages: when to use it, and what it costs.
    diagram : tuple of Flow
        What goes from where to where, from the source of all knowledge to the student.
    stages : tuple of Stage
        What happens before the students train; empty for most.
    recipe : str
        Dotted path of what goes through the stages.
    shares_population : bool
        Whether cells of a sweep that differ in its knobs can be one population: its objective reads nothing but logits,
        labels and those knobs, one number a student, and its recipe goes straight to the students' training.
    weights : tuple of str
        What its objective takes that, at zero, leaves the labels' term alone: so it is in the arms without a teacher.
        One that no knob sets is 1.
    usual : Mapping
        Knobs whose default is another one for this kind.
    reads : callable
        Which layers of student and teacher its objective looks at beside the logits.
    shows : tuple of Watch
        What is shown of teacher and students beside the curves while they train.
    needs : tuple of callable
        What student, teacher or data must have: each returns the problem where they have not.
    twins : tuple of callable
        What makes its distilled students their own hard-label twins, by construction: each says so.
    notes : tuple of callable
        What is allowed and still worth a word before the run, likewise.
    further_students : callable
        How many students of the same shape each seed trains beside the three arms.
    brings : callable
        How many images every step takes, of each seed, that the recipe brings and the teacher answers.
    numbers_an_image : callable
        How many numbers its objective holds for each image of a batch, a student.
    caveat : str
        Marked message: what must be said beside its fidelity, with a blank for the ``{kinds}`` it is said of.
    """

    family: str
    knobs: type[BaseModel]
    when: str
    price: str
    diagram: tuple[Flow, ...]
    stages: tuple[Stage, ...] = ()
    recipe: str = DIRECT
    shares_population: bool = False
    weights: tuple[str, ...] = ("alpha",)
    usual: Mapping[str, Any] = field(default_factory=dict)
    reads: Pick = nothing
    shows: tuple[Watch, ...] = ()
    needs: tuple[Need, ...] = ()
    twins: tuple[Need, ...] = (weightless,)
    notes: tuple[Need, ...] = ()
    further_students: Count = zero
    brings: Count = zero
    numbers_an_image: Count = zero
    caveat: str = ""

    @property
    def own_knobs(self) -> dict[str, Knob]:
        """The knobs that it reads beside those that every kind does, by name."""
        return {name: described(of) for name, of in self.knobs.model_fields.items()}
