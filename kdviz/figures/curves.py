"""Learning curves: the arms of a run or of a cell, and several runs on one axis."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from kdviz.figures.style import LAYOUT, LOOKS, RUN_LOOKS, Look, faint
from kdviz.i18n import Translator
from kdviz.results import ARMS, RunResult, Snapshot
from kdviz.results.cell import CellResult


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
    """Draw the same for the hard-label and the distilled students of a cell, with the teacher as a line."""
    figure, curves, teacher = go.Figure(), result.curves, LOOKS["teacher"]
    for arm, values in (("hard", curves.hard), ("distilled", curves.distilled)):
        _add_seeds(figure, curves.steps, values, seeds, LOOKS[arm], _(LOOKS[arm].title), markers=True)
    figure.add_hline(y=100 * curves.teacher, line={"color": teacher.color, "dash": teacher.dash, "width": 2})
    return _over_steps(figure, _("Validation accuracy, %"), 320, _)


def compared_curves(results: Mapping[str, RunResult], _: Translator) -> go.Figure:
    """Draw the same for the distilled students of several runs, with their curves, by their names in the legend."""
    figure = go.Figure()
    for place, (name, result) in enumerate(results.items()):
        look = RUN_LOOKS[place % len(RUN_LOOKS)]
        steps = [snapshot.step for snapshot in result.curves]
        values = [snapshot.accuracy["distilled"] for snapshot in result.curves]
        _add_seeds(figure, steps, values, result.experiment.seed_list, look, name, markers=True)
    return _over_steps(figure, _("Validation accuracy of the distilled students, %"), 380, _)


def _add_seeds(
    figure: go.Figure,
    steps: Sequence[int],
    values: Sequence[Sequence[float]],
    seeds: Sequence[int],
    look: Look,
    name: str,
    *,
    markers: bool = False,
) -> None:
    """Draw fractions, a sequence a step, as a thin line a seed and a thick one for their mean.

    The legend shows and hides them together; `markers` says whether the mean's points are marked.
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
        mode="lines+markers" if markers else "lines",
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
