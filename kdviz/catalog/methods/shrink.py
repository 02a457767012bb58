"""Shrinking: whole neurons or channels are removed."""

from typing import Annotated

from kdviz.catalog.knob import Knob
from kdviz.catalog.method import Method, MethodKnobs
from kdviz.i18n import N_


class ShrinkKnobs(MethodKnobs):
    """How many neurons, and which."""

    share: Annotated[
        float,
        Knob(
            label=N_("Share removed"),
            help=N_("Share of each hidden layer's neurons, or channels, that is removed."),
            widget="slider",
            unit=N_("share"),
            bounds=(0, 1),
            step=0.05,
        ),
    ]
    criterion: Annotated[
        str,
        Knob(
            label=N_("Which neurons"),
            help=N_("Those whose incoming weights are smallest together, or any, as a control."),
            widget="choice",
            choices={"norm": N_("the smallest"), "random": N_("at random")},
        ),
    ] = "norm"

    def kept(self, width: int) -> int:
        """Return how many of so many neurons stay."""
        return width - round(self.share * width)


ENTRY = Method(
    name="shrink",
    title=N_("Shrink"),
    summary=N_("Whole neurons or channels are removed: the student becomes a smaller network, of fewer MACs."),
    code="kdviz.compression.shrink:shrink",
    example="shrink=0.5",
    reference="Li, Kadav, Durdanovic, Samet, Graf 2017, Pruning Filters for Efficient ConvNets, arXiv:1608.08710",
    knobs=ShrinkKnobs,
    written=("share",),
    compresses=True,
    deploys=lambda student, knobs: student.narrowed(knobs.kept),
)
