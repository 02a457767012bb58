"""Own data sets: ``kdviz data add``, ``list``, ``show`` and ``remove``."""

from pathlib import Path
from typing import Any

import click

from kdviz.catalog import named
from kdviz.cli.say import say
from kdviz.cli.shared import as_json_text, json_option
from kdviz.store import own
from kdviz.store.history import History
from kdviz.store.own import OwnData
from kdviz.store.removal import remove_data
from kdviz.verdicts.data import assumed, data_report, parts, remarks, summary

# It imports pandas, which whoever lists data sets need not wait for.
ADD = "kdviz.intake.data:add"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--label", metavar="COLUMN", help="The column of the labels [default: guessed, and said].")
@click.option("--name", default="", metavar="NAME", help="What to call it [default: as the file].")
@click.option("--without", multiple=True, metavar="COLUMN", help="A column to leave out, as often as you like.")
@click.option("--number", multiple=True, metavar="COLUMN", help="A column to read as numbers, its words as missing.")
@click.option(
    "--category", multiple=True, metavar="COLUMN", help="A column to read as categories, as often as you like."
)
@click.option("--separator", metavar="MARK", help="What stands between cells: comma, semicolon, tab, or a character.")
@click.option("--encoding", metavar="NAME", help="How the text is encoded: utf-8, shift_jis, or another.")
@click.option("--decimal", type=click.Choice([".", ","]), help="The mark of decimals.")
@click.option("--header/--no-header", default=None, help="Whether the first row names the columns.")
@click.option("--index/--no-index", default=None, help="Whether the first column only numbers the rows.")
@click.option("--side", type=int, metavar="PIXELS", help="Resize pictures to so many pixels a side, 8 to 32.")
@click.option("--color/--gray", default=None, help="Whether pictures keep their colors.")
@click.option(
    "--labels", type=click.Path(path_type=Path), metavar="FILE", help="The labels of an IDX file of pictures."
)
@json_option
def add(file: Path, name: str, as_json: bool, **wishes: Any) -> None:
    """Add a table (CSV, TSV, Parquet), arrays (NPZ, IDX) or a ZIP of class folders; it stays on this computer."""
    given = {wish: value for wish, value in wishes.items() if value is not None}
    data: OwnData = named(ADD)(file, name, **given)
    say(as_json_text(data_report(data)) if as_json else _as_text(data))


@click.command(name="list")
@json_option
def list_(as_json: bool) -> None:
    """List your own data sets, the newest first."""
    found = own.owned()
    if as_json:
        say(as_json_text({"data": [data_report(each, whole=False) for each in found]}))
        return
    for each in found:
        say(f"{each.name}  {each.title}: {summary(each.description)}")
    if not found:
        say("No data set has been added yet; try “kdviz data add FILE”.")


@click.command()
@click.argument("name")
@json_option
def show(name: str, as_json: bool) -> None:
    """Show one data set, by its name or the beginning of its fingerprint."""
    data = own.find(name)
    say(as_json_text(data_report(data)) if as_json else _as_text(data))


@click.command()
@click.argument("name")
@click.argument("to")
def rename(name: str, to: str) -> None:
    """Call a data set otherwise; runs of it stay the same."""
    own.rename(own.find(name).name, to)


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@json_option
def remove(names: tuple[str, ...], as_json: bool) -> None:
    """Remove data sets for good, everywhere; runs stay, and say that their data is gone."""
    history = History()
    found = [own.find(name) for name in dict.fromkeys(names)]
    for each in found:
        remove_data(history, each.name)
    if as_json:
        say(as_json_text({"removed": [each.name for each in found]}))


def _as_text(data: OwnData) -> str:
    told = data.description
    classes = ", ".join(f"{name} {count:,}" for name, count in zip(told.classes, told.counts, strict=True))
    lines = [f"{data.title} ({data.name}): {summary(told)}", f"classes: {classes}", parts(told)]
    lines += [f"assumed: {sentence}" for sentence in assumed(told)]
    lines += [f"look: {sentence}" for sentence in remarks(told)]
    return "\n".join([*lines, f"Use it: kdviz run --dataset {data.title if data.title.isalnum() else data.name}"])
