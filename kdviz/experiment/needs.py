"""What a kind of distillation may need of student, teacher or data, and the sentence where it is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kdviz import catalog
from kdviz.catalog.kind import Need
from kdviz.experiment.checks import Problem
from kdviz.i18n import N_

if TYPE_CHECKING:
    from kdviz.experiment.experiment import Experiment

NETWORKS = ("student", "teacher")


def _convnets(experiment: Experiment) -> Iterator[Problem]:
    ideas = {"student": "conv:8x16", "teacher": "conv:16x32"}
    for name in NETWORKS:
        text = getattr(experiment, name)
        if catalog.network(text)[0].name == "convnet":
            continue
        if experiment.data.is_image:
            template = N_("{kind} needs a ConvNet; try {idea}")
            yield Problem(name, text, template, {"kind": experiment.kind, "idea": ideas[name]}, nearest=ideas[name])
        else:
            yield Problem("kind", experiment.kind, N_("it needs ConvNets, and those need images"), nearest="classic")


def _hidden_layers(experiment: Experiment) -> Iterator[Problem]:
    for name in NETWORKS:
        if not catalog.network(getattr(experiment, name))[1]:
            template = N_("{kind} looks at hidden layers; try {idea}")
            blanks = {"kind": experiment.kind, "idea": "32"}
            yield Problem(name, getattr(experiment, name), template, blanks, nearest="32")


def _three_classes(experiment: Experiment) -> Iterator[Problem]:
    if experiment.data.classes < 3:
        template = N_("it needs three classes or more, and {dataset} has two: nothing is left beside the right answer")
        yield Problem("kind", experiment.kind, template, {"dataset": experiment.dataset}, nearest="classic")


def _unlabelled_images(experiment: Experiment) -> Iterator[Problem]:
    most = experiment.data.transfer_images(experiment.omit_class) - 1
    if experiment.labelled_images > most:
        template = N_("{kind} learns from unlabelled images alone, and none are left; allowed are {most} or fewer")
        yield Problem("labels", experiment.labels, template, {"kind": experiment.kind, "most": most}, nearest=most)
    elif not experiment.unlabelled_images:
        template = N_("{kind} learns from unlabelled images alone; allowed is a number above 0, or “all”")
        yield Problem("unlabeled", experiment.unlabeled, template, {"kind": experiment.kind}, nearest="all")


def _no_unlabelled_images(experiment: Experiment) -> Iterator[Problem]:
    if experiment.unlabelled_images:
        template = N_("{kind} makes images of its own; allowed is 0")
        yield Problem("unlabeled", experiment.unlabeled, template, {"kind": experiment.kind}, nearest=0)


_CHECKS: dict[Need, Callable[[Experiment], Iterator[Problem]]] = {
    "convnet": _convnets,
    "hidden layer": _hidden_layers,
    "three classes": _three_classes,
    "unlabelled images": _unlabelled_images,
    "images of its own": _no_unlabelled_images,
}


def missing(experiment: Experiment) -> Iterator[Problem]:
    """Yield what the experiment's kind of distillation needs and does not find."""
    for need in experiment.kind_card.needs:
        yield from _CHECKS[need](experiment)
