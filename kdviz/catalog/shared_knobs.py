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
            widget="stops",
            varies="member",
            first=("distill", "landscapes", "lab", "hall"),
            bounds=(0.25, 100),
            step=0.25,
            stops=(0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100),
            ends=(N_("sharp"), N_("flat")),
        ),
    ] = 4.0


class Alpha(BaseModel):
    """For kinds that weigh the teacher against the labels."""

    alpha: Annotated[
        float,
        Knob(
            label=N_("Soft weight α"),
            help=N_("Weight of the teacher's term; the labels' term has 1 − α."),
            widget="slider",
            varies="member",
            first=("distill", "landscapes", "lab", "hall"),
            bounds=(0, 1),
            step=0.05,
            ends=(N_("labels only"), N_("teacher only")),
        ),
    ] = 0.9


SHARED: tuple[type[BaseModel], ...] = (Temperature, Alpha)
