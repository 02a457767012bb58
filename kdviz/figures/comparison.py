"""Several runs on one axis."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from kdviz.figures.style import LAYOUT, RUN_LOOKS, faint
from kdviz.i18n import Translator
from kdviz.results import RunResult


def compared_curves(results: Mapping[str, RunResult], _: Translator) -> go.Figure:
    """Draw each run's distilled students over the steps: a thin line a seed, a thick one for their mean.

    Parameters
    ----------
    results : mapping of str to RunResult
        By the names that the legend calls them; with their curves.
    """
    figure = go.Figure()
    for place, (name, result) in enumerate(results.items()):
        look = RUN_LOOKS[place % len(RUN_LOOKS)]
        steps = [snapshot.step for snapshot in result.curves]
        accuracy = 100 * np.array([snapshot.accuracy["distilled"] for snapshot in result.curves])
        for column, seed in enumerate(result.experiment.seed_list):
            figure.add_scatter(
                x=steps,
                y=accuracy[:, column] if steps else [],
                mode="lines",
                line={"color": faint(look.color, 0.2), "width": 1},
                hoverinfo="skip",
                legendgroup=name,
                showlegend=False,
                name=str(seed),
            )
        figure.add_scatter(
            x=steps,
            y=accuracy.mean(axis=1) if steps else [],
            mode="lines+markers",
            name=name,
            legendgroup=name,
            line={"color": look.color, "dash": look.dash, "width": 3},
            marker={"symbol": look.symbol, "size": 8},
            hovertemplate="%{y:.1f} %",
        )
    figure.update_xaxes(title=_("Training step"), showgrid=False)
    figure.update_yaxes(title=_("Validation accuracy of the distilled students, %"))
    return figure.update_layout(**{**LAYOUT, "hovermode": "x unified"}, height=380)
