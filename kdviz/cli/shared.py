"""What every command shares: knobs as flags, sentences for what is wrong, JSON."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click
from click.core import ParameterSource
from pydantic import ValidationError

from kdviz.catalog import KINDS, SCENES, not_one_of
from kdviz.experiment import UNREAD, Experiment, Problem, is_whole, knob, knobs, problems
from kdviz.experiment.arms import notes
from kdviz.experiment.settings import is_read
from kdviz.i18n import ENGLISH, SpokenError, is_text, printable
from kdviz.store.names import UnknownJobError

Command = Callable[..., Any]
_ = ENGLISH


class OneSentence(click.Group):
    """Says what is wrong in one sentence on standard error, without the usage."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line and end the process with its status."""
        try:
            _check_text(kwargs.get("args") or (args[0] if args else None) or sys.argv[1:])
            super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            say(error.format_message())
            sys.exit(error.exit_code)
        except click.ClickException as error:
            say(f"kdviz: {printable(error.format_message())}", err=True)
            sys.exit(error.exit_code)
        except SpokenError as error:
            say(f"kdviz: {printable(error.sentence())}", err=True)
            sys.exit(2 if isinstance(error, UnknownJobError) else 1)
        except (click.Abort, KeyboardInterrupt):
            say("kdviz: stopped.", err=True)
            sys.exit(130)


def say(text: str, *, err: bool = False, end: str = "\n") -> None:
    """Print lines; what in them would control the terminal, in a title or an argument, is left out."""
    click.echo("\n".join(map(printable, text.split("\n"))) + end, nl=False, err=err)


def _check_text(arguments: Sequence[str]) -> None:
    """Refuse bytes that are no text: neither the database nor a terminal takes what Python puts in their place."""
    for argument in arguments:
        if not is_text(argument):
            shown = argument.encode("utf-8", "backslashreplace").decode()
            raise click.UsageError(f"An argument is {shown}: allowed is text in UTF-8.")


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


def experiment_of(scene: str | None, knobs: dict[str, Any]) -> Experiment:
    """Return the experiment of a scene's knobs and of those given; a usage error says what is wrong with it."""
    if scene is not None and scene not in SCENES:
        raise click.UsageError(not_one_of("--scene", scene, SCENES).sentence(_))
    try:
        return Experiment.shared(**{**(SCENES[scene].knobs if scene else {}), **knobs})
    except ValidationError as error:
        problem = problems(error)[0]
        raise click.UsageError(problem.sentence(_, call=flag(problem.name))) from error
