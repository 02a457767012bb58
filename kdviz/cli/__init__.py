"""The same experiments from a shell, one file a family of commands."""

import click

from kdviz.cli import app, compare, history, run, sweep
from kdviz.cli.shared import OneSentence, flag

__all__ = ["flag", "main"]


@click.group(cls=OneSentence, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="kdviz")
def main() -> None:
    """See knowledge distillation happen: real students, distilled live, with honest intervals."""


for command in (
    run.run,
    run.scenes,
    sweep.sweep,
    compare.compare,
    history.runs,
    history.show,
    history.rename,
    history.pin,
    history.delete,
    app.app,
):
    main.add_command(command)
