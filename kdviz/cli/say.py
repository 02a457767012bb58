"""Printing, for commands."""

import click

from kdviz.i18n import printable


def say(text: str, *, err: bool = False, end: str = "\n") -> None:
    """Print lines; what in them would control the terminal, in a title or an argument, is left out."""
    click.echo("\n".join(map(printable, text.split("\n"))) + end, nl=False, err=err)
