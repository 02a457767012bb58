"""Several teachers, averaged."""

from typing import Annotated

from kdviz.catalog.kind import Flow, Kind, Stage
from kdviz.catalog.knob import Knob
from kdviz.catalog.shared_knobs import Alpha, Temperature
from kdviz.i18n import N_


class EnsembleKnobs(Alpha, Temperature):
    """The classic knobs, and who the teachers are."""

    teachers: Annotated[
        int,
        Knob(
            label=N_("Teachers"),
            help=N_(
                "How many are averaged. The first is the teacher as it is set. Where each sees a part of the images, "
                "it is none of them."
            ),
            bounds=(2, 10),
            step=1,
        ),
    ] = 3
    teachers_differ: Annotated[
        str,
        Knob(
            label=N_("Teachers differ in"),
            help=N_(
                "Their seeds. Or their sizes, each half as wide as the one before. Or the part of the images that "
                "each saw."
            ),
            widget="choice",
            choices={"seeds": N_("their seeds"), "sizes": N_("their sizes"), "parts": N_("the images they saw")},
        ),
    ] = "seeds"
    averaging: Annotated[
        str,
        Knob(
            label=N_("What is averaged"),
            help=N_("The softened probabilities, or the logits before."),
            widget="choice",
            choices={"probabilities": N_("softened probabilities"), "logits": N_("logits")},
        ),
    ] = "probabilities"
    confidence_weights: Annotated[
        bool,
        Knob(
            label=N_("Weigh teachers by their confidence"),
            help=N_("For each image, a teacher counts by the probability that it gives to its own answer."),
            widget="toggle",
        ),
    ] = False


ENTRY = Kind(
    name="ensemble",
    family="answers",
    title=N_("Ensemble of teachers"),
    summary=N_(
        "Several teachers answer each image and their answers are averaged; the student learns from the "
        "average. One small network is to replace them all."
    ),
    code="kdviz.objectives.classic:classic",
    reference="Hinton, Vinyals, Dean 2015, section 5; Bucilua, Caruana, Niculescu-Mizil 2006, Model Compression",
    when=N_("When several good networks exist and only one can be deployed."),
    price=N_("The training and the forward passes of every further teacher."),
    diagram=(
        Flow(N_("labels"), N_("student"), N_("the right answer")),
        Flow(N_("teachers"), N_("their average"), N_("probabilities or logits")),
        Flow(N_("their average"), N_("student"), N_("softened probabilities")),
    ),
    knobs=EnsembleKnobs,
    stages=(
        Stage(
            name=N_("ensemble"),
            says=N_("Teacher {which} learns: step {step} of {steps}, {seconds} s"),
            knob="teacher_steps",
            code="kdviz.objectives.ensemble:together",
            # The first teacher is trained for every kind.
            work=lambda settings: (settings.teachers - 1) * settings.teacher_work,
            steps=lambda settings: int((settings.teachers - 1) * settings.teacher_steps),
        ),
    ),
    recipe="kdviz.training.run.recipes.ensemble:ensemble",
    caveat=N_("Agreement and KL of “{kinds}” are with the average of all teachers, which its students learned from."),
)
