"""The lines of every learning curve: one a seed, and their mean."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from kdviz.figures.style import Look, faint


def add_seeds(
    figure: go.Figure,
    steps: Sequence[int],
    values: Sequence[Sequence[float]],
    seeds: Sequence[int],
    look: Look,
    name: str,
    *,
    markers: bool = False,
) -> None:
    """Draw a thin line a seed and a thick one for their mean, which the legend shows and hides together.

    Parameters
    ----------
    figure : Figure
    steps : sequence of int, length n
    values : sequence of n sequences of float
        Fractions, one a seed; drawn as percentages.
    seeds : sequence of int
    look : Look
    name : str
        For the legend.
    markers : bool
        Whether the mean's points are marked.
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
