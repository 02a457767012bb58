"""How the arms learned."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from kdviz.figures.style import LAYOUT, LOOKS, faint
from kdviz.i18n import Translator
from kdviz.results import ARMS, Snapshot


def learning_curves(curves: Sequence[Snapshot], seeds: Sequence[int], _: Translator) -> go.Figure:
    """Draw validation accuracy over steps: a thin line a seed, a thick one for their mean.

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
        look = LOOKS[arm]
        accuracy = 100 * np.array([snapshot.accuracy[arm] for snapshot in curves])
        for place, seed in enumerate(seeds):
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
