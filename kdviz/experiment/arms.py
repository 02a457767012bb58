"""The arms of an experiment: the settings that each reads, and the students that several experiments need."""

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Literal

from kdviz.catalog import Problem
from kdviz.experiment.experiment import Experiment
from kdviz.experiment.settings import usual, varying
from kdviz.i18n import N_

Arm = Literal["hard", "smoothed", "distilled"]
ARMS: tuple[Arm, ...] = ("hard", "smoothed", "distilled")

Recipe = tuple[tuple[str, float | bool | str], ...]
Group = tuple[str, int]


def is_stacked(experiment: Experiment) -> bool:
    """Return whether `experiment` can share a population; a cell that cannot trains on its own."""
    return experiment.kind_card.shares_population and not recipe_knobs(experiment)


def recipe_knobs(experiment: Experiment) -> list[str]:
    """Return what is no number of each student's and not as usual: it turns a recipe into more than that training."""
    card = experiment.kind_card
    others = [name for name, knob in card.own_knobs.items() if knob.varies != "member"]
    return [name for name in others if getattr(experiment, name) != usual(name, card.name)]


def data_key(experiment: Experiment) -> str:
    """Return what decides, together with a seed, what a student sees."""
    canonical = experiment.canonical()
    return json.dumps([canonical[name] for name in varying("draw")])


def twin(experiment: Experiment) -> Problem | None:
    """Return what makes the distilled students their own hard-label twins, by construction; None where they are not."""
    return next(filter(None, (why(experiment) for why in experiment.kind_card.twins)), None)


def notes(experiment: Experiment) -> Iterator[Problem]:
    """Yield what is worth a word before the run, though allowed: arms that are the same, and what the card notes."""
    if why := twin(experiment):
        yield why
    if not experiment.smoothing:
        yield Problem("smoothing", 0, N_("the control's labels are not blurred, so it is the labels alone once more"))
    yield from filter(None, (note(experiment) for note in experiment.kind_card.notes))


def recipes(experiment: Experiment) -> dict[Arm, Recipe]:
    """Return what each arm's students read and how fast they learn.

    Students of equal recipes are the same student: so the twins of all cells are one, and a student that learns from
    nothing but the labels (α = 0) is the twin.
    """
    card = experiment.kind_card
    own = dict.fromkeys(card.weights, 1.0)
    own |= {name: getattr(experiment, name) for name, knob in card.own_knobs.items() if knob.varies == "member"}
    rate = {"learning_rate": experiment.learning_rate}
    silent = dict.fromkeys(card.weights, 0.0)
    # What a silent teacher's term reads beside its weights makes no other student.
    labels_only = {name: Experiment.model_fields[name].default for name in own} | silent | rate
    arms: dict[Arm, dict[str, float | bool | str]] = {
        "hard": {**labels_only, "smoothing": 0.0},
        "smoothed": {**labels_only, "smoothing": experiment.smoothing},
        "distilled": {**(labels_only if twin(experiment) else own | rate), "smoothing": 0.0},
    }
    return {arm: tuple(sorted(recipe.items())) for arm, recipe in arms.items()}


def members(experiments: Iterable[Experiment], arms: Collection[Arm] = ARMS) -> dict[Group, tuple[Recipe, ...]]:
    """Return the students of some arms of experiments of one family: for each data set and seed its recipes, once."""
    needed: dict[Group, dict[Recipe, None]] = {}
    for experiment in experiments:
        own = dict.fromkeys(recipe for arm, recipe in recipes(experiment).items() if arm in arms)
        key = data_key(experiment)
        for seed in experiment.seed_list:
            needed.setdefault((key, seed), {}).update(own)
    return {group: tuple(recipes) for group, recipes in needed.items()}
