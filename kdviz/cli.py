"""The same experiments from a shell: ``kdviz run``, ``kdviz runs``, ``kdviz app`` and their like."""

import json
import socket
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click
from click.core import ParameterSource
from pydantic import ValidationError
from tqdm import tqdm

from kdviz.catalog import SCENES
from kdviz.engine import run as run_experiment
from kdviz.engine import shared_engine
from kdviz.experiment import Experiment, is_whole, knob, knobs, problems
from kdviz.i18n import ENGLISH, SpokenError
from kdviz.results import RunRecord, RunResult, Snapshot
from kdviz.store.history import History, UnknownRunError
from kdviz.verdict import divergence, points

Command = Callable[..., Any]
_ = ENGLISH


class OneSentence(click.Group):
    """Says what is wrong in one sentence on standard error, without the usage."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line and end the process with its status."""
        try:
            super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message())
            sys.exit(error.exit_code)
        except click.ClickException as error:
            click.echo(f"kdviz: {error.format_message()}", err=True)
            sys.exit(error.exit_code)
        except SpokenError as error:
            click.echo(f"kdviz: {error.sentence()}", err=True)
            sys.exit(2 if isinstance(error, UnknownRunError) else 1)
        except (click.Abort, KeyboardInterrupt):
            click.echo("kdviz: stopped.", err=True)
            sys.exit(130)


def flag(name: str) -> str:
    """Return the command line's spelling of the knob `name`."""
    return "--" + (knob(name).flag or name).replace("_", "-")


def _knob_options(command: Command) -> Command:
    for name, description in reversed(list(knobs())):
        default = Experiment.model_fields[name].default
        yes_no = isinstance(default, bool)
        shown = ("yes" if default else "no") if yes_no else "none" if default is None else f"{default}"
        template, blanks = description.allowed(whole=is_whole(name))
        text = f"{_(description.help)} [{_(template).format(**blanks)}; default {shown}]"
        spelling = f"{flag(name)}/--no-{flag(name)[2:]}" if yes_no else flag(name)
        # Text goes to the experiment as it is: the knobs' own validation is the only one.
        kind = {"default": None} if yes_no else {"type": str, "metavar": "VALUE"}
        command = click.option(spelling, name, help=text, **kind)(command)
    return command


@click.group(cls=OneSentence, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="kdviz")
def main() -> None:
    """See knowledge distillation happen: real students, distilled live, with honest intervals."""


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")


@main.command()
@click.option("--scene", metavar="NAME", help="Start from a ready-made experiment; see “kdviz scenes”.")
@click.option("--afresh", is_flag=True, help="Train again, also where an equal experiment has been run before.")
@json_option
@_knob_options
@click.pass_context
def run(context: click.Context, /, scene: str | None, afresh: bool, as_json: bool, **values: Any) -> None:
    """Distill a student over several seeds and print the verdict."""
    given = {name: value for name, value in values.items() if _was_given(context, name)}
    experiment = _experiment(scene, given)
    # One experiment keeps one worker busy; more would only start later.
    shared_engine(workers=1)
    started = time.time()
    result = _with_progress(experiment, afresh=afresh)
    record = shared_engine().record(result.run_id)
    if record.ended_at is not None and record.ended_at < started:
        when = datetime.fromtimestamp(record.created_at).astimezone().strftime("%Y-%m-%d %H:%M")
        click.echo(
            f"kdviz: an equal experiment was run on {when}; this is its record (--afresh trains again).", err=True
        )
    click.echo(_json(result.report()) if as_json else _as_text(result))
    if result.diverged:
        raise click.ClickException(divergence(result.diverged, _))


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, allow_nan=False)


def _was_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is not ParameterSource.DEFAULT


def _experiment(scene: str | None, given: dict[str, Any]) -> Experiment:
    if scene is not None and scene not in SCENES:
        raise click.UsageError(f"--scene is {scene}: allowed is one of {', '.join(SCENES)}.")
    try:
        return Experiment(**{**(SCENES[scene].knobs if scene else {}), **given})
    except ValidationError as error:
        problem = problems(error)[0]
        raise click.UsageError(problem.sentence(_, call=flag(problem.name))) from error


def _with_progress(experiment: Experiment, *, afresh: bool) -> RunResult:
    with tqdm(total=experiment.steps, desc="starting", unit="step", file=sys.stderr) as bar:

        def show(snapshot: Snapshot) -> None:
            bar.set_description(snapshot.stage, refresh=False)
            bar.total = snapshot.steps
            means = {arm: sum(values) / len(values) for arm, values in snapshot.accuracy.items()}
            bar.set_postfix({arm: f"{value:.3f}" for arm, value in means.items()}, refresh=False)
            if snapshot.step < bar.n:
                bar.reset(total=snapshot.steps)
            bar.update(snapshot.step - bar.n)

        return run_experiment(experiment, show, afresh=afresh)


