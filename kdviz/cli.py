"""The same experiments from a shell: ``kdviz run``, ``kdviz scenes``, ``kdviz app``."""

import json
import sys
from collections.abc import Callable
from typing import Any

import click
from click.core import ParameterSource
from pydantic import ValidationError
from tqdm import tqdm

from kdviz.catalog import SCENES
from kdviz.engine import EngineError, shared_engine
from kdviz.engine import run as run_experiment
from kdviz.experiment import Experiment, knob, knobs, problems
from kdviz.i18n import ENGLISH
from kdviz.results import RunFailedError, RunResult, Snapshot
from kdviz.verdict import divergence, points

Command = Callable[..., Any]
_ = ENGLISH


class OneSentence(click.Group):
    """Says what is wrong in one sentence on standard error, without the usage."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line and end the process with its status."""
        try:
            super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.ClickException as error:
            click.echo(f"kdviz: {error.format_message()}", err=True)
            sys.exit(error.exit_code)
        except click.Abort:
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
        template, blanks = description.allowed(whole=isinstance(default, int))
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


@main.command()
@click.option("--scene", metavar="NAME", help="Start from a ready-made experiment; see “kdviz scenes”.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
@_knob_options
@click.pass_context
def run(context: click.Context, /, scene: str | None, as_json: bool, **values: Any) -> None:
    """Distill a student over several seeds and print the verdict."""
    given = {name: value for name, value in values.items() if _was_given(context, name)}
    experiment = _experiment(scene, given)
    # One experiment keeps one worker busy; more would only start later.
    shared_engine(workers=1)
    try:
        result = _with_progress(experiment)
    except RunFailedError as error:
        raise click.ClickException(divergence(error.where, _)) from error
    except (EngineError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(result.report(), allow_nan=False) if as_json else _as_text(result))
    if result.diverged:
        raise click.ClickException(divergence(result.diverged, _))


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


def _with_progress(experiment: Experiment) -> RunResult:
    with tqdm(total=experiment.steps, desc="starting", unit="step", file=sys.stderr) as bar:

        def show(snapshot: Snapshot) -> None:
            bar.set_description(snapshot.stage, refresh=False)
            bar.total = snapshot.steps
            means = {arm: sum(values) / len(values) for arm, values in snapshot.accuracy.items()}
            bar.set_postfix({arm: f"{value:.3f}" for arm, value in means.items()}, refresh=False)
            if snapshot.step < bar.n:
                bar.reset(total=snapshot.steps)
            bar.update(snapshot.step - bar.n)

        return run_experiment(experiment, show)


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
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def scenes(as_json: bool) -> None:
    """List the ready-made experiments."""
    if as_json:
        listed = [
            {"name": scene.name, "title": _(scene.title), "summary": _(scene.summary), "knobs": scene.knobs}
            for scene in SCENES.values()
        ]
        click.echo(json.dumps({"scenes": listed}))
        return
    for scene in SCENES.values():
        settings = " ".join(f"{flag(name)} {value}" for name, value in scene.knobs.items())
        click.echo(f"{scene.name:14} {_(scene.title)}\n{'':14} {_(scene.summary)}\n{'':14} {settings or '(defaults)'}")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 shares the app with the whole network.")
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535))
def app(host: str, port: int) -> None:
    """Serve the app, on this computer only unless told otherwise."""
    from kdviz.web.serve import serve  # noqa: PLC0415 - a run from a shell needs no web server

    serve(host, port)
