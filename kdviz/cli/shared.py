"""Parts that commands share: knobs as flags, sentences for what is wrong with them, JSON."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click
from click.core import ParameterSource
from pydantic import ValidationError

from kdviz.catalog import KINDS, PUBLISHED_SCENES, SCENES, Scene, not_one_of
from kdviz.cli.say import say
from kdviz.experiment import UNREAD, Experiment, Problem, is_whole, knob, knobs, problems
from kdviz.experiment.arms import notes
from kdviz.experiment.settings import is_read
from kdviz.i18n import ENGLISH

# What a run can start from.
RUNS = SCENES | PUBLISHED_SCENES

Command = Callable[..., Any]
_ = ENGLISH


def flag(name: str) -> str:
    """Return the command line's spelling of the knob `name`."""
    return "--" + (knob(name).flag or name).replace("_", "-")


def knob_options(command: Command) -> Command:
    """Give a command a flag for every knob."""
    for name, description in reversed(list(knobs())):
        default = Experiment.model_fields[name].default
        yes_no = isinstance(default, bool)
        shown = ("yes" if default else "no") if yes_no else "none" if default is None else f"{default}"
        template, blanks = description.allowed(whole=is_whole(name))
        if options := description.options:
            blanks = {"names": ", ".join(f"{choice} ({_(title)})" for choice, title in options.items())}
        others = [f"{card.usual[name]} for {kind}" for kind, card in KINDS.items() if name in card.usual]
        default_text = ", ".join([shown, *others])
        text = f"{_(description.help)} [{_(template).format(**blanks)}; default {default_text}]"
        spelling = f"{flag(name)}/--no-{flag(name)[2:]}" if yes_no else flag(name)
        # Text goes to the experiment as it is: the knobs' own validation is the only one.
        kind = {"default": None} if yes_no else {"type": str, "metavar": "VALUE"}
        command = click.option(spelling, name, help=text, **kind)(command)
    return command


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")


def as_json_text(value: dict[str, Any]) -> str:
    """Write `value` for programs; what is no number is a mistake of ours."""
    return json.dumps(value, allow_nan=False)


def given(context: click.Context, values: dict[str, Any]) -> dict[str, Any]:
    """Return those of `values` that stood on the command line."""
    return {
        name: value
        for name, value in values.items()
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT
    }


def say_unread(experiments: Sequence[Experiment], knobs: Mapping[str, Any]) -> None:
    """Say on standard error which of the flags that were given none of `experiments` reads."""
    kinds = [*dict.fromkeys(each.kind for each in experiments)]
    for name, value in knobs.items():
        if kinds and not any(is_read(name, kind) for kind in kinds):
            problem = Problem(name, value, UNREAD, {"kinds": ", ".join(kinds)})
            say(f"kdviz: {problem.sentence(_, call=flag(name))}", err=True)


def say_notes(experiments: Sequence[Experiment], knobs: Mapping[str, Any]) -> None:
    """Say likewise what is worth a word of all `experiments`, and which flags they do not read."""
    say_unread(experiments, knobs)
    said = [[note.sentence(_, call=flag(note.name)) for note in notes(each)] for each in experiments]
    for sentence in said[0] if said else ():
        if all(sentence in each for each in said):
            say(f"kdviz: {sentence}", err=True)


def experiment_of(scene: str | None, knobs: dict[str, Any], scenes: Mapping[str, Scene] = RUNS) -> Experiment:
    """Return the experiment of the knobs of one of `scenes` and of those given; a usage error says what is wrong."""
    if scene is not None and scene not in scenes:
        raise click.UsageError(not_one_of("--scene", scene, scenes).sentence(_))
    try:
        return Experiment.shared(**{**(scenes[scene].knobs if scene else {}), **knobs})
    except ValidationError as error:
        problem = problems(error)[0]
        raise click.UsageError(problem.sentence(_, call=flag(problem.name))) from error
