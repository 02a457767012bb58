"""Learning curves of a run, of a cell, and of several runs on one axis, with their titles and tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from kdviz.experiment import Experiment
from kdviz.figures.style import LAYOUT, LOOKS, RUN_LOOKS, Look, faint
from kdviz.figures.values import drawn, end_columns
from kdviz.i18n import Translator
from kdviz.results import ARMS, RunResult, Snapshot
from kdviz.results.cell import CellResult
from kdviz.verdicts.run import on_scale, points, things


def learning_curves(curves: Sequence[Snapshot], seeds: Sequence[int], _: Translator) -> go.Figure:
    """Draw each arm's validation accuracy over steps: a thin line a seed, a thick one for their mean.

    Parameters
    ----------
    curves : sequence of Snapshot
        The students'.
    seeds : sequence of int
        In the order of the snapshots' numbers.
    """
    figure = go.Figure()
    steps = [snapshot.step for snapshot in curves]
    for arm in ARMS:
        values = [snapshot.accuracy[arm] for snapshot in curves]
        _add_seeds(figure, steps, values, seeds, LOOKS[arm], _(LOOKS[arm].title))
    return _over_steps(figure, _("Validation accuracy, %"), 340, _)


def cell_curves(result: CellResult, seeds: Sequence[int], _: Translator) -> go.Figure:
    """Draw the same for the hard-label twins and the distilled students of a cell, with the teacher as a line."""
    figure, curves, teacher = go.Figure(), result.curves, LOOKS["teacher"]
    for arm, values in (("hard", curves.hard), ("distilled", curves.distilled)):
        _add_seeds(figure, curves.steps, values, seeds, LOOKS[arm], _(LOOKS[arm].title))
    figure.add_hline(y=100 * curves.teacher, line={"color": teacher.color, "dash": teacher.dash, "width": 2})
    return _over_steps(figure, _("Validation accuracy, %"), 320, _)


def compared_curves(results: Mapping[str, RunResult], _: Translator) -> go.Figure:
    """Draw the same for the distilled students of several runs, with their curves, by their names in the legend."""
    figure = go.Figure()
    for place, (name, result) in enumerate(results.items()):
        look = RUN_LOOKS[place % len(RUN_LOOKS)]
        steps = [snapshot.step for snapshot in result.curves]
        values = [snapshot.accuracy["distilled"] for snapshot in result.curves]
        _add_seeds(figure, steps, values, result.experiment.seed_list, look, drawn(name))
    return _over_steps(figure, _("Validation accuracy with teacher, %"), 380, _)


def _add_seeds(
    figure: go.Figure,
    steps: Sequence[int],
    values: Sequence[Sequence[float]],
    seeds: Sequence[int],
    look: Look,
    name: str,
) -> None:
    """Draw fractions, a sequence a step, as a thin line a seed and a thick one for their mean.

    The legend shows and hides them together. The mean's points are marked: a run of one step has no line.
    """
    percent: NDArray[Any] = 100 * np.array(values).reshape(len(steps), len(seeds))
    for column, seed in enumerate(seeds):
        figure.add_scatter(
            x=steps,
            y=percent[:, column],
            mode="lines",
            line={"color": faint(look.color, 0.22), "width": 1},
            hoverinfo="skip",
            legendgroup=name,
            showlegend=False,
            name=str(seed),
        )
    figure.add_scatter(
        x=steps,
        y=percent.mean(axis=1),
        mode="lines+markers",
        name=name,
        legendgroup=name,
        line={"color": look.color, "dash": look.dash, "width": 3},
        marker={"symbol": look.symbol, "size": 8},
        hovertemplate="%{y:.1f} %",
    )


def _over_steps(figure: go.Figure, title: str, height: int, _: Translator) -> go.Figure:
    figure.update_xaxes(title=_("Training step"), showgrid=False)
    figure.update_yaxes(title=title)
    return figure.update_layout(**{**LAYOUT, "hovermode": "x unified"}, height=height)


def curves_title(experiment: Experiment, _: Translator) -> str:
    """Say on which part of the data the curves are: not on the images that a verdict counts."""
    data = experiment.data
    text = _("As they learn: on {count} other {things}, the validation part")
    return text.format(count=_.number(data.validation), things=things(data, _))


def curves_takeaway(result: RunResult, _: Translator) -> str:
    """Say where the curves end."""
    if not result.curves:
        return _("The students' training ended before its first measurement")
    ends = {arm: points(float(np.mean(result.curves[-1].accuracy[arm])), signed=False) for arm in ("distilled", "hard")}
    return _("On the validation set, students with teacher end at {distilled} %, with labels only at {hard} %").format(
        **ends
    )


def curves_table(curves: Sequence[Snapshot], _: Translator) -> pd.DataFrame:
    """Return one row a snapshot: each arm's mean accuracy in % and mean loss in nats, with its 95 % intervals."""
    rows = []
    for snapshot in curves:
        row: dict[str, Any] = {_("Training step"): snapshot.step, _("Seconds"): round(snapshot.seconds, 3)}
        for title, values, scale in ((_("accuracy, %"), "accuracy", 100), (_("loss, nats"), "loss", 1)):
            for arm, by_seed in getattr(snapshot, values).items():
                name = f"{_(LOOKS[arm].title)}: {title}"
                row[name] = scale * sum(by_seed) / len(by_seed)
                interval = snapshot.ci95.get(values, {}).get(arm)
                row |= end_columns(on_scale(interval) if values == "accuracy" else interval, _, f"{name}, ", scale)
        rows.append(row)
    return pd.DataFrame(rows)


def cell_curves_table(result: CellResult, _: Translator) -> pd.DataFrame:
    """Return one row a measured step: each arm's mean validation accuracy in %."""
    curves = result.curves
    arms = {"hard": curves.hard, "distilled": curves.distilled}
    means = {_(LOOKS[arm].title): [100 * sum(each) / len(each) for each in values] for arm, values in arms.items()}
    return pd.DataFrame({_("Training step"): curves.steps, **means})


def compared_takeaway(results: Mapping[str, RunResult], _: Translator, *, briefly: bool = False) -> str:
    """Say whose curve ends highest; `briefly` where the axis says of what."""
    ends = {name: float(np.mean(run.curves[-1].accuracy["distilled"])) for name, run in results.items() if run.curves}
    if not ends:
        return _("The students' training ended before its first measurement")
    best = max(ends, key=lambda name: ends[name])
    if len(ends) > 1 and min(ends.values()) == ends[best]:
        return _("On the validation set, the students with teacher end level in all these runs")
    text = _("On the validation set, the students with teacher of “{run}” end highest, at {accuracy} %")
    if briefly:
        text = _("“{run}” ends highest, at {accuracy} %")
    return text.format(run=best, accuracy=points(ends[best], signed=False))


def compared_table(results: Mapping[str, RunResult], _: Translator) -> pd.DataFrame:
    """Return one row a run and snapshot: the distilled students' mean validation accuracy in %."""
    return pd.DataFrame(
        [
            {
                _("Run"): name,
                _("Training step"): snapshot.step,
                _("Validation accuracy, %"): 100 * sum(values) / len(values),
            }
            for name, result in results.items()
            for snapshot in result.curves
            for values in [snapshot.accuracy["distilled"]]
        ]
    )
