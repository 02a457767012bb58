"""Accuracy against size."""

import math

import plotly.graph_objects as go

from kdviz.figures.style import LAYOUT, LOOKS, whiskers
from kdviz.figures.takeaways import SizeName
from kdviz.i18n import N_, Translator
from kdviz.results import ARMS, Estimate, RunResult
from kdviz.verdicts.run import on_scale

ASIDE = (0.92, 1.0, 1.08)
SIZES: dict[SizeName, tuple[str, str]] = {
    "parameters": (N_("Parameters (log scale)"), ""),
    "bytes": (N_("Bytes of parameters (log scale)"), " B"),
    "macs": (N_("Multiply-accumulates an input (log scale)"), " MACs"),
}


def accuracy_against(size: SizeName, result: RunResult, _: Translator) -> go.Figure:
    """Draw teacher and students by what they cost (log axis) and their test accuracy."""
    title, unit = SIZES[size]
    large, small = getattr(result.teacher, size), getattr(result.student, size)
    figure = go.Figure()
    teacher = LOOKS["teacher"]
    figure.add_scatter(
        x=[large],
        y=[100 * result.teacher.accuracy],
        mode="markers",
        name=_(teacher.title),
        marker={"color": teacher.color, "symbol": teacher.symbol, "size": 16},
        hovertemplate="%{y:.1f} %, %{x:,}" + unit,
    )
    # Side by side, so that no interval hides another.
    for arm, aside in zip(ARMS, ASIDE, strict=True):
        look, measured = LOOKS[arm], result.arms[arm]
        figure.add_scatter(
            x=[small * aside],
            customdata=[small],
            y=[100 * measured.mean],
            mode="markers",
            name=_(look.title),
            marker={"color": look.color, "symbol": look.symbol, "size": 13},
            error_y=whiskers([Estimate(mean=measured.mean, ci95=on_scale(measured.ci95))]),
            hovertemplate="%{y:.1f} %, %{customdata:,}" + unit,
        )
    ends = [small, large]
    figure.update_xaxes(
        title=_(title),
        type="log",
        range=[math.log10(min(ends)) - 0.4, math.log10(max(ends)) + 0.4],
        exponentformat="SI",
        dtick=1,
    )
    figure.update_yaxes(title=_("Test accuracy, %"))
    return figure.update_layout(**LAYOUT, height=340)
