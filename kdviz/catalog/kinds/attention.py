"""Attention transfer between ConvNets."""

from typing import Annotated

from kdviz.catalog.architecture import network
from kdviz.catalog.kind import Flow, Kind, KindSettings
from kdviz.catalog.knob import Knob
from kdviz.catalog.layers import every
from kdviz.catalog.problem import Problem
from kdviz.catalog.shared_knobs import Alpha, Temperature
from kdviz.i18n import N_


class AttentionKnobs(Alpha, Temperature):
    """The weight of the maps, beside the classic knobs."""

    attention_weight: Annotated[
        float,
        Knob(
            label=N_("Weight of the attention maps"),
            help=N_("How much the distance between attention maps counts."),
            varies="member",
            bounds=(0, 100000),
            step=100,
        ),
    ] = 1000.0


def convnets(settings: KindSettings) -> Problem | None:
    """Both networks are ConvNets, for which the data must be images."""
    for name, idea in (("student", "conv:8x16"), ("teacher", "conv:16x32")):
        text = getattr(settings, name)
        if network(text)[0].name == "convnet":
            continue
        if not settings.data.is_image:
            return Problem("kind", settings.kind, N_("it needs ConvNets, and those need images"), nearest="classic")
        blanks = {"kind": settings.kind, "idea": idea}
        return Problem(name, text, N_("{kind} needs a ConvNet; try {idea}"), blanks, nearest=idea)
    return None


ENTRY = Kind(
    name="attention",
    family="layers",
    title=N_("Attention transfer"),
    summary=N_(
        "Where does the network look? The student learns to have the same maps of activity as the teacher, with "
        "the channels summed away."
    ),
    code="kdviz.objectives.attention:attention",
    reference="Zagoruyko and Komodakis 2017, Paying More Attention to Attention, arXiv:1612.03928",
    when=N_("For ConvNets of unequal width: maps of one size can be compared whatever the channels."),
    price=N_("A forward pass of the teacher up to its last block for each image; the maps are small."),
    diagram=(
        Flow(N_("labels"), N_("student"), N_("the right answer")),
        Flow(N_("teacher"), N_("student"), N_("attention maps of each block")),
    ),
    knobs=AttentionKnobs,
    usual={"alpha": 0.0},
    weights=("alpha", "attention_weight"),
    reads=every,
    needs=(convnets,),
)
