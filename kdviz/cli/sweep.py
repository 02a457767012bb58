"""Grids of experiments: ``kdviz sweep``."""

from pathlib import Path
from typing import Any

import click

from kdviz.cli.export import check_exports, export, export_options
from kdviz.cli.progress import through_parts
from kdviz.cli.say import say
from kdviz.cli.shared import as_json_text, experiment_of, flag, given, json_option, knob_options, say_notes
from kdviz.cli.table import gain_interval
from kdviz.experiment import Experiment, Sweep, SweepError, check_commas
from kdviz.i18n import printable
from kdviz.results.cell import CellRecord
from kdviz.results.record import SweepRecord
from kdviz.verdicts.report import sweep_report
from kdviz.verdicts.run import points
from kdviz.verdicts.sweep import reason


@click.command()
@click.option(
    "--axis",
    "axes",
    multiple=True,
    metavar="KNOB=VALUES",
    help="A knob and its values with commas between, such as temperature=1,2,4,8; once or twice. Where values have "
    "commas of their own, slashes part them: assistants=64,32/128,64.",
)
@click.option("--scene", metavar="NAME", help="Start from a ready-made experiment; see “kdviz scenes”.")
@click.option("--afresh", is_flag=True, help="Train every cell again, also those that have been trained before.")
@export_options
@json_option
@knob_options
@click.pass_context
def sweep(
    context: click.Context,
    /,
    axes: tuple[str, ...],
    scene: str | None,
    afresh: bool,
    csv: Path | None,
    parquet: Path | None,
    as_json: bool,
    **values: Any,
) -> None:
    """Distill over a grid of one or two knobs; what was stopped goes on from its finished cells."""
    knobs = given(context, values)
    try:
        grid = Sweep.over(experiment_of(scene, knobs), [_axis(text) for text in axes])
    except SweepError as error:
        raise click.UsageError(error.sentence()) from error
    _check_shared(grid, scene, knobs)
    check_exports(csv, parquet)
    say_notes([cell.experiment for cell in grid.cells if cell.experiment], knobs)
    record: SweepRecord = through_parts(grid, "sweep", "cells", afresh=afresh)
    export("sweep_as_table", record, csv, parquet)
    say(as_json_text(sweep_report(record)) if as_json else _as_text(record))


def _axis(text: str) -> tuple[str, list[str]]:
    name, sign, values = text.partition("=")
    if not sign:
        raise click.UsageError(f"--axis is {text}: allowed is a knob and its values, such as temperature=1,2,4,8.")
    found = [value.strip() for value in values.split("/" if "/" in values else ",")] if values.strip() else []
    if not all(found):
        raise click.UsageError(f"--axis is {text}: one of its values is empty; allowed is one between two separators.")
    named = _knob_named(name.strip())
    check_commas(named, values)
    return named, found


def _check_shared(grid: Sweep, scene: str | None, knobs: dict[str, Any]) -> None:
    """Say so where a flag is for other kinds than the one that the cells start from, and would be lost on them."""
    for cell in grid.cells:
        if cell.experiment is None:
            continue
        meant = experiment_of(scene, {**knobs, **cell.values})
        for name, value in knobs.items():
            if getattr(meant, name) != getattr(cell.experiment, name):
                raise click.UsageError(
                    f"{flag(name)} is {value}: the cells start from what is unusual for {grid.base.kind}, and "
                    f"this is not, so that {cell.experiment.kind} would not get it; with --kind start from another."
                )


def _knob_named(text: str) -> str:
    """Return the knob that `text` names, as a flag names it or as a script does."""
    spelled = text.removeprefix("--").replace("_", "-")
    return next((name for name in Experiment.model_fields if flag(name) == f"--{spelled}"), text.replace("-", "_"))


def _as_text(record: SweepRecord) -> str:
    names = [axis.name for axis in record.sweep.axes]
    head = "".join(f"{name:>16}" for name in names) + f"{'accuracy':>12}{'hard':>9}{'gain':>8}   95 % interval"
    seconds = f"{record.seconds:.1f} s; intervals are t-intervals over seeds, gains are paired within each seed"
    return "\n".join([head, *(printable(_row(names, cell)) for cell in record.cells), seconds])


def _row(names: list[str], cell: CellRecord) -> str:
    start = "".join(f"{cell.values[name]!s:>16}" for name in names)
    if cell.result is None:
        return f"{start}   {reason(cell)}"
    accuracy, hard = (points(arm.mean, signed=False) for arm in (cell.result.distilled, cell.result.hard))
    return f"{start}{accuracy:>10} %{hard:>7} %{points(cell.result.gain.mean):>8}   {gain_interval(cell.result.gain)}"
