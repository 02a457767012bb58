"""Kinds of distillation on one axis: ``kdviz compare``."""

from collections.abc import Sequence
from typing import Any

import click
from pydantic import ValidationError

from kdviz.catalog import KINDS
from kdviz.cli.progress import progress_bar
from kdviz.cli.say import say
from kdviz.cli.shared import as_json_text, flag, given, json_option, knob_options, say_unread
from kdviz.cli.table import gain_interval
from kdviz.engine import run_and_rank, shared_engine
from kdviz.experiment import Experiment, problems
from kdviz.i18n import ENGLISH
from kdviz.results import Row, Snapshot
from kdviz.verdicts.caveats import kinds_notes, unequal
from kdviz.verdicts.ranking import ALL, candidates, named_kinds, unknown_kind
from kdviz.verdicts.report import row_report
from kdviz.verdicts.run import cut_note, interval_text, points

_ = ENGLISH


@click.command()
@click.option("--kinds", default=ALL, show_default=True, metavar="NAMES", help=f"With commas: {', '.join(KINDS)}.")
@click.option("--afresh", is_flag=True, help="Train again, also where an equal experiment has been run before.")
@json_option
@knob_options
@click.pass_context
def compare(context: click.Context, /, kinds: str, afresh: bool, as_json: bool, **values: Any) -> None:
    """Run several kinds of distillation on the same students and rank them."""
    knobs = given(context, values)
    if "kind" in knobs:
        raise click.UsageError("--kind is for “kdviz run”; here --kinds says which ones, with commas between them.")
    names, unknown = named_kinds(kinds.split(","))
    if unknown:
        raise click.UsageError(unknown_kind([name or "empty" for name in unknown], "--kinds").sentence(_))
    try:
        chosen = candidates(names, knobs, flag, _)
    except ValidationError as error:
        problem = problems(error)[0]
        raise click.UsageError(problem.sentence(_, call=flag(problem.name))) from error
    able = [each for each in chosen if isinstance(each, Experiment)]
    say_unread(able, knobs)
    for sentence in kinds_notes(able, lambda note: note.sentence(_, call=flag(note.name)), _):
        say(f"kdviz: {sentence}", err=True)
    shared_engine(workers=1)
    with progress_bar(total=len(chosen), unit="kind") as bar:

        def show(experiment: Experiment, snapshot: Snapshot) -> None:
            place = next(place for place, one in enumerate(chosen) if one is experiment)
            bar.set_description(f"{experiment.kind}, {snapshot.name or snapshot.stage}", refresh=False)
            bar.update(place - bar.n)

        rows = run_and_rank(chosen, show, afresh=afresh)
        bar.update(len(chosen) - bar.n)
    say(as_json_text({"rows": [row_report(row) for row in rows]}) if as_json else _as_text(rows))


def _as_text(rows: Sequence[Row]) -> str:
    lines = [f"{'':4} {'kind':13} {'accuracy':>8}   {'95 % interval':<18} {'gain':>6}   95 % interval"]
    for row in rows:
        if row.result is None:
            lines.append(f"{'–':>4} {row.kind:13} {row.skipped}")
            continue
        distilled, gain = row.result.arms["distilled"], row.result.gain
        lines.append(
            f"{row.standing:>4} {row.kind:13} {points(distilled.mean, signed=False):>6} %   "
            f"{interval_text(distilled.ci95, _) or 'one number':<18} {points(gain.mean):>6}   {gain_interval(gain)}"
        )
    accuracies = [row.result.arms["distilled"].ci95 for row in rows if row.result]
    if any(row.tied for row in rows):
        lines.append(
            "A rank is one more than the number of kinds shown better (paired t-tests, Holm, 5 % in all); "
            "= says that there is another kind that the seeds cannot tell it from."
        )
    return "\n".join([*lines, *filter(None, [cut_note(accuracies, _), unequal(rows, _)])])
