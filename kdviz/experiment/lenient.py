"""Experiments from outside: what a validation found, and how to make the best of an imperfect URL."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from kdviz.catalog import Problem
from kdviz.experiment.experiment import Experiment
from kdviz.experiment.settings import is_whole, knob
from kdviz.i18n import N_


def problems(error: ValidationError) -> list[Problem]:
    """Return what `error` found, one problem a knob."""
    found: dict[str, Problem] = {}
    for item in error.errors():
        problem = item["ctx"]["problem"] if item["type"] == "misfit" else _outside(str(item["loc"][0]), item["input"])
        found.setdefault(problem.name, problem)
    return list(found.values())


def _outside(name: str, value: object) -> Problem:
    if name not in Experiment.model_fields:
        return Problem(name, value, N_("there is no such knob"))
    description, whole = knob(name), is_whole(name)
    template, blanks = description.allowed(whole)
    return Problem(name, value, template, blanks, nearest=_clamped(name, value))


def _clamped(name: str, value: object) -> float | None:
    description = knob(name)
    try:
        number = float(str(value))
    except ValueError:
        return None
    if math.isnan(number) or description.bounds is None:
        return None
    clamped = description.clamp(number)
    return round(clamped) if is_whole(name) else clamped


def read_leniently(raw: Mapping[str, Any]) -> tuple[Experiment, list[Problem]]:
    """Make an experiment of whatever `raw` holds, as a URL must.

    A value out of range becomes the nearest allowed one, a value that cannot be read its default.

    Returns
    -------
    experiment : Experiment
    changed : list of Problem
        One for each knob that could not be taken as it was.
    """
    values = dict(raw)
    changed: dict[str, Problem] = {}
    # Each round mends at least one knob for good, so there are never more rounds than twice the knobs.
    for _round in range(2 * (len(values) + len(Experiment.model_fields))):
        try:
            return Experiment(**values), list(changed.values())
        except ValidationError as error:
            for problem in problems(error):
                values.pop(problem.name, None)
                if problem.nearest is not None and problem.name not in changed:
                    values[problem.name] = problem.nearest
                changed.setdefault(problem.name, replace(problem, value=raw.get(problem.name, problem.value)))
    return Experiment(), list(changed.values())
