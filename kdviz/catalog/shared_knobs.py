"""The knobs that several kinds of distillation share, each written once."""

from typing import Annotated

from pydantic import BaseModel

from kdviz.catalog.knob import Knob
from kdviz.i18n import N_


class Temperature(BaseModel):
    """For kinds that soften."""

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


class Alpha(BaseModel):
    """For kinds that weigh the teacher against the labels."""

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


SHARED: tuple[type[BaseModel], ...] = (Temperature, Alpha)
