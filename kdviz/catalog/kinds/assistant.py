"""Teaching assistants: networks in between."""

from itertools import pairwise
from typing import Annotated

from kdviz.catalog.kind import Flow, Kind, KindSettings, Stage
from kdviz.catalog.knob import Knob
from kdviz.catalog.problem import Problem
from kdviz.catalog.shared_knobs import Alpha, Temperature
from kdviz.i18n import N_


class AssistantKnobs(Alpha, Temperature):
    """The classic knobs, and who is in between."""

    assistants: Annotated[
        str,
        Knob(
            label=N_("Assistants"),
            help=N_("Networks between teacher and student, the largest first."),
            widget="networks",
            syntax=N_("allowed are networks such as 64 or conv:8x16, with commas between them"),
        ),
    ] = "64"


def out_of_order(settings: KindSettings) -> Problem | None:
    """Say so where a network of the chain is larger than the one that teaches it."""
    chain = (settings.teacher, *settings.assistants.split(","), settings.student)
    for teacher, learner in pairwise(chain):
        if settings.cost(learner).parameters > settings.cost(teacher).parameters:
            return Problem(
                "assistants",
                settings.assistants,
                N_(
                    "{learner} is larger than {teacher}, which teaches it; sizes are meant to fall from teacher to "
                    "student"
                ),
                {"learner": learner, "teacher": teacher},
            )
    return None


ENTRY = Kind(
    name="assistant",
    family="answers",
    title=N_("Teaching assistants"),
    summary=N_(
        "The student may be much smaller than the teacher. Then networks of middle size pass the knowledge on, "
        "one after the other."
    ),
    code="kdviz.objectives.classic:classic",
    reference="Mirzadeh et al. 2020, Improved Knowledge Distillation via Teacher Assistant, arXiv:1902.03393",
    when=N_("When a larger teacher teaches worse; on small data the difference may be nothing."),
    price=N_("A whole training for each assistant."),
    diagram=(
        Flow(N_("teacher"), N_("assistant"), N_("softened probabilities")),
        Flow(N_("assistant"), N_("student"), N_("softened probabilities")),
        Flow(N_("labels"), N_("student"), N_("the right answer")),
    ),
    knobs=AssistantKnobs,
    stages=(
        Stage(
            name=N_("assistant"),
            says=N_("Assistant {which} learns: step {step} of {steps}, {seconds} s"),
            knob="assistants",
            networks=lambda settings: tuple(settings.assistants.split(",")),
        ),
    ),
    recipe="kdviz.training.run.recipes.assistant:assistant_chain",
    notes=(out_of_order,),
)
