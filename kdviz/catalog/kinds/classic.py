"""Classic distillation: match the teacher's softened distribution."""

from typing import Annotated, Literal

from kdviz.catalog.kind import Flow, Kind
from kdviz.catalog.knob import Knob
from kdviz.catalog.shared_knobs import Alpha, Temperature
from kdviz.i18n import N_


class ClassicKnobs(Alpha, Temperature):
    """The knobs of the classic objective."""

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
    soft_labels: Annotated[
        Literal["own", "class-mean", "permuted", "same-class", "random"],
        Knob(
            label=N_("What the teacher's answer is taken from"),
            help=N_(
                "“own” is the image's; “class-mean” the mean over its class; “permuted” the image's with all but the "
                "right class shuffled; “same-class” another image's of the class; “random” any other image's."
            ),
            group="objective",
            choices=("own", "class-mean", "permuted", "same-class", "random"),
        ),
    ] = "own"
    distill_until: Annotated[
        float,
        Knob(
            label=N_("Distill until"),
            help=N_("Share of the steps after which the teacher falls silent and the labels alone remain."),
            group="objective",
            minimum=0,
            maximum=1,
            step=0.05,
        ),
    ] = 1.0


ENTRY = Kind(
    name="classic",
    title=N_("Classic distillation"),
    summary=N_(
        "The student learns from the labels and from the teacher's whole softened distribution, which also says "
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
    recipe_knobs=("soft_labels", "distill_until"),
    shares_population=True,
    knobs=ClassicKnobs,
)
