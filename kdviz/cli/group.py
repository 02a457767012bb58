"""The command line as a whole: which commands there are, and how it says what is wrong."""

import gc
import pkgutil
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from kdviz.cli.say import say
from kdviz.cli.streams import is_broken, prepare
from kdviz.i18n import SpokenError, is_text, printable


class Commands(click.Group):
    """Commands that are imported when they are called; what is wrong is one sentence on standard error.

    Parameters
    ----------
    listed : mapping of str to (str, str)
        By its name, where a command stands, as ``module:name``, and its line in the list of commands.
    """

    def __init__(self, *arguments: Any, listed: Mapping[str, tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.listed = listed

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(self.listed)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in self.listed:
            return None
        # Imports make objects that stay: looking among them for garbage, now and at the end, took a third of the time.
        gc.disable()
        try:
            command: click.Command = pkgutil.resolve_name(self.listed[cmd_name][0])
        finally:
            gc.freeze()
            gc.enable()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.listed[name][1]) for name in self.list_commands(ctx)])

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line and end the process with its status."""
        prepare()
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
            sys.exit(2 if isinstance(error, LookupError) else 1)
        except OSError as error:
            if not is_broken(sys.stdout):
                raise
            say(f"kdviz: standard output cannot be written: {error.strerror}.", err=True)
            sys.exit(1)
        except (click.Abort, KeyboardInterrupt):
            say("kdviz: stopped.", err=True)
            sys.exit(130)


def _check_text(arguments: Sequence[str]) -> None:
    """Refuse bytes that are no text: neither the database nor a terminal takes what Python puts in their place."""
    for argument in arguments:
        if not is_text(argument):
            shown = argument.encode("utf-8", "backslashreplace").decode()
            raise click.UsageError(f"An argument is {shown}: allowed is text in UTF-8.")
