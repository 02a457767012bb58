"""FitNets: a hint from the middle of the teacher, then classic distillation."""

from typing import Annotated

from kdviz.catalog.architecture import middle_layer
from kdviz.catalog.kind import Flow, Kind, KindSettings, Stage
from kdviz.catalog.knob import Knob
from kdviz.catalog.needs import hidden_layers
from kdviz.catalog.shared_knobs import Alpha, Temperature
from kdviz.i18n import N_


class HintKnobs(Alpha, Temperature):
    """The classic ones, and the stage's length."""

    hint_steps: Annotated[
        int,
        Knob(
            label=N_("Steps of the hint stage"),
            help=N_("Optimizer steps before classic distillation begins."),
            bounds=(1, 20000),
            step=10,
        ),
    ] = 100


def hint_work(settings: KindSettings) -> float:
    """Return what the hint stage takes: steps of whole students, and of the map that learns along."""
    images = settings.images_a_step * settings.hint_steps
    return float(3 * settings.seeds * (settings.student_cost.effort + regression(settings)) * images)


def regression(settings: KindSettings) -> int:
    """Return the multiply-accumulates of the map from the student's middle layer to the teacher's."""
    data = settings.data
    student, teacher = (middle_layer(text, data.shape, data.classes) for text in (settings.student, settings.teacher))
    if student.pixels == teacher.pixels:
        return student.channels * teacher.channels * student.pixels
    return student.channels * student.pixels * teacher.channels * teacher.pixels


ENTRY = Kind(
    name="hint",
    family="layers",
    title=N_("Hints (FitNets)"),
    summary=N_(
        "First the student's middle layer learns to predict the teacher's middle layer through a linear map. Then "
        "the map is thrown away, and classic distillation follows."
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
    stages=(
        Stage(
            name=N_("hint"),
            says=N_("The hint stage: step {step} of {steps}, {seconds} s"),
            knob="hint_steps",
            code="kdviz.objectives.hint:hint",
            work=hint_work,
            steps=lambda settings: int(settings.hint_steps),
        ),
    ),
    recipe="kdviz.training.run.recipes.hint:hint_then_classic",
    needs=(hidden_layers,),
    # The hint has moved the student from its twin's start, whatever comes after it.
    twins=(),
)
