"""FitNets: a hint from the middle of the teacher, then classic distillation."""

from typing import Annotated

from kdviz.catalog.kind import Flow, Kind
from kdviz.catalog.knob import Knob
from kdviz.catalog.shared_knobs import Alpha, Temperature
from kdviz.i18n import N_


class HintKnobs(Alpha, Temperature):
    """The classic ones, and the stage's length."""

    hint_steps: Annotated[
        int,
        Knob(
            label=N_("Steps of the hint stage"),
            help=N_("Optimizer steps before classic distillation begins."),
            group="objective",
            minimum=1,
            maximum=20000,
            step=10,
        ),
    ] = 100


ENTRY = Kind(
    name="hint",
    title=N_("Hints (FitNets)"),
    summary=N_(
        "First the student's middle layer learns to foretell the teacher's middle layer through a linear "
        "map, which is then thrown away. From there on it is classic distillation."
    ),
    code="kdviz.objectives.classic:classic",
    reference="Romero et al. 2015, FitNets: Hints for Thin Deep Nets, arXiv:1412.6550",
    when=N_("For students that are deep and thin, whose lower layers are hard to train from the answers alone."),
    price=N_("A stage of its own, and a linear map as large as the two layers, while it lasts."),
    diagram=(
        Flow(N_("teacher"), N_("student"), N_("the middle layer, through a linear map")),
        Flow(N_("labels"), N_("student"), N_("the right answer")),
        Flow(N_("teacher"), N_("student"), N_("softened probabilities")),
    ),
    knobs=HintKnobs,
    stages=(N_("hint"),),
    stage_code="kdviz.objectives.hint:hint",
    stage_says=N_("The hint stage: step {step} of {steps}, {seconds} s"),
    recipe="kdviz.training.run.recipes.hint:hint_then_classic",
    needs=("hidden layer",),
    hinted_steps="hint_steps",
)
