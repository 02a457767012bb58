"""Decoupled distillation: the right class and the others apart."""

from typing import Annotated

from kdviz.catalog.kind import Flow, Kind, KindSettings
from kdviz.catalog.knob import Knob
from kdviz.catalog.problem import Problem
from kdviz.catalog.shared_knobs import Temperature
from kdviz.i18n import N_


class DecoupledKnobs(Temperature):
    """The weights of the two parts."""

    target_weight: Annotated[
        float,
        Knob(
            label=N_("Weight of the target's part"),
            help=N_("How much the teacher's confidence in the label counts."),
            varies="member",
            bounds=(0, 100),
            step=0.5,
        ),
    ] = 1.0
    nontarget_weight: Annotated[
        float,
        Knob(
            label=N_("Weight of the other classes' part"),
            help=N_("How much the teacher's ranking of the wrong classes counts."),
            varies="member",
            bounds=(0, 100),
            step=0.5,
        ),
    ] = 8.0
    warm_up: Annotated[
        int,
        Knob(
            label=N_("Warm-up"),
            help=N_("Steps over which both weights grow from zero."),
            varies="member",
            bounds=(0, 20000),
            step=10,
        ),
    ] = 20


def three_classes(settings: KindSettings) -> Problem | None:
    """There are other classes beside the right answer and a wrong one."""
    if settings.data.classes >= 3:
        return None
    template = N_("it needs three classes or more, and {dataset} has two: nothing is left beside the right answer")
    return Problem("kind", settings.kind, template, {"dataset": settings.data.name}, nearest="classic")


ENTRY = Kind(
    name="decoupled",
    family="answers",
    title=N_("Decoupled distillation"),
    summary=N_(
        "The teacher's message is split in two: how sure it is of the label, how it ranks the wrong "
        "classes. Each has a weight of its own. Classic distillation ties these to the teacher's confidence."
    ),
    code="kdviz.objectives.decoupled:decoupled",
    reference="Zhao et al. 2022, Decoupled Knowledge Distillation, arXiv:2203.08679",
    when=N_("With a confident teacher, whose wrong classes classic distillation hardly hears; not with two classes."),
    price=N_("As classic distillation, and two weights to tune."),
    diagram=(
        Flow(N_("labels"), N_("student"), N_("the right answer")),
        Flow(N_("teacher"), N_("student"), N_("how sure of the label")),
        Flow(N_("teacher"), N_("student"), N_("the other classes among themselves")),
    ),
    knobs=DecoupledKnobs,
    weights=("target_weight", "nontarget_weight"),
    needs=(three_classes,),
)
