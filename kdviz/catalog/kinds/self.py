"""Born-again generations: each student teaches the next."""

from typing import Annotated

from kdviz.catalog.kind import NO_TEACHER, Flow, Kind, Stage
from kdviz.catalog.knob import Knob
from kdviz.catalog.shared_knobs import Alpha, Temperature
from kdviz.i18n import N_


class SelfKnobs(Alpha, Temperature):
    """The classic knobs, and how often it is done."""

    generations: Annotated[
        int,
        Knob(
            label=N_("Generations"),
            help=N_("How many come before the student; the first of them learns from the labels alone."),
            bounds=(1, 8),
            step=1,
        ),
    ] = 2


ENTRY = Kind(
    name="self",
    family="peers",
    title=N_("Self-distillation (born again)"),
    summary=N_(
        "There is no larger teacher. A student like this one learns from the labels, then teaches the next. This "
        "goes on for some generations."
    ),
    code="kdviz.objectives.classic:classic",
    reference="Furlanello et al. 2018, Born-Again Neural Networks, arXiv:1805.04770",
    when=N_("When there is no teacher, or to see what soft labels give beside a better teacher."),
    price=N_("A whole training for each generation before the last."),
    diagram=(
        Flow(N_("labels"), N_("generation 0"), N_("the right answer")),
        Flow(N_("generation 0"), N_("student"), N_("softened probabilities")),
        Flow(N_("labels"), N_("student"), N_("the right answer")),
    ),
    knobs=SelfKnobs,
    stages=(
        Stage(
            name=N_("generation"),
            says=N_("Generation {which} learns: step {step} of {steps}, {seconds} s"),
            knob="generations",
        ),
    ),
    recipe="kdviz.training.run.recipes.self:born_again",
    further_students=lambda settings: int(settings.generations),
    caveat=NO_TEACHER,
)
