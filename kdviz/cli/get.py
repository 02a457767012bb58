"""Data sets that others publish: ``kdviz data get``."""

from pathlib import Path

import click

from kdviz.catalog import PUBLISHED
from kdviz.catalog.fetched import folder_of, is_here
from kdviz.cli.progress import progress_bar
from kdviz.cli.say import say
from kdviz.engine.published import get as get_published


@click.command()
@click.argument("name", type=click.Choice([*PUBLISHED]))
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Take the four IDX files, plain or gzipped, from a folder.",
)
@click.option("--mirror", default="", metavar="URL", help="Get the same files from another address.")
def get(name: str, source: Path | None, mirror: str) -> None:
    """Get a published data set once; a broken download goes on where it ended."""
    card = PUBLISHED[name]
    if source and mirror:
        raise click.UsageError("--from and --mirror exclude each other.")
    if is_here(name):
        say(f"{card.title} is here already: {folder_of(name)}")
        return
    if source:
        known = get_published(card, lambda _bytes: None, source=source)
    else:
        with progress_bar(total=card.bytes, desc=name, unit="B", unit_scale=True) as bar:
            known = get_published(card, bar.update, address=mirror)
    if not known:
        say("kdviz: these files' numbers have no published hash; their shapes are right.", err=True)
    say(f"{card.title} is here: {folder_of(name)}. Use it as --dataset {name}.")
