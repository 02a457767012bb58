"""Lessons: what there is, and what their claims come to here: ``kdviz lessons`` and ``kdviz lesson``."""

from typing import Any

import click

from kdviz.catalog import CatalogError
from kdviz.cli.progress import through_parts
from kdviz.cli.say import say
from kdviz.cli.shared import as_json_text, json_option
from kdviz.engine import run, shared_engine
from kdviz.experiment import Experiment
from kdviz.i18n import ENGLISH
from kdviz.lessons import Lesson, lesson_named
from kdviz.lessons import lessons as every_lesson
from kdviz.lessons.lesson import Do
from kdviz.lessons.measured import Found, Outcome, Values, measured, outcomes
from kdviz.results import Estimate
from kdviz.verdicts.run import points

_ = ENGLISH


@click.command()
def lessons() -> None:
    """List the lessons, a line each: its name and its title."""
    for lesson in every_lesson().values():
        say(f"{lesson.name} {_(lesson.title)}")


@click.command()
@click.argument("name")
@json_option
def lesson(name: str, as_json: bool) -> None:
    """Run what a lesson trains, and say what each of its claims came to here; its number will do.

    A task is done as it can be solved, which also says whether it can.
    """
    try:
        found, _step = lesson_named(name)
    except CatalogError as error:
        raise click.UsageError(error.sentence(_)) from error
    claims = [(step, outcome) for step in found.works for outcome in come_to(step)]
    if as_json:
        say(as_json_text(report(found, claims)))
        return
    say(_(found.title))
    for step, outcome in claims:
        said = points(outcome.difference.mean)
        say(f"{_called(step)}{outcome.ending} ({said} points): {outcome.sentence}")
    if not claims:
        say("It trains nothing.")


def come_to(step: Do) -> list[Outcome]:
    """Train what a step trains, a task as it can be solved, and return how its claims came out."""
    request = step.request(step.solution)
    result: Found = (
        run(request) if isinstance(request, Experiment) else through_parts(request, "lesson", "students", afresh=False)
    )
    return outcomes(step, measured(step, result), step.experiment.data, _paired, _)


def _paired(first: Values, second: Values) -> Estimate:
    found: Estimate = shared_engine().call("kdviz.measures:difference", first, second, True)
    return found


def _called(step: Do) -> str:
    settings = ", ".join(f"{knob} {value}" for knob, value in step.solution.items())
    return f"task ({settings}), " if step.free else ""


def report(lesson: Lesson, claims: list[tuple[Do, Outcome]]) -> dict[str, Any]:
    """Return what ``--json`` prints of a lesson's claims."""
    return {
        "lesson": lesson.name,
        "number": lesson.number,
        "title": _(lesson.title),
        "claims": [
            {
                "first": outcome.claim.first,
                "than": outcome.claim.than or None,
                "least": outcome.claim.least,
                "ending": outcome.ending,
                "as_expected": outcome.ending == outcome.claim.expected,
                "difference": outcome.difference.model_dump(),
                "sentence": outcome.sentence,
                "task": dict(step.solution) if step.free else None,
            }
            for step, outcome in claims
        ],
    }
