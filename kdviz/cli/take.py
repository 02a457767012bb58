"""A student as a file: ``kdviz export``."""

from contextlib import ExitStack
from functools import cache
from pathlib import Path

import click

from kdviz.catalog import CatalogError
from kdviz.cli.progress import progress_bar
from kdviz.cli.say import say
from kdviz.cli.shared import as_json_text, json_option
from kdviz.engine.exports import Exported, export
from kdviz.experiment import CompressionError
from kdviz.exports.registry import format_named, formats
from kdviz.i18n import ENGLISH
from kdviz.verdicts.export import verified_text

_ = ENGLISH
FORMATS = "; ".join(f"{each.name}: {_(each.title)}" for each in formats().values())


@click.command("export")
@click.argument("job_id", metavar="RUN_ID")
@click.option("--format", "name", required=True, metavar="FORMAT", help=f"{FORMATS}.")
@click.option(
    "--output",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Taken as given, whatever its suffix.",
)
@click.option("--arm", default="distilled", show_default=True, help="Of a run: hard, smoothed or distilled.")
@click.option("--seed", metavar="NUMBER", help="Whose student; the first where none is given.")
@click.option("--pipeline", metavar="STAGES", help="Of a compression, whose id may stand for a run's; else its first.")
@json_option
def take(job_id: str, name: str, output: Path, arm: str, seed: str | None, pipeline: str | None, as_json: bool) -> None:
    """Write a student to a file for other programs, verified on all test images."""
    if seed is not None and not (seed.isascii() and seed.isdecimal()):
        raise click.UsageError(f"--seed is {seed}: allowed is a whole number.")
    try:
        format_named(name, "--format")
        with ExitStack() as stack:
            bar = cache(lambda: stack.enter_context(progress_bar(total=100, desc="verify", bar_format="{l_bar}{bar}|")))
            done = export(
                job_id,
                name,
                output,
                arm=arm,
                seed=None if seed is None else int(seed),
                pipeline=pipeline,
                # The bar comes with the first news: wrong input is one line.
                on_progress=lambda progress: bar().update(round(100 * progress.share) - bar().n),
            )
    except (CatalogError, CompressionError) as error:
        raise click.UsageError(error.sentence()) from error
    say(as_json_text(done.report()) if as_json else _as_text(done))


def _as_text(done: Exported) -> str:
    lines = [
        f"{each}: {len(content)} bytes" for each, content in zip(done.files, done.export.files.values(), strict=True)
    ]
    lines[0] += f", {done.export.gzip} compressed"
    lines += [verified_text(kind, verified) for kind, verified in done.export.verified.items()]
    return "\n".join(lines)
