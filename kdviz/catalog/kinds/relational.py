"""Relational distillation: distances and angles between images."""

from typing import Annotated

from kdviz.catalog.kind import Flow, Kind, KindSettings, weightless
from kdviz.catalog.knob import Knob
from kdviz.catalog.layers import last
from kdviz.catalog.needs import hidden_layers
from kdviz.catalog.problem import Problem
from kdviz.catalog.shared_knobs import Alpha, Temperature
from kdviz.catalog.watch import SIMILARITIES
from kdviz.i18n import N_


class RelationalKnobs(Alpha, Temperature):
    """The weights of the two relations, beside the classic knobs."""

    distance_weight: Annotated[
        float,
        Knob(
            label=N_("Weight of the distances"),
            help=N_("How much distances between pairs of inputs count."),
            varies="member",
            bounds=(0, 1000),
            step=5,
        ),
    ] = 25.0
    angle_weight: Annotated[
        float,
        Knob(
            label=N_("Weight of the angles"),
            help=N_("How much angles between triples of inputs count."),
            varies="member",
            bounds=(0, 1000),
            step=5,
        ),
    ] = 50.0


def nothing_to_relate(settings: KindSettings) -> Problem | None:
    """Say so where a step sees two images: their one distance is its own mean, and there is no angle."""
    few = "labels" if settings.labelled_images < settings.batch_size else "batch_size"
    images = sum(min(settings.batch_size, n) for n in (settings.labelled_images, settings.unlabelled_images))
    if settings.alpha or images > 2:
        return None
    return Problem(
        few,
        getattr(settings, few),
        N_("two images have one distance and no angle, so the gain is exactly 0. Take three images or more"),
    )


ENTRY = Kind(
    name="relational",
    family="relations",
    title=N_("Relational distillation"),
    summary=N_(
        "The relations between images count, not what each image is. The student's penultimate features learn the "
        "teacher's distances and angles."
    ),
    code="kdviz.objectives.relational:relational",
    reference="Park et al. 2019, Relational Knowledge Distillation, arXiv:1904.05068",
    when=N_(
        "When student and teacher have features of different width or meaning; relations can be compared all the same."
    ),
    price=N_(
        "Grows with the square of the batch. All angles would grow with its cube. So each step takes them at one "
        "labelled and one unlabelled image only."
    ),
    diagram=(
        Flow(N_("labels"), N_("student"), N_("the right answer")),
        Flow(N_("teacher"), N_("student"), N_("distances between images")),
        Flow(N_("teacher"), N_("student"), N_("angles between images")),
    ),
    knobs=RelationalKnobs,
    usual={"alpha": 0.0},
    weights=("alpha", "distance_weight", "angle_weight"),
    reads=last,
    shows=(SIMILARITIES,),
    needs=(hidden_layers,),
    twins=(weightless, nothing_to_relate),
    # For each pair of images of a batch.
    numbers_an_image=lambda settings: 16 * settings.images_a_step,
)
