"""Searches for the best setting: ``kdviz tune``."""

from typing import Any

import click

from kdviz.catalog import SCENES, SEARCH_SCENES
from kdviz.cli.progress import through_parts
from kdviz.cli.say import say
from kdviz.cli.shared import as_json_text, experiment_of, given, json_option, knob_options, say_notes
from kdviz.cli.table import gain_interval
from kdviz.engine import search_within
from kdviz.experiment import Experiment, SearchError
from kdviz.experiment.fresh import FRESH_SEEDS
from kdviz.experiment.goal import Goal, read_limits
from kdviz.experiment.search import SAMPLERS
from kdviz.experiment.vary import USUAL
from kdviz.results.search import Judged, SearchRecord
from kdviz.verdicts.report import search_report
from kdviz.verdicts.run import cut_note, interval_text, points
from kdviz.verdicts.search import cost_text, is_positive, search_verdict, settings_text

OPTIONS = ("limits", "at_least", "lose_at_most", "sampler", "fresh_seed", "fresh_seeds")
VARIED = " ".join(f"{name}={text}" for name, text in USUAL.items())


@click.command()
@click.option(
    "--vary",
    "varied",
    multiple=True,
    metavar="KNOB=RANGE",
    help="What may vary, as often as you like: low:high, low:high:log, or choices with commas; pipelines of "
    f"compression with | between [default {VARIED}].",
)
@click.option("--budget", default="30s", show_default=True, help="A time, such as 30s or 2min, or so many students.")
@click.option(
    "--at-most",
    "limits",
    multiple=True,
    metavar="COST=N",
    help="A limit, of bytes by their kind: packed=500, parameters=5000, macs=2000, us=20.",
)
@click.option("--at-least", type=float, metavar="PERCENT", help="Search the smallest student that is as accurate.")
@click.option("--lose-at-most", type=float, metavar="POINTS", help="Likewise, against the setting by hand.")
@click.option("--sampler", default="tpe", show_default=True, help=f"One of {', '.join(SAMPLERS)}.")
@click.option("--fresh-seed", type=int, metavar="SEED", help="The first seed to judge on [default: the next one].")
@click.option("--fresh-seeds", type=int, default=FRESH_SEEDS, show_default=True, help="How many seeds to judge on.")
@click.option("--scene", metavar="NAME", help="Start from a ready-made search or experiment; see “kdviz scenes”.")
@click.option("--afresh", is_flag=True, help="Search again, also where an equal search has been made before.")
@json_option
@knob_options
@click.pass_context
def tune(
    context: click.Context,
    /,
    varied: tuple[str, ...],
    budget: str,
    scene: str | None,
    afresh: bool,
    as_json: bool,
    **values: Any,
) -> None:
    """Search the best setting, and judge it on seeds that it was not chosen on."""
    options = {name: values.pop(name) for name in OPTIONS}
    knobs = given(context, values)
    experiment = experiment_of(scene, knobs, SCENES | SEARCH_SCENES)
    ready = SEARCH_SCENES[scene].vary if scene in SEARCH_SCENES else {}
    try:
        limits = read_limits(options["limits"])
        request = search_within(
            experiment,
            _ranges(varied) or ready,
            budget,
            goal=Goal(at_most=limits, at_least=options["at_least"], lose_at_most=options["lose_at_most"]),
            sampler=options["sampler"],
            fresh=_fresh(experiment, options["fresh_seed"], options["fresh_seeds"]),
        )
    except SearchError as error:
        raise click.UsageError(error.sentence()) from error
    say_notes([request.experiment], knobs)
    record: SearchRecord = through_parts(request, "tune", "students", afresh=afresh)
    say(as_json_text(search_report(record)) if as_json else _as_text(record))


def _fresh(experiment: Experiment, first: int | None, count: int) -> range:
    begin = experiment.first_seed + experiment.seeds if first is None else first
    return range(begin, begin + count)


def _ranges(varied: tuple[str, ...]) -> dict[str, str]:
    ranges = dict[str, str]()
    for text in varied:
        name, equals, values = text.partition("=")
        if not equals:
            raise click.UsageError(f"--vary is {text}: allowed is a knob and its range, such as temperature=1:20:log.")
        if name in ranges:
            raise click.UsageError(f"--vary gives {name} twice: give every knob once.")
        ranges[name.replace("-", "_")] = values
    return ranges


def _as_text(record: SearchRecord) -> str:
    assert record.result is not None
    result = record.result
    lines = [
        search_verdict(record),
        "",
        f"{'':10}{'chosen by':>10}   {'95 % interval':<18}{'fresh seeds':>12}   95 % interval",
        _row("best", result.best),
        _row("by hand", result.by_hand),
        "",
        f"best: {settings_text(result.best.settings)}",
    ]
    for name, known in (("optimism", result.optimism), ("chosen on one seed", result.one_seed)):
        if known:
            shown = "" if is_positive(known) is not None else " (not shown)"
            lines.append(f"{name}: {points(known.mean)} points, {gain_interval(known)}{shown}")
    for name, share in result.importance.items():
        lines.append(
            f"importance of {name}: {points(share.mean, signed=False)} %   {interval_text(share.ci95)}".rstrip()
        )
    search, cost = record.search, record.search.front_cost
    if len(result.front) > 1:
        amounts = [cost_text(search, cost, search.cost(point.settings, cost)) for point in result.front]
        lines += [
            f"{amount:>12}  {points(point.accuracy, signed=False)} %  {settings_text(point.settings)}"
            + (", over a limit" if search.is_over(point.settings) else "")
            for amount, point in zip(amounts, result.front, strict=True)
        ]
    judged = [share for each in (result.best, result.by_hand) for share in (each.validation, each.fresh) if share]
    if note := cut_note(share.ci95 for share in [*judged, *result.importance.values()]):
        lines.append(note)
    return "\n".join([*lines, f"{result.trials} settings, {result.students} students, {record.seconds:.1f} s"])


def _row(name: str, judged: Judged) -> str:
    both = f"{name:10}{points(judged.validation.mean, signed=False):>8} %   {interval_text(judged.validation.ci95):<18}"
    if judged.fresh is None:
        return f"{both}{'–':>12}"
    return f"{both}{points(judged.fresh.mean, signed=False):>10} %   {interval_text(judged.fresh.ci95)}"
