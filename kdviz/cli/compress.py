"""Compressed students: ``kdviz compress``."""

from pathlib import Path
from typing import Any

import click

from kdviz.catalog import EVERY_SCENE, METHODS
from kdviz.cli.export import check_exports, export, export_options
from kdviz.cli.progress import through_parts
from kdviz.cli.say import say
from kdviz.cli.shared import as_json_text, experiment_of, given, json_option, knob_options, say_notes
from kdviz.cli.table import gain_interval
from kdviz.experiment import Compression, CompressionError
from kdviz.results.compression import CompressedRow, CompressionRecord
from kdviz.verdicts.report import NONE_AS_SMALL, compression_report
from kdviz.verdicts.run import points
from kdviz.verdicts.studies import order_sentence, tuning_sentence

EXAMPLES = ", ".join(card.example for card in METHODS.values())


@click.command()
@click.option(
    "--pipeline",
    "pipelines",
    multiple=True,
    metavar="STAGES",
    help=f"Stages with commas between, as often as you like; the usual eight if none is given. Stages: {EXAMPLES}.",
)
@click.option("--scene", metavar="NAME", help="Start from a ready-made compression or experiment; see “kdviz scenes”.")
@click.option("--afresh", is_flag=True, help="Train every pipeline again, also those that have been trained before.")
@export_options
@json_option
@knob_options
@click.pass_context
def compress(
    context: click.Context,
    /,
    pipelines: tuple[str, ...],
    scene: str | None,
    afresh: bool,
    csv: Path | None,
    parquet: Path | None,
    as_json: bool,
    **values: Any,
) -> None:
    """Distill, prune, shrink, quantize and tune a student, in any order, and compare."""
    knobs = given(context, values)
    experiment = experiment_of(scene, knobs, EVERY_SCENE)
    try:
        request = Compression.of(experiment, pipelines or (EVERY_SCENE[scene].pipelines if scene else ()))
    except CompressionError as error:
        raise click.UsageError(error.sentence()) from error
    check_exports(csv, parquet)
    say_notes([request.experiment], knobs)
    record: CompressionRecord = through_parts(request, "compress", "students", afresh=afresh)
    export("compression_as_table", record, csv, parquet)
    say(as_json_text(compression_report(record)) if as_json else _as_text(record))


def _as_text(record: CompressionRecord) -> str:
    assert record.result is not None
    lines = [f"{'accuracy':>10}{'gain':>8}   {'95 % interval':<18}{'packed':>9}  pipeline"]
    for row in record.result.rows:
        lines.append(_row(row, row.pipeline))
        for control in record.result.controls:
            if control.of != row.pipeline:
                continue
            if control.row is None:
                lines.append(f"{'–':>10}{'':38}  {control.what}: {NONE_AS_SMALL}")
            else:
                lines.append(_row(control.row, f"{control.what}: {control.row.pipeline} of {control.row.student}"))
    lines += [f"{tuning.of}: {tuning_sentence(tuning)}" for tuning in record.result.tunings]
    lines += [f"{order.first} and {order.second}: {order_sentence(order)}" for order in record.result.orders]
    plain = record.result.plain.pipeline
    seconds = f"{record.seconds:.1f} s; gains are over “{plain}”, paired within each seed; intervals are t-intervals"
    return "\n".join([*lines, seconds])


def _row(row: CompressedRow, name: str) -> str:
    if row.result is None or row.accuracy is None:
        return f"{'–':>10}{'':38}  {name}: {row.failure.sentence() if row.failure else ''}"
    gain = f"{points(row.gain.mean):>8}   {gain_interval(row.gain):<18}" if row.gain else f"{'–':>8}{'':21}"
    return f"{points(row.accuracy.mean, signed=False):>8} %{gain}{row.result.bytes.packed:>7} B  {name}"
