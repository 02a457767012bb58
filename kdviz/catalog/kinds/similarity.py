"""Similarity-preserving distillation."""

from typing import Annotated

from kdviz.catalog.kind import Flow, Kind, KindSettings, weightless
from kdviz.catalog.knob import Knob
from kdviz.catalog.layers import last
from kdviz.catalog.needs import hidden_layers
from kdviz.catalog.problem import Problem
from kdviz.catalog.shared_knobs import Alpha, Temperature
from kdviz.catalog.watch import SIMILARITIES
from kdviz.i18n import N_


class SimilarityKnobs(Alpha, Temperature):
    """The weight of the similarities, beside the classic knobs."""

    similarity_weight: Annotated[
        float,
        Knob(
            label=N_("Weight of the similarities"),
            help=N_("How much the distance between the similarity matrices counts."),
            varies="member",
            bounds=(0, 100000),
            step=100,
        ),
    ] = 3000.0


def nothing_alike(settings: KindSettings) -> Problem | None:
    """Say so where a step sees one image, which is like itself."""
    if settings.alpha or settings.images_a_step > 1:
        return None
    return Problem(
        "batch_size",
        settings.batch_size,
        N_("one image is like itself in every network, so the gain is exactly 0. Take two images or more"),
    )


ENTRY = Kind(
    name="similarity",
    family="relations",
    title=N_("Similarity preserving"),
    summary=N_(
        "Images that look alike to the teacher should look alike to the student. The student copies how similar a "
        "batch's images are, not the features."
    ),
    code="kdviz.objectives.similarity:similarity",
    reference="Tung and Mori 2019, Similarity-Preserving Knowledge Distillation, arXiv:1907.09682",
    when=N_("When the two networks' features cannot be compared one by one; the matrices always can."),
    price=N_("A matrix of the batch's size squared for teacher and student."),
    diagram=(
        Flow(N_("labels"), N_("student"), N_("the right answer")),
        Flow(N_("teacher"), N_("student"), N_("which images are alike")),
    ),
    knobs=SimilarityKnobs,
    usual={"alpha": 0.0},
    weights=("alpha", "similarity_weight"),
    reads=last,
    shows=(SIMILARITIES,),
    needs=(hidden_layers,),
    twins=(weightless, nothing_alike),
    # For each pair of images of a batch.
    numbers_an_image=lambda settings: 3 * settings.images_a_step,
)
