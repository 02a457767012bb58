"""What teacher and students say about one input, softened by the temperature."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from kdviz.figures.style import LAYOUT, LOOKS
from kdviz.i18n import Translator

Floats = NDArray[np.floating[Any]]


def softmax(logits: Floats, temperature: float) -> Floats:
    """Return probabilities at `temperature`, shaped as the logits, over the last axis."""
    scaled = np.asarray(logits, dtype=float) / temperature
    exponentials = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=-1, keepdims=True))


def softened_bars(logits: dict[str, Floats], temperature: float, label: int, _: Translator) -> go.Figure:
    """Draw the softened distributions over the classes.

    Parameters
    ----------
    logits : dict of ndarray, shapes (seeds, classes)
        By arm; the teacher has one row. Bars are means over seeds, whiskers reach from the lowest to the highest.
    temperature : float
    label : int
        The true class, marked on the axis.
    """
    figure = go.Figure()
    for arm, values in logits.items():
        probabilities = 100 * softmax(values, temperature)
        mean = probabilities.mean(axis=0)
        whiskers = None
        if len(probabilities) > 1:
            whiskers = {
                "array": probabilities.max(axis=0) - mean,
                "arrayminus": mean - probabilities.min(axis=0),
                "thickness": 1,
                "width": 2,
            }
        figure.add_bar(
            x=list(range(len(mean))),
            y=mean,
            error_y=whiskers,
            name=_(LOOKS[arm].title),
            marker={
                "color": LOOKS[arm].color,
                "pattern": {"shape": {"teacher": "", "hard": "/", "distilled": "."}[arm]},
            },
            hovertemplate="%{y:.2f} %<extra>" + _(LOOKS[arm].title) + "</extra>",
        )
    classes = next(iter(logits.values())).shape[-1]
    ticks = [f"<b>{name} ✓</b>" if name == label else str(name) for name in range(classes)]
    figure.update_xaxes(title=_("Class (✓ the label)"), tickvals=list(range(classes)), ticktext=ticks)
    figure.update_yaxes(title=_("Probability at T = {t}, %").format(t=f"{temperature:g}"), range=[0, 100])
    return figure.update_layout(**LAYOUT, barmode="group", height=340)
