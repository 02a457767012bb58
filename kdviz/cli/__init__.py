"""The same experiments from a shell, one file a family of commands."""

import click

from kdviz.cli import app, compare, history, run, sweep
from kdviz.cli.shared import OneSentence, flag

__all__ = ["flag", "main"]


@click.group(cls=OneSentence, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="kdviz")
def main() -> None:
    """See knowledge distillation happen: real students, distilled live, with honest intervals."""


for family in (run, sweep, compare, history, app):
    for command in vars(family).values():
        if isinstance(command, click.Command):
            main.add_command(command)
