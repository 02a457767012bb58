"""Classic distillation: match the teacher's softened distribution."""

from typing import Annotated, Literal

from pydantic import BaseModel

from kdviz.catalog.choice import Kind
from kdviz.catalog.knob import Knob
from kdviz.i18n import N_


class ClassicKnobs(BaseModel):
    """The knobs of the classic objective."""

    temperature: Annotated[
        float,
        Knob(
            label=N_("Temperature"),
            help=N_("Divides the logits of teacher and student before the softmax; higher is softer."),
            group="objective",
            minimum=0.25,
            maximum=100,
            step=0.25,
            ends=(N_("labels"), N_("logit matching")),
        ),
    ] = 4.0
    alpha: Annotated[
        float,
        Knob(
            label=N_("Soft weight α"),
            help=N_("Weight of the teacher's term; the labels' term has 1 − α."),
            group="objective",
            minimum=0,
            maximum=1,
            step=0.05,
            ends=(N_("labels only"), N_("teacher only")),
        ),
    ] = 0.9
    t_squared: Annotated[
        bool,
        Knob(
            label=N_("Multiply the soft term by T²"),
            help=N_("Keeps the soft gradient's size about the same when the temperature changes."),
            group="objective",
        ),
    ] = True
    reduction: Annotated[
        Literal["batchmean", "mean"],
        Knob(
            label=N_("Reduction of the KL"),
            help=N_("“batchmean” divides by the images; “mean”, torch's default, also by the classes."),
            group="objective",
            choices=("batchmean", "mean"),
        ),
    ] = "batchmean"


ENTRY = Kind(
    name="classic",
    title=N_("Classic distillation"),
    summary=N_(
        "The student learns from the labels and from the teacher's whole softened distribution, which also says "
        "how alike the wrong answers are."
    ),
    code="kdviz.objectives.classic:classic",
    reference="Hinton, Vinyals, Dean 2015, Distilling the Knowledge in a Neural Network, arXiv:1503.02531",
    knobs=tuple(ClassicKnobs.model_fields),
)
