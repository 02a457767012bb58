"""The knobs of an experiment that every kind of distillation shares, each written once."""

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import BaseModel

from kdviz.catalog import KINDS, OPTIMIZERS, DataSetTitles, Knob, titles
from kdviz.catalog.limits import LIMITS
from kdviz.i18n import N_

NETWORK = Knob(
    label=N_("Student network"),
    help=N_("Hidden widths, or a ConvNet's channels."),
    widget="network",
    first=("distill", "kinds", "landscapes"),
    syntax=N_("allowed are widths such as 256x256 or 16, “linear”, or conv:8x16"),
)
OPTIMIZER = Knob(label=N_("Optimizer"), help=N_("Adam, or SGD with momentum 0.9."), widget="choice", choices=OPTIMIZERS)


class DataKnobs(BaseModel):
    """What the students see."""

    dataset: Annotated[
        str,
        Knob(
            label=N_("Data set"),
            help=N_("Where inputs and labels come from."),
            widget="choice",
            first=("distill", "kinds", "landscapes"),
            choices=DataSetTitles,
        ),
    ] = "digits"
    data_seed: Annotated[
        int,
        Knob(
            label=N_("Data seed"),
            help=N_(
                "Splits the images into training, validation and test; draws the points of a data set in the plane."
            ),
            bounds=(0, 2**31 - 1),
            step=1,
        ),
    ] = 0
    labels: Annotated[
        int | Literal["all"],
        Knob(
            label=N_("Labelled images"),
            help=N_("How many training images the students get with their labels, drawn evenly from the classes."),
            of_points=(
                N_("Labelled points"),
                N_("How many training points the students get with their labels, drawn evenly from the classes."),
            ),
            widget="stops",
            varies="draw",
            first=("distill", "kinds", "landscapes", "hall"),
            range_of=lambda data: (data.classes, data.transfer_images(None)),
            step=10,
            stops=(10, 20, 30, 40, 60, 80, 100, 150, 200, 300, 500),
            words={"all": N_("all")},
            ends=(N_("few"), N_("every one")),
        ),
    ] = 60
    unlabeled: Annotated[
        int | Literal["all"],
        Knob(
            label=N_("Unlabelled transfer images"),
            help=N_("Further training images without labels; only the teacher's term uses them."),
            of_points=(
                N_("Unlabelled transfer points"),
                N_("Further training points without labels; only the teacher's term uses them."),
            ),
            widget="stops",
            varies="draw",
            range_of=lambda data: (0, data.transfer_images(None)),
            step=10,
            stops=(0, 100, 200, 400, 600, 800),
            words={"all": N_("all")},
            ends=(N_("none"), N_("all that are left")),
        ),
    ] = 0
    label_noise: Annotated[
        float,
        Knob(
            label=N_("Wrong labels"),
            help=N_("Share of the students' labels that are replaced by another class; the teacher saw clean ones."),
            widget="slider",
            varies="draw",
            first=("landscapes",),
            bounds=(0, 1),
            step=0.05,
            unit=N_("share"),
            ends=(N_("all right"), N_("all wrong")),
        ),
    ] = 0.0
    omit_class: Annotated[
        int | None,
        Knob(
            label=N_("Omitted class"),
            help=N_("A class of which the students see nothing at all; the teacher saw it."),
            widget="class",
            varies="draw",
            range_of=lambda data: (0, data.classes - 1),
            step=1,
            words={"none": N_("none")},
        ),
    ] = None


class TeacherKnobs(BaseModel):
    """The teacher, trained once on every training image with clean labels."""

    teacher: Annotated[str, replace(NETWORK, label=N_("Teacher network"))] = "256x256"
    teacher_steps: Annotated[
        int,
        Knob(
            label=N_("Teacher steps"),
            help=N_("How long the teacher trains."),
            unit=N_("steps of 64 inputs"),
            bounds=(1, LIMITS.steps),
            step=50,
        ),
    ] = 600
    teacher_learning_rate: Annotated[
        float,
        Knob(label=N_("Teacher learning rate"), help=N_("Step size of the teacher's optimizer."), bounds=(1e-6, 10)),
    ] = 0.001
    teacher_optimizer: Annotated[str, replace(OPTIMIZER, label=N_("Teacher optimizer"))] = "adam"
    teacher_smoothing: Annotated[
        float,
        Knob(
            label=N_("Teacher label smoothing"),
            help=N_("Share of each label spread evenly over all classes while the teacher trains."),
            widget="slider",
            bounds=(0, 0.99),
            step=0.05,
            unit=N_("share"),
            ends=(N_("hard labels"), N_("even labels")),
        ),
    ] = 0.0
    teacher_dropout: Annotated[
        float,
        Knob(
            label=N_("Teacher dropout"),
            help=N_("Probability that a hidden unit is silenced in a training step."),
            widget="slider",
            bounds=(0, 0.95),
            step=0.05,
            unit=N_("probability"),
            ends=(N_("every unit"), N_("hardly a unit")),
        ),
    ] = 0.0
    teacher_seed: Annotated[
        int,
        Knob(
            label=N_("Teacher seed"),
            help=N_("Draws the teacher's initial weights, batches and dropout."),
            bounds=(0, 2**31 - 1),
            step=1,
        ),
    ] = 0


class StudentKnobs(BaseModel):
    """The student, and the kind of distillation that it goes through."""

    student: Annotated[str, NETWORK] = "32"
    kind: Annotated[
        str,
        Knob(
            label=N_("Kind of distillation"),
            help=N_("What the student takes from the teacher."),
            widget="choice",
            choices=titles(KINDS),
        ),
    ] = "classic"


class TrainingKnobs(BaseModel):
    """How every arm trains, and over how many seeds."""

    smoothing: Annotated[
        float,
        Knob(
            label=N_("Label smoothing of the control"),
            help=N_("The students with blurred labels: how much of a label is spread. They have no teacher."),
            widget="slider",
            varies="member",
            bounds=(0, 0.99),
            step=0.05,
            unit=N_("share"),
            ends=(N_("hard labels"), N_("even labels")),
        ),
    ] = 0.1
    optimizer: Annotated[str, OPTIMIZER] = "adam"
    learning_rate: Annotated[
        float,
        Knob(
            label=N_("Learning rate"),
            help=N_("Step size of the students' optimizer."),
            varies="member",
            bounds=(1e-6, 10),
        ),
    ] = 0.01
    batch_size: Annotated[
        int,
        Knob(
            label=N_("Batch size"),
            help=N_("Labelled inputs a step; with unlabelled ones, as many of those again."),
            unit=N_("inputs"),
            bounds=(1, 1024),
            step=1,
        ),
    ] = 32
    steps: Annotated[
        int,
        Knob(
            label=N_("Training steps"),
            help=N_("Optimizer steps of every student."),
            first=("kinds", "landscapes"),
            unit=N_("steps"),
            bounds=(1, LIMITS.steps),
            step=10,
        ),
    ] = 250
    seeds: Annotated[
        int,
        Knob(
            label=N_("Number of seeds"),
            help=N_("Independent repeats: labelled inputs, label noise, initial weights and batches are drawn anew."),
            varies="seeds",
            first=("kinds", "landscapes"),
            bounds=(1, LIMITS.seeds),
            step=1,
        ),
    ] = 8
    first_seed: Annotated[
        int,
        Knob(
            label=N_("First seed"),
            help=N_("The seeds count up from here."),
            varies="seeds",
            first=("landscapes",),
            bounds=(0, 2**31 - 1 - LIMITS.seeds),
            step=1,
            flag="seed",
        ),
    ] = 0
