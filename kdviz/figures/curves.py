"""How the arms learned."""

import numpy as np
import plotly.graph_objects as go

from kdviz.figures.style import LAYOUT, LOOKS, faint
from kdviz.i18n import Translator
from kdviz.results import ARMS, RunResult


def learning_curves(result: RunResult, _: Translator) -> go.Figure:
    """Draw validation accuracy over steps: a thin line a seed, a thick one for their mean."""
    figure = go.Figure()
    steps = [snapshot.step for snapshot in result.curves]
    for arm in ARMS:
        look = LOOKS[arm]
        accuracy = 100 * np.array([snapshot.accuracy[arm] for snapshot in result.curves])
        for place, seed in enumerate(result.experiment.seed_list):
            figure.add_scatter(
                x=steps,
                y=accuracy[:, place] if steps else [],
                mode="lines",
                line={"color": faint(look.color, 0.22), "width": 1},
                hoverinfo="skip",
                legendgroup=arm,
                showlegend=False,
                name=str(seed),
            )
        figure.add_scatter(
            x=steps,
            y=accuracy.mean(axis=1) if steps else [],
            mode="lines",
            name=_(look.title),
            legendgroup=arm,
            line={"color": look.color, "dash": look.dash, "width": 3},
            hovertemplate="%{y:.1f} %",
        )
    figure.update_xaxes(title=_("Training step"), showgrid=False)
    figure.update_yaxes(title=_("Validation accuracy, %"))
    return figure.update_layout(**{**LAYOUT, "hovermode": "x unified"}, height=340)
