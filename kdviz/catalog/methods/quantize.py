"""Quantization: weights get fewer bits."""

from dataclasses import replace
from typing import Annotated

from kdviz.catalog.choice import CatalogError
from kdviz.catalog.deployed import Deployed, Grid
from kdviz.catalog.knob import Knob
from kdviz.catalog.method import Method, OnlyKnobs, TuningKnobs
from kdviz.i18n import N_


class QuantizeKnobs(OnlyKnobs, TuningKnobs):
    """How many bits, on which grid, and whether the student trains with it."""

    bits: Annotated[
        int,
        Knob(
            label=N_("Bits"),
            help=N_("Bits of each weight; biases stay as they are."),
            widget="slider",
            unit=N_("bits"),
            bounds=(2, 8),
            step=1,
        ),
    ]
    grid: Annotated[
        str,
        Knob(
            label=N_("One scale for"),
            help=N_("Each layer's weights, or those of each of its outputs."),
            widget="choice",
            choices={"tensor": N_("each layer"), "channel": N_("each output")},
        ),
    ] = "tensor"
    codebook: Annotated[
        str,
        Knob(
            label=N_("Values"),
            help=N_("Evenly spaced around zero, or wherever k-means finds the weights' clusters."),
            widget="choice",
            choices={"uniform": N_("evenly spaced"), "kmeans": N_("by k-means")},
        ),
    ] = "uniform"
    when: Annotated[
        str,
        Knob(
            label=N_("When"),
            help=N_("After training, or with steps that see the rounded weights: quantization-aware."),
            widget="choice",
            choices={"after": N_("after training"), "aware": N_("while training")},
        ),
    ] = "after"
    activations: Annotated[
        bool,
        Knob(
            label=N_("Activations, too"),
            help=N_("Whether what goes into each layer is rounded to 8 bits as well, each input by its own scale."),
            widget="toggle",
        ),
    ] = False

    @property
    def rounds_to(self) -> Grid:
        """What weights are rounded to."""
        if self.codebook == "kmeans":
            return "kmeans"
        return "channel" if self.grid == "channel" else "tensor"

    @property
    def levels(self) -> int:
        """How many steps the grid has on each side of zero."""
        return int(2 ** (self.bits - 1)) - 1


def deploys(student: Deployed, knobs: QuantizeKnobs) -> Deployed:
    """Return the student with fewer bits a weight.

    Raises
    ------
    CatalogError
        If a codebook by k-means is asked for beside what it does not go with.
    """
    for word in ("channel", "aware"):
        if knobs.codebook == "kmeans" and word in (knobs.grid, knobs.when):
            raise CatalogError(
                N_("A codebook by k-means is one for a layer, after training: leave out {word}."), word=word
            )
    rounded = student.changed(
        student.at(knobs.only), lambda layer: replace(layer, bits=knobs.bits, grid=knobs.rounds_to)
    )
    return replace(rounded, activations=student.activations or knobs.activations)


ENTRY = Method(
    name="quantize",
    title=N_("Quantize"),
    summary=N_("Each weight is rounded to one of a few values, so that a few bits say which."),
    code="kdviz.compression.quantize:quantize",
    example="quantize=4",
    reference="Jacob et al. 2018, Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only "
    "Inference, arXiv:1712.05877; Han, Mao, Dally 2016, Deep Compression, arXiv:1510.00149",
    knobs=QuantizeKnobs,
    written=("bits", "steps"),
    read_with={"target": "aware", "steps": "aware", "learning_rate": "aware"},
    compresses=True,
    deploys=deploys,
    tunes=lambda knobs: knobs.when == "aware",
)
