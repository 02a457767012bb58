"""One sample: a picture, or a point among points."""

from typing import Any

import plotly.graph_objects as go
from numpy.typing import NDArray

from kdviz.figures.style import LAYOUT, LOOKS
from kdviz.i18n import Translator


def sample_picture(inputs: NDArray[Any], labels: NDArray[Any], chosen: int, _: Translator) -> go.Figure:
    """Draw sample `chosen`.

    Parameters
    ----------
    inputs : ndarray, shape (n, 1, height, width) or (n, 2)
    labels : ndarray of int, shape (n,)
    chosen : int
    """
    if inputs.ndim == 4:
        pixels = inputs[chosen, 0]
        figure = go.Figure(
            go.Heatmap(
                z=pixels, colorscale=[[0, "#ffffff"], [1, "#000000"]], showscale=False, zmin=0, zmax=1, hoverinfo="skip"
            )
        )
        height, width = pixels.shape
        corners = {"x0": -0.5, "y0": -0.5, "x1": width - 0.5, "y1": height - 0.5}
        figure.add_shape(type="rect", **corners, line={"color": LOOKS["teacher"].color, "width": 1})
        figure.update_yaxes(visible=False, autorange="reversed", scaleanchor="x", constrain="domain")
        figure.update_xaxes(visible=False, constrain="domain")
        return figure.update_layout(**LAYOUT, height=190)
    figure = go.Figure()
    figure.add_scattergl(
        x=inputs[:, 0],
        y=inputs[:, 1],
        mode="markers",
        marker={"color": labels, "colorscale": "Viridis", "size": 4, "opacity": 0.5},
        hoverinfo="skip",
        name=_("test points"),
    )
    figure.add_scattergl(
        x=[inputs[chosen, 0]],
        y=[inputs[chosen, 1]],
        mode="markers",
        marker={"color": LOOKS["hard"].color, "symbol": "x", "size": 16},
        name=_("the picked point"),
    )
    figure.update_yaxes(scaleanchor="x", constrain="domain")
    return figure.update_layout(**{**LAYOUT, "showlegend": False}, height=260)
