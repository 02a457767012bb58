"""A virtual teacher: a control that needs no teacher."""

from typing import Annotated

from kdviz.catalog.kind import NO_TEACHER, Flow, Kind
from kdviz.catalog.knob import Knob
from kdviz.catalog.shared_knobs import Alpha, Temperature
from kdviz.i18n import N_


class TeacherFreeKnobs(Alpha, Temperature):
    """The virtual teacher."""

    confidence: Annotated[
        float,
        Knob(
            label=N_("Confidence of the virtual teacher"),
            help=N_("Probability that it gives to the label before softening."),
            widget="slider",
            varies="member",
            bounds=(0.5, 0.999),
            step=0.01,
        ),
    ] = 0.99


ENTRY = Kind(
    name="teacher-free",
    family="alone",
    title=N_("Teacher-free distillation"),
    summary=N_(
        "A made-up teacher gives every label the same confidence and all other classes equal shares. It "
        "has no dark knowledge, so it shows what softness alone does."
    ),
    code="kdviz.objectives.teacher_free:teacher_free",
    reference=(
        "Yuan et al. 2020, Revisiting Knowledge Distillation via Label Smoothing Regularization, arXiv:1909.11723"
    ),
    when=N_("As a control: a real teacher should beat it."),
    price=N_("Nothing: there is no teacher."),
    diagram=(
        Flow(N_("labels"), N_("student"), N_("the right answer")),
        Flow(N_("virtual teacher"), N_("student"), N_("the right answer, softened")),
    ),
    shares_population=True,
    knobs=TeacherFreeKnobs,
    usual={"temperature": 20.0, "alpha": 0.5},
    caveat=NO_TEACHER,
)
