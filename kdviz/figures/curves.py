"""Learning curves: the arms of a run or of a cell, and several runs on one axis."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from kdviz.figures.seeds import add_seeds
from kdviz.figures.style import LAYOUT, LOOKS, RUN_LOOKS
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
        add_seeds(figure, steps, values, seeds, LOOKS[arm], _(LOOKS[arm].title))
    return _over_steps(figure, _("Validation accuracy, %"), 340, _)


def cell_curves(result: CellResult, seeds: Sequence[int], _: Translator) -> go.Figure:
    """Draw the same for the hard-label twins and the distilled students of a cell, with the teacher as a line."""
    figure, curves, teacher = go.Figure(), result.curves, LOOKS["teacher"]
    for arm, values in (("hard", curves.hard), ("distilled", curves.distilled)):
        add_seeds(figure, curves.steps, values, seeds, LOOKS[arm], _(LOOKS[arm].title), markers=True)
    figure.add_hline(y=100 * curves.teacher, line={"color": teacher.color, "dash": teacher.dash, "width": 2})
    return _over_steps(figure, _("Validation accuracy, %"), 320, _)


def compared_curves(results: Mapping[str, RunResult], _: Translator) -> go.Figure:
    """Draw the same for the distilled students of several runs.

    Parameters
    ----------
    results : mapping of str to RunResult
        By their names in the legend; with their curves.
    """
    figure = go.Figure()
    for place, (name, result) in enumerate(results.items()):
        look = RUN_LOOKS[place % len(RUN_LOOKS)]
        steps = [snapshot.step for snapshot in result.curves]
        values = [snapshot.accuracy["distilled"] for snapshot in result.curves]
        add_seeds(figure, steps, values, result.experiment.seed_list, look, name, markers=True)
    return _over_steps(figure, _("Validation accuracy of the distilled students, %"), 380, _)


def _over_steps(figure: go.Figure, title: str, height: int, _: Translator) -> go.Figure:
    figure.update_xaxes(title=_("Training step"), showgrid=False)
    figure.update_yaxes(title=title)
    return figure.update_layout(**{**LAYOUT, "hovermode": "x unified"}, height=height)
