"""Attacks on nets that were trained here: ``kdviz attack``."""

from typing import Any

import click

from kdviz.cli.progress import through_parts
from kdviz.cli.say import say
from kdviz.cli.shared import as_json_text, experiment_of, given, json_option, knob_options, say_notes
from kdviz.experiment.attack import SOURCES, STUDIES, USUAL, Attack, AttackError
from kdviz.results.attack import AttackRecord, AttackRow
from kdviz.verdicts.attack import RESAMPLED, as_decimal, attack_verdict, measured_text, range_text
from kdviz.verdicts.report import attack_report

OPTIONS = ("bound", "bounds", "attacker_temperatures", "queries", "sources", "temperatures", "noises", "sizes")


@click.command()
@click.argument("study", metavar="STUDY")
@click.option("--bound", type=float, help="temperature: the largest change of a pixel, from 0 to 1 [default 0.15].")
@click.option("--bounds", metavar="LIST", help="temperature: all bounds that are tried, such as 0.1,0.2.")
@click.option("--attacker-temperatures", metavar="LIST", help="temperature: what the attacker divides logits by.")
@click.option("--queries", metavar="LIST", help="steal: how much the thief may ask [default 30,100,300,1000].")
@click.option("--sources", metavar="LIST", help=f"steal: where queries come from [{','.join(SOURCES)}].")
@click.option("--temperatures", metavar="LIST", help="membership: tried beside the experiment's own [default 1,20].")
@click.option("--noises", metavar="LIST", help="membership: shares of wrong labels, likewise [default 0.2,0.4].")
@click.option("--sizes", metavar="LIST", help="membership: teacher networks, likewise [default 16,256].")
@click.option("--afresh", is_flag=True, help="Train again, also where an equal attack has been made before.")
@json_option
@knob_options
@click.pass_context
def attack(context: click.Context, /, study: str, afresh: bool, as_json: bool, **values: Any) -> None:
    """Attack nets that are trained here, and say what they hide and what they give away.

    STUDY is temperature (does a high temperature defend?), steal (can it be stolen?) or membership (does it betray
    whose data it saw?).
    """
    options = {name: values.pop(name) for name in OPTIONS}
    knobs = given(context, values)
    if study not in STUDIES:
        raise click.UsageError(f"STUDY is {study}: allowed is one of {', '.join(STUDIES)}.")
    experiment = experiment_of(None, {**USUAL[study], **knobs})
    settings = {name: _listed(name, text) for name, text in options.items() if text is not None}
    try:
        request = Attack.of(study, experiment, **settings)
    except AttackError as error:
        raise click.UsageError(error.sentence()) from error
    say_notes([request.experiment], knobs)
    record: AttackRecord = through_parts(request, "attack", "pieces of seeds", afresh=afresh)
    say(as_json_text(attack_report(record)) if as_json else _as_text(record))


def _listed(name: str, text: Any) -> Any:
    """Read a list as its option has it; a usage error says which part of it is none."""
    if name == "bound":
        return text
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if name in ("sources", "sizes"):
        return tuple(parts)
    number = int if name == "queries" else float
    try:
        return tuple(map(number, parts))
    except ValueError as error:
        flag = name.replace("_", "-")
        raise click.UsageError(f"--{flag} is {text}: allowed are numbers with commas between.") from error


def _as_text(record: AttackRecord) -> str:
    assert record.result is not None
    lines = [attack_verdict(record), ""]
    for row in _chosen(record):
        what = "  ".join(f"{value:g}" if isinstance(value, float) else str(value) for value in row.what.values())
        numbers = "   ".join(f"{name} {measured_text(row, name)}" for name in row.numbers)
        lines.append(f"{what:<58}  {numbers}")
    served = [
        f"an honest user who is given {each.gives}: accuracy {range_text(each.accuracy)} %, calibration error "
        f"{range_text(each.ece)} %, Brier score {range_text(each.brier, as_decimal)}"
        for each in record.result.served
    ]
    if served:
        served.append(f"intervals of an honest user: {RESAMPLED}")
    return "\n".join([*lines, *served, f"{record.attack.experiment.seeds} seeds, {record.seconds:.1f} s"])


def _chosen(record: AttackRecord) -> list[AttackRow]:
    """Return the rows of the bound that was asked for; JSON has all."""
    assert record.result is not None
    if record.attack.study != "temperature":
        return record.result.rows
    return [row for row in record.result.rows if row.what["bound"] in (0.0, record.attack.bound)]
