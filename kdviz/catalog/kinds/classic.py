"""Classic distillation: match the teacher's softened distribution."""

from typing import Annotated

from kdviz.catalog.kind import Flow, Kind, KindSettings, weightless
from kdviz.catalog.knob import Knob
from kdviz.catalog.problem import Problem
from kdviz.catalog.shared_knobs import Alpha, Temperature
from kdviz.i18n import N_


class ClassicKnobs(Alpha, Temperature):
    """The knobs of the classic objective."""

    t_squared: Annotated[
        bool,
        Knob(
            label=N_("Multiply the soft term by T²"),
            help=N_("Keeps the soft gradient's size about the same when the temperature changes."),
            widget="toggle",
            varies="member",
            first=("lab",),
        ),
    ] = True
    reduction: Annotated[
        str,
        Knob(
            label=N_("Reduction of the KL"),
            help=N_("The sum is divided by the images; with “mean”, torch's default, also by the classes."),
            widget="choice",
            varies="member",
            first=("lab",),
            choices={"batchmean": N_("batchmean (sum over classes)"), "mean": N_("mean (divided by the classes too)")},
        ),
    ] = "batchmean"
    soft_labels: Annotated[
        str,
        Knob(
            label=N_("What the teacher's answer is taken from"),
            help=N_("For which image the teacher gave the answer that the student learns from."),
            widget="choice",
            choices={
                "own": N_("the image itself"),
                "class-mean": N_("the mean of its class"),
                "permuted": N_("itself, wrong classes shuffled"),
                "same-class": N_("another image of its class"),
                "random": N_("any other image"),
            },
        ),
    ] = "own"
    distill_until: Annotated[
        float,
        Knob(
            label=N_("Distill until"),
            help=N_("Share of the steps after which the teacher falls silent and the labels alone remain."),
            widget="slider",
            bounds=(0, 1),
            step=0.05,
        ),
    ] = 1.0


def silent(settings: KindSettings) -> Problem | None:
    """Say so where the teacher falls silent before the first step."""
    if round(settings.distill_until * settings.steps):
        return None
    return Problem(
        "distill_until",
        settings.distill_until,
        N_("the teacher falls silent before the first step, so the gain is exactly 0"),
    )


ENTRY = Kind(
    name="classic",
    family="classic",
    title=N_("Classic distillation"),
    summary=N_(
        "The student learns from the labels and from the teacher's whole softened distribution. That also says "
        "how alike the wrong answers are."
    ),
    code="kdviz.objectives.classic:classic",
    reference="Hinton, Vinyals, Dean 2015, Distilling the Knowledge in a Neural Network, arXiv:1503.02531",
    when=N_("First of all: with few labels or noisy ones, and whenever teacher and student answer the same question."),
    price=N_("One forward pass of the teacher for each image; its logits can be kept."),
    diagram=(
        Flow(N_("labels"), N_("student"), N_("the right answer")),
        Flow(N_("teacher"), N_("student"), N_("softened probabilities")),
    ),
    recipe="kdviz.training.run.recipes.classic:under_the_lens",
    shares_population=True,
    knobs=ClassicKnobs,
    twins=(weightless, silent),
)
