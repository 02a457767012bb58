"""Data sets: ``kdviz data`` and its commands."""

import click

from kdviz.cli.get import get


@click.group()
def data() -> None:
    """Get data sets that others publish."""


data.add_command(get)
