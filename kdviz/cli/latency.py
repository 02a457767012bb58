"""How fast students answer: ``kdviz latency``."""

import click

from kdviz.catalog import CatalogError
from kdviz.cli.say import say
from kdviz.cli.shared import as_json_text, json_option
from kdviz.cli.take import student_options
from kdviz.engine.latency import last_latencies, measure_latencies
from kdviz.experiment import CompressionError
from kdviz.exports.kept import kept_student
from kdviz.results.latency import Latencies
from kdviz.store.history import History
from kdviz.verdicts.latency import expectation, latency_report, latency_sentences


@click.command()
@student_options
@json_option
def latency(job_id: str, arm: str, seed: int | None, pipeline: str | None, as_json: bool) -> None:
    """Measure how fast a student and its teacher answer here, in floats and in 8-bit integers."""
    history = History()
    try:
        student, _taught = kept_student(history, job_id, arm=arm, seed=seed, pipeline=pipeline)
    except (CatalogError, CompressionError) as error:
        raise click.UsageError(error.sentence()) from error
    known = last_latencies(history.folder)
    say(f"kdviz: {expectation(known, student.network, student.parameters)}", err=True)
    found = measure_latencies(student)
    say(as_json_text(latency_report(student.job_id, found)) if as_json else _as_text(found))


def _as_text(found: Latencies) -> str:
    lines = [f"{'median':>10}{'95 %':>10}  {'batch':>5}  {'runs in':<15}who"]
    for row in found.rows:
        took = f"{1e6 * row.latency.median:>7.1f} µs{1e6 * row.latency.p95:>7.1f} µs"
        lines.append(f"{took}  {row.batch:>5}  {row.runs_in:<15}{row.who} {row.network}")
    return "\n".join([*lines, *latency_sentences(found), f"One thread of {found.machine}"])
