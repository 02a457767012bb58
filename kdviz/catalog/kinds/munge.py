"""MUNGE: a synthetic transfer set around the images there are."""

from math import prod
from typing import Annotated

from kdviz.catalog.kind import Flow, Kind, KindSettings, Stage
from kdviz.catalog.knob import Knob
from kdviz.catalog.limits import LIMITS
from kdviz.catalog.needs import no_unlabelled_images
from kdviz.catalog.problem import Problem
from kdviz.catalog.shared_knobs import Alpha, Temperature
from kdviz.i18n import N_


class MungeKnobs(Alpha, Temperature):
    """The classic knobs, and how synthetic images are made."""

    munge_fold: Annotated[
        int,
        Knob(
            label=N_("Synthetic images for each real one"),
            help=N_("How many times as many images there are in the end."),
            of_points=(
                N_("Synthetic points for each real one"),
                N_("How many times as many points there are in the end."),
            ),
            bounds=(1, 200),
            step=10,
        ),
    ] = 60
    munge_swap: Annotated[
        float,
        Knob(
            label=N_("Probability of a swap"),
            help=N_("How likely a number trades places with its neighbour's."),
            widget="slider",
            bounds=(0, 1),
            step=0.05,
        ),
    ] = 0.5
    munge_spread: Annotated[
        float,
        Knob(
            label=N_("Local variance parameter"),
            help=N_("A swapped pixel is drawn around the other's; larger stays closer."),
            bounds=(0.1, 100),
            step=0.5,
        ),
    ] = 2.0


# What it takes to make one synthetic image, whatever the number of seeds, and each of its numbers, in each seed.
A_MADE_IMAGE, A_MADE_NUMBER = 1.6e5, 730.0


def made_images(settings: KindSettings) -> int:
    """Return how many images each seed makes of its labelled ones."""
    return int(settings.labelled_images * settings.munge_fold)


def making_work(settings: KindSettings) -> float:
    """Return what the making of the images takes."""
    numbers = settings.seeds * prod(settings.data.shape)
    return float(made_images(settings) * (A_MADE_IMAGE + A_MADE_NUMBER * numbers))


def room(settings: KindSettings) -> Problem | None:
    """There is room for the images of all seeds."""
    share = LIMITS.activations / (settings.seeds * made_images(settings) * prod(settings.data.shape))
    if share >= 1:
        return None
    return Problem(
        "munge_fold",
        settings.munge_fold,
        N_("of so many labelled images in so many seeds, that takes {times} times the memory allowed"),
        {"times": f"{1 / share:.1f}"},
        nearest=max(1, int(settings.munge_fold * share)),
    )


ENTRY = Kind(
    name="munge",
    family="images",
    title=N_("Synthetic images (MUNGE)"),
    summary=N_(
        "From few images many are made: each swaps some of its pixels with those of its nearest neighbour. "
        "The teacher answers all of them."
    ),
    code="kdviz.objectives.classic:classic",
    reference="Bucilua, Caruana, Niculescu-Mizil 2006, Model Compression, algorithm 1",
    when=N_("With few images and no way to get more. The inputs' numbers must mean the same everywhere."),
    price=N_(
        "The synthetic images are made before the training, one by one. Then every step takes a forward pass of the "
        "teacher for each."
    ),
    diagram=(
        Flow(N_("labels"), N_("student"), N_("the right answer")),
        Flow(N_("labelled images"), N_("synthetic images"), N_("swapped with the nearest neighbour")),
        Flow(N_("teacher"), N_("student"), N_("softened probabilities")),
    ),
    knobs=MungeKnobs,
    stages=(
        Stage(
            name=N_("munge"),
            says=N_("Synthetic images are made: {step} of {steps} for each real one, {seconds} s"),
            knob="munge_fold",
            work=making_work,
        ),
    ),
    recipe="kdviz.training.run.recipes.munge:munge",
    needs=(room, no_unlabelled_images),
    brings=lambda settings: int(settings.batch_size),
)
