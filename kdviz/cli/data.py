"""Data sets: ``kdviz data`` and its commands."""

import click

from kdviz.cli.get import get
from kdviz.cli.own import add, list_, remove, rename, show


@click.group()
def data() -> None:
    """Add data of your own, and get data sets that others publish."""


for command in (add, get, list_, remove, rename, show):
    data.add_command(command)