def _as_text(result: RunResult) -> str:
    lines = [result.verdict, "", f"{'':10} {'accuracy':>8}   95 % interval      parameters"]
    lines.append(_row("teacher", result.teacher.accuracy, None, result.teacher.parameters))
    for arm, measured in result.arms.items():
        lines.append(_row(arm, measured.mean, measured.ci95, result.student.parameters))
    return "\n".join(lines)


def _row(name: str, mean: float, ci95: tuple[float, float] | None, parameters: int) -> str:
    interval = f"{points(ci95[0], signed=False)} to {points(ci95[1], signed=False)} %" if ci95 else "one number"
    return f"{name:10} {points(mean, signed=False):>6} %   {interval:<18} {parameters:>10,}"


@main.command()
@json_option
def scenes(as_json: bool) -> None:
    """List the ready-made experiments."""
    if as_json:
        listed = [
            {"name": scene.name, "title": _(scene.title), "summary": _(scene.summary), "knobs": scene.knobs}
            for scene in SCENES.values()
        ]
        click.echo(_json({"scenes": listed}))
        return
    for scene in SCENES.values():
        settings = " ".join(f"{flag(name)} {value}" for name, value in scene.knobs.items())
        click.echo(f"{scene.name:14} {_(scene.title)}\n{'':14} {_(scene.summary)}\n{'':14} {settings or '(defaults)'}")


@main.command()
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for spreadsheets on standard output.")
def runs(as_json: bool, as_csv: bool) -> None:
    """List every run there was, the pinned ones first, then the newest."""
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    records = History().runs()
    if as_json:
        click.echo(_json({"runs": [record.report() for record in records]}))
    elif as_csv:
        from kdviz.store.export import as_table  # noqa: PLC0415 - pandas takes a while to import

        click.echo(as_table(records).to_csv(index=False), nl=False)
    else:
        for record in records:
            click.echo(_line(record))
        if not records:
            click.echo("Nothing has run yet; try “kdviz run”.")


def _line(record: RunRecord) -> str:
    when = datetime.fromtimestamp(record.created_at).astimezone().strftime("%Y-%m-%d %H:%M")
    gain = f"{points(record.result.gain.mean)} points" if record.result else ""
    name = record.title or " ".join(f"{flag(name)} {value}" for name, value in record.experiment.changes().items())
    pin = "*" if record.pinned else " "
    return f"{pin} {record.run_id[:8]}  {when}  {record.status.value:11} {gain:>12}  {name or '(defaults)'}"


@main.command()
@click.argument("run_id")
@json_option
def show(run_id: str, as_json: bool) -> None:
    """Show one run; the beginning of its id will do."""
    history = History()
    record = history.get(run_id)
    if as_json:
        log = [event.model_dump(mode="json") for event in history.events(record.run_id)]
        click.echo(_json(record.report() | {"events": log}))
        return
    click.echo(_line(record))
    if record.result is not None:
        click.echo("\n" + _as_text(record.result))
    elif record.failure is not None:
        click.echo("\n" + record.failure.template.format(**record.failure.blanks))


@main.command()
@click.argument("run_id")
@click.argument("title")
def rename(run_id: str, title: str) -> None:
    """Give a run a title."""
    History().rename(run_id, title)


@main.command()
@click.argument("run_id")
@click.option("--off", is_flag=True, help="Let it go again.")
def pin(run_id: str, off: bool) -> None:
    """Keep a run at the head of the list."""
    History().pin(run_id, not off)


@main.command()
@click.argument("run_ids", nargs=-1, required=True, metavar="RUN_ID...")
def delete(run_ids: tuple[str, ...]) -> None:
    """Delete runs with all they kept."""
    history = History()
    for whole_id in [history.get(run_id).run_id for run_id in run_ids]:
        history.delete(whole_id)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 shares the app with the whole network.")
@click.option("--port", default="8501", show_default=True, help="From 1 to 65535.")
def app(host: str, port: str) -> None:
    """Serve the app, on this computer only unless told otherwise."""
    from kdviz.web.serve import serve  # noqa: PLC0415 - a run from a shell needs no web server

    if not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise click.UsageError(f"--port is {port}: allowed is a whole number from 1 to 65535.")
    try:
        # Streamlit says less when it cannot have the address.
        with socket.create_server((host, int(port))):
            pass
    except OSError as error:
        raise click.UsageError(f"--host {host} --port {port} cannot be served: {error.strerror}.") from error
    serve(host, int(port))
