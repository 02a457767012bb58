"""How a server of a student answers many who ask: ``kdviz load``."""

import click

from kdviz.catalog import CatalogError
from kdviz.cli.progress import progress_bar
from kdviz.cli.say import say
from kdviz.cli.shared import as_json_text, json_option
from kdviz.cli.take import student_options
from kdviz.engine import see_through
from kdviz.experiment import CompressionError
from kdviz.exports.kept import kept_student
from kdviz.results.load import LoadResult
from kdviz.serving.request import LONGEST, SHORTEST, Load
from kdviz.store.history import History
from kdviz.verdicts.load import load_report, load_sentences


@click.command()
@student_options
@click.option("--seconds", metavar="SECONDS", default="40", show_default=True, help="Of measuring, from 1 to 600.")
@json_option
def load(job_id: str, arm: str, seed: int | None, pipeline: str | None, seconds: str, as_json: bool) -> None:
    """Measure how many requests a server of the student answers here, and one of its teacher."""
    wanted = _seconds(seconds)
    try:
        student, _taught = kept_student(History(), job_id, arm=arm, seed=seed, pipeline=pipeline)
    except (CatalogError, CompressionError) as error:
        raise click.UsageError(error.sentence()) from error
    request = Load(job_id=student.job_id, arm=arm, seed=seed, pipeline=pipeline, seconds=wanted)
    with progress_bar(total=100, desc="load", bar_format="{l_bar}{bar}|") as bar:
        # What the machine did at another time is no answer.
        found: LoadResult = see_through(
            request, lambda at: bar.update(max(0, round(100 * at.share) - bar.n)), afresh=True
        )
    say(as_json_text(load_report(student.job_id, found)) if as_json else _as_text(found))


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not SHORTEST <= value <= LONGEST:
        raise click.UsageError(f"--seconds is {text}: allowed is a number from {SHORTEST:g} to {LONGEST:g}.")
    return value


def _as_text(found: LoadResult) -> str:
    lines = [f"{'asked':>8}{'answered':>10}{'p50':>10}{'p99':>10}{'p50 sent':>10}{'p99 sent':>10}  who"]
    for served in found.served:
        for users in served.closed:
            waits = f"{1e3 * users.waits.p50:>7.2f} ms{1e3 * users.waits.p99:>7.2f} ms"
            lines.append(f"{users.users:>2} users{users.per_second:>8.0f}/s{waits}{'–':>10}{'–':>10}  {served.who}")
        for each in served.open:
            waits = f"{1e3 * each.scheduled.p50:>7.2f} ms{1e3 * each.scheduled.p99:>7.2f} ms"
            sent = f"{1e3 * each.sent.p50:>7.2f} ms{1e3 * each.sent.p99:>7.2f} ms"
            lines.append(f"{each.share:>8.0%}{each.rate:>8.0f}/s{waits}{sent}  {served.who}")
    return "\n".join([*lines, *load_sentences(found), f"Servers and who asks share {found.machine}"])
