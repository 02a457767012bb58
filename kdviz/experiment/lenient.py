"""Experiments from outside: what a validation found, and how to make the best of an imperfect URL."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from kdviz.catalog import Problem
from kdviz.experiment.experiment import Experiment


def problems(error: ValidationError) -> list[Problem]:
    """Return what `error` found, one problem a knob."""
    return [item["ctx"]["problem"] for item in error.errors()]


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
            return Experiment.shared(**values), list(changed.values())
        except ValidationError as error:
            for problem in problems(error):
                values.pop(problem.name, None)
                if problem.nearest is not None and problem.name not in changed:
                    values[problem.name] = problem.nearest
                changed.setdefault(problem.name, replace(problem, value=raw.get(problem.name, problem.value)))
    return Experiment(), list(changed.values())
