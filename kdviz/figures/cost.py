"""Accuracy against size: the figure, its title and its table."""

import math
from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from kdviz.figures.style import LAYOUT, LOOKS, whiskers
from kdviz.figures.values import end_columns
from kdviz.i18n import N_, Translator
from kdviz.results import ARMS, Estimate, Interval, RunResult, Size
from kdviz.verdicts.run import on_scale

SizeName = Literal["parameters", "bytes", "macs"]
ASIDE = (0.92, 1.0, 1.08)
SIZES: dict[SizeName, tuple[str, str]] = {
    "parameters": (N_("Parameters (log scale)"), ""),
    "bytes": (N_("Bytes of parameters (log scale)"), " B"),
    "macs": (N_("Multiply-accumulates an input (log scale)"), " MACs"),
}


def accuracy_against(size: SizeName, result: RunResult, _: Translator, blurred: bool = True) -> go.Figure:
    """Draw teacher and students by what they cost (log axis) and their test accuracy; parameters as of the dots."""
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
        if arm == "smoothed" and not blurred:
            continue
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


def cost_takeaway(result: RunResult, size: SizeName, _: Translator) -> str:
    """Say how much smaller the student is, and what it keeps of the teacher's accuracy."""
    kept = result.arms["distilled"].mean / result.teacher.accuracy if result.teacher.accuracy else 0.0
    times = getattr(result.teacher, size) / getattr(result.student, size)
    if size == "macs":
        less = _("{times} times less computation, keeps {share} % of the teacher's accuracy")
        more = _("{times} times the teacher's computation, at {share} % of its accuracy")
    else:
        less = _("{times} times smaller, keeps {share} % of the teacher's accuracy")
        more = _("{times} times larger than the teacher, at {share} % of its accuracy")
    text, times = (less, times) if times >= 1 else (more, 1 / times)
    return text.format(times=f"{times:.3g}", share=f"{100 * kept:.0f}")


def cost_table(result: RunResult, _: Translator) -> pd.DataFrame:
    """Return teacher and students: what they cost, and their test accuracy in %."""
    measured: dict[str, tuple[Size, float, Interval | None]]
    measured = {"teacher": (result.teacher, result.teacher.accuracy, None)}
    measured |= {arm: (result.student, result.arms[arm].mean, on_scale(result.arms[arm].ci95)) for arm in ARMS}
    return pd.DataFrame(
        [
            {
                _("Students"): _(LOOKS[name].title),
                _("Parameters"): size.parameters,
                _("Bytes of parameters"): size.bytes,
                _("MACs"): size.macs,
                _("Test accuracy, %"): 100 * accuracy,
                **end_columns(interval, _),
            }
            for name, (size, accuracy, interval) in measured.items()
        ]
    )
