"""What has run: ``kdviz runs``, ``kdviz show`` and their like."""

from datetime import datetime

import click

from kdviz.cli.say import say
from kdviz.cli.shared import as_json_text, flag, json_option
from kdviz.cli.table import as_text
from kdviz.i18n import printable
from kdviz.results import RunRecord
from kdviz.store.history import History
from kdviz.verdicts.report import record_report
from kdviz.verdicts.run import points


@click.command()
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for spreadsheets on standard output.")
@click.option("--deleted", is_flag=True, help="List what was deleted in the last day instead; see “kdviz restore”.")
def runs(as_json: bool, as_csv: bool, deleted: bool) -> None:
    """List every run there was, the pinned ones first, then the newest."""
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    records = History().runs(deleted=deleted)
    if as_json:
        say(as_json_text({"runs": [record_report(record) for record in records]}))
    elif as_csv:
        from kdviz.verdicts.tables import as_table, csv_text  # noqa: PLC0415 - pandas takes a while to import

        say(csv_text(as_table(records)), end="")
    else:
        for record in records:
            say(_line(record))
        if not records:
            say("Nothing was deleted in the last day." if deleted else "Nothing has run yet; try “kdviz run”.")


def _line(record: RunRecord) -> str:
    when = datetime.fromtimestamp(record.created_at).astimezone().strftime("%Y-%m-%d %H:%M")
    gain = f"{points(record.result.gain.mean)} points" if record.result else ""
    name = record.title or " ".join(f"{flag(name)} {value}" for name, value in record.experiment.changes().items())
    pin = "*" if record.pinned else " "
    return printable(f"{pin} {record.run_id[:8]}  {when}  {record.status.value:11} {gain:>12}  {name or '(defaults)'}")


@click.command()
@click.argument("run_id")
@json_option
def show(run_id: str, as_json: bool) -> None:
    """Show one run; the beginning of its id will do."""
    history = History()
    record = history.get(run_id)
    if as_json:
        log = [event.model_dump(mode="json") for event in history.events(record.run_id)]
        say(as_json_text(record_report(record) | {"events": log}))
        return
    say(_line(record))
    if record.result is not None:
        say("\n" + as_text(record.result))
    elif record.failure is not None:
        say("\n" + record.failure.sentence())


@click.command()
@click.argument("run_id")
@click.argument("title")
def rename(run_id: str, title: str) -> None:
    """Give a run a title."""
    History().rename(run_id, title)


@click.command()
@click.argument("run_id")
@click.option("--off", is_flag=True, help="Let it go again.")
def pin(run_id: str, off: bool) -> None:
    """Keep a run at the head of the list."""
    History().pin(run_id, not off)


@click.command()
@click.argument("run_ids", nargs=-1, required=True, metavar="RUN_ID...")
@click.option(
    "--now", is_flag=True, help="Delete them for good, also what was deleted before; this makes room at once."
)
def delete(run_ids: tuple[str, ...], now: bool) -> None:
    """Delete runs with all they kept; for a day, “kdviz restore” takes that back."""
    history = History()
    for whole_id in dict.fromkeys(history.whole_id(run_id, deleted=now) for run_id in run_ids):
        history.delete(whole_id, now=now)


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
def restore(ids: tuple[str, ...]) -> None:
    """Take back deletions of the last day, of runs and of sweeps."""
    history = History()
    for job_id in dict.fromkeys(ids):
        history.restore(job_id, None)
