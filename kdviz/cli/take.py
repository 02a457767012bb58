"""A student as a file: ``kdviz export``."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import click

from kdviz.catalog import CatalogError
from kdviz.cli.progress import progress_bar
from kdviz.cli.say import say
from kdviz.cli.shared import as_json_text, json_option
from kdviz.engine.exports import Exported, export
from kdviz.experiment import CompressionError
from kdviz.exports.devices import fits
from kdviz.exports.format import StudentFormat
from kdviz.exports.kept import kept_student
from kdviz.exports.registry import format_named, formats
from kdviz.i18n import ENGLISH
from kdviz.store.history import History
from kdviz.verdicts.devices import fit_report, fit_text
from kdviz.verdicts.export import verified_text

_ = ENGLISH
# Digits of a number, and one more.
LONGEST = 12
FORMATS = "; ".join(f"{each.name}: {_(each.title)}" for each in formats().values())


def student_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the flags that say which of the students that a job has kept."""
    text = "Of a compression, whose id may stand for a run's; else its first."
    command = click.option("--pipeline", metavar="STAGES", help=text)(command)
    text = "Whose student; the first where none is given."
    command = click.option("--seed", metavar="NUMBER", callback=_whole, help=text)(command)
    text = "Of a run: hard, smoothed or distilled."
    command = click.option("--arm", default="distilled", show_default=True, help=text)(command)
    return click.argument("job_id", metavar="RUN_ID")(command)


def _whole(_context: click.Context, parameter: click.Parameter, value: str | None) -> int | None:
    if value is not None and not (value.isascii() and value.isdecimal() and len(value) < LONGEST):
        raise click.UsageError(f"--{parameter.name} is {value}: allowed is a whole number.")
    return None if value is None else int(value)


@click.command("export")
@student_options
@click.option("--format", "name", required=True, metavar="FORMAT", help=f"{FORMATS}.")
@click.option(
    "--output",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Taken as given, whatever its suffix.",
)
@click.option("--cell", metavar="NUMBER", callback=_whole, help="Of a sweep, whose id may stand for a run's; from 0.")
@json_option
def take(
    job_id: str,
    name: str,
    output: Path,
    arm: str,
    seed: int | None,
    pipeline: str | None,
    cell: int | None,
    as_json: bool,
) -> None:
    """Write a student to a file for other programs, verified on the whole test set."""
    try:
        format_named(name, "--format")
        with ExitStack() as stack:
            bar = cache(lambda: stack.enter_context(progress_bar(total=100, desc="verify", bar_format="{l_bar}{bar}|")))
            done = export(
                job_id,
                name,
                output,
                arm=arm,
                seed=seed,
                pipeline=pipeline,
                cell=cell,
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
    chosen = format_named(done.export.format)
    if isinstance(chosen, StudentFormat) and chosen.caveat:
        lines.append(_(chosen.caveat))
    return "\n".join(lines)


@click.command()
@student_options
@json_option
def devices(job_id: str, arm: str, seed: int | None, pipeline: str | None, as_json: bool) -> None:
    """Say on which small devices a student fits, by arithmetic."""
    try:
        student, _taught = kept_student(History(), job_id, arm=arm, seed=seed, pipeline=pipeline)
    except (CatalogError, CompressionError) as error:
        raise click.UsageError(error.sentence()) from error
    found = fits(student)
    if as_json:
        say(as_json_text({"student": student.title, "devices": [fit_report(each) for each in found]}))
        return
    say(student.title)
    for each in found:
        say(f"{each.device.name}: {fit_text(each)}")
