"""Accuracy against size."""

import math

import plotly.graph_objects as go

from kdviz.figures.style import LAYOUT, LOOKS
from kdviz.i18n import Translator
from kdviz.results import ARMS, RunResult

ASIDE = (0.92, 1.0, 1.08)


def accuracy_against_bytes(result: RunResult, _: Translator) -> go.Figure:
    """Draw teacher and students by the bytes of their parameters (log axis) and their test accuracy."""
    figure = go.Figure()
    teacher = LOOKS["teacher"]
    figure.add_scatter(
        x=[result.teacher.bytes],
        y=[100 * result.teacher.accuracy],
        mode="markers",
        name=_(teacher.title),
        marker={"color": teacher.color, "symbol": teacher.symbol, "size": 16},
        hovertemplate="%{y:.1f} %, %{x:,} B",
    )
    # Side by side, so that no interval hides another.
    for arm, aside in zip(ARMS, ASIDE, strict=True):
        look, measured = LOOKS[arm], result.arms[arm]
        low, high = measured.ci95 or (measured.mean, measured.mean)
        figure.add_scatter(
            x=[result.student.bytes * aside],
            customdata=[result.student.bytes],
            y=[100 * measured.mean],
            mode="markers",
            name=_(look.title),
            marker={"color": look.color, "symbol": look.symbol, "size": 13},
            error_y={
                "array": [100 * (high - measured.mean)],
                "arrayminus": [100 * (measured.mean - low)],
                "thickness": 2,
                "width": 4,
            },
            hovertemplate="%{y:.1f} %, %{customdata:,} B",
        )
    ends = [result.student.bytes, result.teacher.bytes]
    figure.update_xaxes(
        title=_("Bytes of parameters (log scale)"),
        type="log",
        range=[math.log10(min(ends)) - 0.4, math.log10(max(ends)) + 0.4],
        exponentformat="SI",
        dtick=1,
    )
    figure.update_yaxes(title=_("Test accuracy, %"))
    return figure.update_layout(**LAYOUT, height=340)
