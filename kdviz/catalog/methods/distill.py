"""Distillation, of the experiment's kind or of another."""

from typing import Annotated

from kdviz.catalog.knob import Knob
from kdviz.catalog.method import Method, MethodKnobs
from kdviz.catalog.registry import KINDS, titles
from kdviz.i18n import N_


class DistillKnobs(MethodKnobs):
    """Which kind of distillation."""

    kind: Annotated[
        str,
        Knob(
            label=N_("Kind of distillation"),
            help=N_("What the student takes from the teacher; the experiment's kind unless another is set."),
            widget="choice",
            choices=titles(KINDS),
        ),
    ] = ""


ENTRY = Method(
    name="distill",
    title=N_("Distill"),
    summary=N_("The student learns from the teacher, for all of the experiment's steps."),
    code="kdviz.objectives.classic:classic",
    example="distill=hint",
    reference="Hinton, Vinyals, Dean 2015, Distilling the Knowledge in a Neural Network, arXiv:1503.02531",
    knobs=DistillKnobs,
    begins=True,
    by_labels="train",
)
