"""Label smoothing: a control that needs no teacher."""

from typing import Annotated

from pydantic import BaseModel

from kdviz.catalog.kind import NO_TEACHER, Flow, Kind
from kdviz.catalog.knob import Knob
from kdviz.i18n import N_


class SmoothingKnobs(BaseModel):
    """How far labels are spread."""

    spread: Annotated[
        float,
        Knob(
            label=N_("Spread of the labels"),
            help=N_("Share of each label that goes evenly to all classes."),
            widget="slider",
            varies="member",
            bounds=(0, 0.99),
            step=0.05,
        ),
    ] = 0.1


ENTRY = Kind(
    name="smoothing",
    family="alone",
    title=N_("Label smoothing"),
    summary=N_(
        "Each label gives a share of itself evenly to all classes; nobody teaches. What distillation gains "
        "beyond this is not merely softer labels."
    ),
    code="kdviz.objectives.smoothing:smoothed",
    reference=(
        "Szegedy et al. 2016, Rethinking the Inception Architecture, arXiv:1512.00567; Yuan et al. 2020, "
        "Revisiting Knowledge Distillation via Label Smoothing Regularization, arXiv:1909.11723"
    ),
    when=N_("As a control for every other kind."),
    price=N_("Nothing: there is no teacher."),
    diagram=(Flow(N_("labels"), N_("student"), N_("the right answer, spread a little")),),
    shares_population=True,
    knobs=SmoothingKnobs,
    weights=("spread",),
    caveat=NO_TEACHER,
)
