"""The comparison of kinds: their ranking as a figure, its title and its tables."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from kdviz.catalog import KINDS
from kdviz.experiment.arms import twin
from kdviz.figures.style import LAYOUT, LOOKS, faint, kind_look, whiskers
from kdviz.figures.values import end_columns
from kdviz.i18n import N_, Translator
from kdviz.results import Estimate, Row, RunResult, StageResult
from kdviz.verdicts.run import accuracy_text, of_test, on_scale, points, things, whole

A_ROW, MARGINS = 44, 110
LONGEST_LINE = 18
# The axis leaves out kinds whose students end further than this below their twins: the others need the room.
FAR = 0.2
# As many as a sentence holds, and a hall's figure.
NAMED = 3
# Stages whose own word says too little of who, or what, was made in them.
STAGES = {
    "ensemble": N_("ensemble of teachers"),
    "hint": N_("student up to its hint"),
    "munge": N_("synthetic inputs"),
}


def kinds_ranking(rows: Sequence[Row], _: Translator, *, briefly: bool = False) -> go.Figure:
    """Draw a row a kind, as ranked: its seeds, their mean, and two 95 % intervals; none for those without a result.

    Of more than four kinds `briefly` draws the first three and counts the rest. The thin interval is the accuracy's, on
    the lower axis; the thick one is the paired gain's, on the upper axis, whose zero stands at the mean of labels only.
    Rhombs are those who were trained on the way.
    """
    shown = [(row, row.result) for row in rows if row.result is not None]
    figure = go.Figure()
    first, rest = shown[0][1], len(shown) - NAMED if briefly and len(shown) > NAMED + 1 else 0
    shown = shown[: len(shown) - rest]
    # The rest is a row of its own, the lowest.
    lowest = 1 if rest else 0
    hard, places = first.arms["hard"].mean, range(len(shown) - 1 + lowest, lowest - 1, -1)
    low, high = _range([result for _row, result in shown])
    for place, (row, result) in zip(places, shown, strict=True):
        _add_row(figure, place, row, result, _)
        if result.arms["distilled"].mean < low:
            mean = points(result.arms["distilled"].mean, signed=False)
            text = f"◂ {mean} %"
            figure.add_annotation(x=100 * low, y=place, text=text, xanchor="left", showarrow=False)
    # One under the other: on a phone there is no room for both in a line.
    for name, accuracy, y in (("hard", hard, -0.6), ("teacher", first.teacher.accuracy, -1.05)):
        look = LOOKS[name]
        figure.add_vline(x=100 * accuracy, line={"color": look.color, "dash": look.dash, "width": 2})
        figure.add_annotation(
            x=100 * accuracy,
            y=y,
            text=_(look.title),
            font={"color": look.color},
            showarrow=False,
            # Towards the middle, where there is room.
            xanchor="left" if 2 * accuracy < low + high else "right",
        )
    figure.update_yaxes(
        tickvals=[*places, *range(lowest)],
        ticktext=[*(_label(row, _) for row, _result in shown), *[_("{count} more").format(count=rest)][:lowest]],
        range=[-1.4, len(shown) + lowest - 0.4],
        showgrid=False,
        zeroline=False,
    )
    ends = [100 * low, 100 * high]
    return figure.update_layout(
        **LAYOUT,
        xaxis={"title": _("Test accuracy, %"), "range": ends},
        xaxis2={
            "title": _("Gain, points") if briefly else _("Gain over labels only, points"),
            "range": [end - 100 * hard for end in ends],
            "overlaying": "x",
            "side": "top",
            "tickmode": "auto",
            "showgrid": False,
            "zeroline": False,
        },
        height=MARGINS + A_ROW * (len(shown) + lowest + 1),
        showlegend=False,
    )


def _range(results: Sequence[RunResult]) -> tuple[float, float]:
    """Return the ends of the axis of accuracies: all that is drawn, except of kinds that end far below the twins."""
    hard, teacher = results[0].arms["hard"], results[0].teacher.accuracy
    near = [result for result in results if result.arms["distilled"].mean > hard.mean - FAR]
    drawn = [
        number
        for result in near
        for number in (
            *result.arms["distilled"].accuracy,
            *(on_scale(result.arms["distilled"].ci95) or ()),
            *(hard.mean + end for end in result.gain.ci95 or ()),
            *(stage.mean for stage in result.stages if stage.mean is not None),
        )
    ]
    low, high = min([*drawn, hard.mean, teacher]), max([*drawn, hard.mean, teacher])
    room = max(0.04 * (high - low), 0.005)
    return low - room, high + room


def _add_row(figure: go.Figure, place: int, row: Row, result: RunResult, _: Translator) -> None:
    look, distilled, gain = kind_look(row.kind), result.arms["distilled"], result.gain
    figure.add_scatter(
        x=[100 * value for value in distilled.accuracy],
        y=[place] * len(distilled.accuracy),
        customdata=result.experiment.seed_list,
        mode="markers",
        marker={"color": faint(look.color, 0.35), "symbol": "line-ns-open", "size": 14},
        hovertemplate=_("seed {seed}: {accuracy} %").format(seed="%{customdata}", accuracy="%{x:.1f}")
        + "<extra></extra>",
    )
    if gain.ci95:
        figure.add_scatter(
            x=[100 * end for end in gain.ci95],
            y=[place, place],
            xaxis="x2",
            mode="lines",
            line={"color": look.color, "width": 8},
            opacity=0.55,
            hovertemplate=_("gain {gain} points, 95 % paired interval {low} to {high}").format(
                gain=points(gain.mean), low=points(gain.ci95[0]), high=points(gain.ci95[1])
            )
            + "<extra></extra>",
        )
    figure.add_scatter(
        x=[100 * distilled.mean],
        y=[place],
        error_x=whiskers([Estimate(mean=distilled.mean, ci95=on_scale(distilled.ci95))]),
        mode="markers",
        # Hollow where the interval of the gain does not rule out that there is none.
        marker={"color": look.color, "symbol": look.symbol if _gains(result) else f"{look.symbol}-open", "size": 10},
        hovertemplate=accuracy_text(distilled.estimate("accuracy"), _) + "<extra></extra>",
    )
    stages = [(stage, stage.mean) for stage in result.stages if stage.mean is not None]
    if stages:
        teacher = LOOKS["teacher"]
        figure.add_scatter(
            x=[100 * mean for _stage, mean in stages],
            y=[place] * len(stages),
            text=[stage_title(stage, _) for stage, _mean in stages],
            mode="markers",
            marker={"color": teacher.color, "symbol": f"{teacher.symbol}-open", "size": 11, "line": {"width": 2}},
            hovertemplate="%{text}: %{x:.1f} %<extra></extra>",
        )


def _label(row: Row, _: Translator) -> str:
    return f"<b>{row.standing}</b> " + "<br>".join(wrap(_(KINDS[row.kind].title), LONGEST_LINE))


def stage_title(stage: StageResult, _: Translator) -> str:
    """Name who was trained on the way: a marked word and which one of several."""
    word, _space, which = stage.name.partition(" ")
    title = _(STAGES.get(word, word))
    return f"{title[:1].upper()}{title[1:]} {which}".strip()


def _gains(result: RunResult) -> bool:
    return result.gain.ci95 is not None and result.gain.ci95[0] > 0


def kinds_takeaway(rows: Sequence[Row], _: Translator) -> str:
    """Say which kinds are first, no surer than the intervals, or that none beats labels alone."""
    finished = [(row, row.result) for row in rows if row.result is not None]
    if not finished:
        return _("No kind has a result yet")
    if all(twin(result.experiment) for _row, result in finished):
        return _("Every student had labels only: nothing was taught")
    if not any(_gains(result) for _row, result in finished):
        one = len(finished[0][1].experiment.seed_list) == 1
        return (
            _("One seed cannot tell which kind is best: take several")
            if one
            else _("No kind is shown to beat labels alone")
        )
    first = [row.kind for row, _result in finished if row.rank == 1]
    if len(first) > 1:
        return _together(first, _)
    if finished[0][0].tied:
        text = _("{kind} leads, but the seeds cannot tell it from every other kind")
        return text.format(kind=_(KINDS[first[0]].title))
    return _alone(first[0], finished[0][1], len(finished), _)


def _alone(kind: str, result: RunResult, among: int, _: Translator) -> str:
    data = result.experiment.data
    text = _("{kind} comes first: {more} of {of} {things} against labels alone.")
    if among == 1:
        text = _("{kind}: {more} of {of} {things} against labels alone.")
    more = whole(of_test(result.gain.mean, data), _, signed=True)
    blanks = {"more": more, "of": _.number(data.test), "things": things(data, _)}
    return text.format(kind=_(KINDS[kind].title), **blanks)


def _together(kinds: Sequence[str], _: Translator) -> str:
    if len(kinds) > NAMED:
        return _("{count} kinds share the first place; the seeds cannot tell them apart").format(count=len(kinds))
    return _("{kinds} share the first place; the seeds cannot tell them apart").format(kinds=_listed(kinds, _))


def _listed(kinds: Sequence[str], _: Translator) -> str:
    head, *rest = (_(KINDS[kind].title) for kind in kinds)
    names = [head, *(name[:1].lower() + name[1:] for name in rest)]
    return _("{names} and {last}").format(names=_(", ").join(names[:-1]), last=names[-1])


def kinds_table(rows: Sequence[Row], _: Translator) -> pd.DataFrame:
    """Return a row a kind: rank, accuracy and gain with their intervals, fidelity, what it took, why it is missing."""
    accuracy, gain = _("Test accuracy, %"), _("Paired gain, points")
    table = []
    for row in rows:
        line: dict[str, Any] = {_("Kind"): _(KINDS[row.kind].title), _("Rank"): row.standing if row.result else "—"}
        if row.result is not None:
            distilled = row.result.arms["distilled"]
            line |= {
                accuracy: 100 * distilled.mean,
                **end_columns(on_scale(distilled.ci95), _, f"{accuracy}, "),
                gain: 100 * row.result.gain.mean,
                **end_columns(row.result.gain.ci95, _, f"{gain}, "),
                _("Agrees with the teacher, %"): 100 * distilled.agreement,
                _("Parameters trained beside the student"): row.result.extra_parameters,
                _("Seconds, stages apart"): _students_seconds(row.result),
                _("Stages"): ", ".join(
                    _("{stage} ({seconds} s)").format(stage=stage_title(stage, _), seconds=f"{stage.seconds:.1f}")
                    for stage in row.result.stages
                ),
            }
        table.append({**line, _("Remark"): row.skipped})
    return pd.DataFrame(table)


def _students_seconds(result: RunResult) -> float:
    return result.seconds - result.teacher_seconds - sum(stage.seconds for stage in result.stages)


def stages_table(rows: Sequence[Row], _: Translator) -> pd.DataFrame:
    """Return who was trained on the way to each kind's student, and the student: how good, how large, how long."""
    table = []
    for row in rows:
        assert row.result is not None
        distilled = row.result.arms["distilled"]
        student = StageResult(
            name=_(LOOKS["distilled"].title),
            mean=distilled.mean,
            ci95=distilled.ci95,
            **dict(row.result.student),
            steps=row.result.experiment.steps,
            seconds=_students_seconds(row.result),
        )
        for stage in (*row.result.stages, student):
            table.append(
                {
                    _("Kind"): _(KINDS[row.kind].title),
                    _("Who"): student.name if stage is student else stage_title(stage, _),
                    _("Test accuracy, %"): None if stage.mean is None else 100 * stage.mean,
                    **end_columns(on_scale(stage.ci95), _),
                    _("Parameters"): stage.parameters or None,
                    _("MACs"): stage.macs or None,
                    _("Bytes of parameters"): stage.bytes or None,
                    _("Steps"): stage.steps or None,
                    _("Seconds"): stage.seconds or None,
                }
            )
    return pd.DataFrame(table)
