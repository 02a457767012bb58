"""Needs that several kinds of distillation have: each returns the problem where student, teacher or data lack it."""

from kdviz.catalog.architecture import network
from kdviz.catalog.kind import KindSettings
from kdviz.catalog.problem import Problem
from kdviz.i18n import N_


def hidden_layers(settings: KindSettings) -> Problem | None:
    """Both networks have hidden layers."""
    for name in ("student", "teacher"):
        if not network(getattr(settings, name))[1]:
            blanks = {"kind": settings.kind, "idea": "32"}
            template = N_("{kind} looks at hidden layers; try {idea}")
            return Problem(name, getattr(settings, name), template, blanks, nearest="32")
    return None


def no_unlabelled_images(settings: KindSettings) -> Problem | None:
    """There are no unlabelled images beside those that the recipe makes."""
    if settings.unlabelled_images:
        template = N_("{kind} makes images of its own; allowed is 0")
        return Problem("unlabeled", settings.unlabeled, template, {"kind": settings.kind}, nearest=0)
    return None
