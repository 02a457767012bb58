"""Distill, and what there is to begin with: ``kdviz run`` and ``kdviz scenes``."""

import time
from datetime import datetime
from typing import Any

import click

from kdviz.catalog import EVERY_SCENE
from kdviz.cli.progress import progress_bar
from kdviz.cli.say import say
from kdviz.cli.shared import as_json_text, experiment_of, flag, given, json_option, knob_options, say_notes
from kdviz.cli.table import as_text
from kdviz.engine import run as run_experiment
from kdviz.engine import shared_engine
from kdviz.experiment import Experiment
from kdviz.i18n import ENGLISH
from kdviz.results import RunResult, Snapshot
from kdviz.verdicts.caveats import not_as_said
from kdviz.verdicts.report import run_report
from kdviz.verdicts.run import divergence

_ = ENGLISH


@click.command()
@click.option("--scene", metavar="NAME", help="Start from a ready-made experiment; see “kdviz scenes”.")
@click.option("--afresh", is_flag=True, help="Train again, also where an equal experiment has been run before.")
@json_option
@knob_options
@click.pass_context
def run(context: click.Context, /, scene: str | None, afresh: bool, as_json: bool, **values: Any) -> None:
    """Distill a student over several seeds and print the verdict."""
    knobs = given(context, values)
    experiment = experiment_of(scene, knobs)
    say_notes([experiment], knobs)
    # One experiment keeps one worker busy; more would only start later.
    shared_engine(workers=1)
    started = time.time()
    result = _with_progress(experiment, afresh=afresh)
    record = shared_engine().record(result.run_id)
    if record.ended_at is not None and record.ended_at < started:
        when = datetime.fromtimestamp(record.created_at).astimezone().strftime("%Y-%m-%d %H:%M")
        say(f"kdviz: an equal experiment was run on {when}; this is its record (--afresh trains again).", err=True)
    say(as_json_text(run_report(result)) if as_json else as_text(result))
    if result.diverged:
        raise click.ClickException(divergence(result.diverged, _))


def _with_progress(experiment: Experiment, *, afresh: bool) -> RunResult:
    with progress_bar(total=experiment.steps, desc="starting", unit="step") as bar:

        def show(snapshot: Snapshot) -> None:
            bar.set_description(snapshot.name or snapshot.stage, refresh=False)
            bar.total = snapshot.steps
            means = {arm: sum(values) / len(values) for arm, values in snapshot.accuracy.items()}
            bar.set_postfix({arm: f"{value:.3f}" for arm, value in means.items()}, refresh=False)
            if snapshot.step < bar.n:
                bar.reset(total=snapshot.steps)
            bar.update(snapshot.step - bar.n)

        return run_experiment(experiment, show, afresh=afresh)


@click.command()
@json_option
def scenes(as_json: bool) -> None:
    """List the ready-made experiments, compressions and searches."""
    if as_json:
        listed = [
            {
                "name": scene.name,
                "title": _(scene.title),
                "summary": _(scene.summary),
                "measured": not_as_said(scene.name, _),
                "knobs": scene.knobs,
                **({"pipelines": scene.pipelines} if scene.pipelines else {}),
                **({"vary": scene.vary} if scene.vary else {}),
            }
            for scene in EVERY_SCENE.values()
        ]
        say(as_json_text({"scenes": listed}))
        return
    width = max(map(len, EVERY_SCENE))
    for scene in EVERY_SCENE.values():
        settings = " ".join(f"{flag(name)} {value}" for name, value in scene.knobs.items())
        lines = [
            _(scene.summary),
            *filter(None, [not_as_said(scene.name, _)]),
            settings or "(defaults)",
            *scene.pipelines,
            *(f"{name}={text}" for name, text in scene.vary.items()),
        ]
        say(f"{scene.name:{width}} {_(scene.title)}\n" + "\n".join(f"{'':{width}} {line}" for line in lines))
