"""Accuracy against what it costs, with the Pareto front and a budget."""

from collections.abc import Sequence
from math import log10

import plotly.graph_objects as go

from kdviz.figures.style import LAYOUT, LOOKS
from kdviz.figures.sweeps import whiskers
from kdviz.i18n import Translator
from kdviz.tradeoff import COSTS, CostName, Option, best_within, pareto


def trade_off(
    choices: Sequence[Option],
    cost: CostName,
    _: Translator,
    *,
    teacher: tuple[float, float] | None = None,
    budget: float | None = None,
) -> go.Figure:
    """Draw students by cost (log axis) and test accuracy, hard and distilled, and which of them are worth their price.

    Parameters
    ----------
    choices : sequence of Option
    cost : str
        What was counted or measured: a name of `COSTS`.
    teacher : (float, float), optional
        Its cost and accuracy, for reference.
    budget : float, optional
        Drawn as a line; the best student within it is named.
    """
    figure = go.Figure()
    front = pareto(choices)
    figure.add_scatter(
        x=[option.cost for option in front],
        y=[100 * option.accuracy.mean for option in front],
        mode="lines",
        line={"color": LOOKS["teacher"].color, "shape": "hv", "width": 2},
        name=_("Pareto front: no other is better for less"),
        hoverinfo="skip",
    )
    for arm in ("hard", "distilled"):
        look, own = LOOKS[arm], [option for option in choices if option.arm == arm]
        figure.add_scatter(
            x=[option.cost for option in own],
            y=[100 * option.accuracy.mean for option in own],
            error_y=whiskers([option.accuracy for option in own]),
            text=[option.network for option in own],
            mode="markers",
            name=_(look.title),
            marker={"color": look.color, "symbol": look.symbol, "size": 12},
            hovertemplate="%{text}: %{y:.1f} %, %{x:.4s}",
        )
    if teacher is not None:
        look = LOOKS["teacher"]
        figure.add_scatter(
            x=[teacher[0]],
            y=[100 * teacher[1]],
            mode="markers",
            name=_(look.title),
            marker={"color": look.color, "symbol": look.symbol, "size": 15},
            hovertemplate="%{y:.1f} %, %{x:.4s}",
        )
    if budget is not None:
        bought = best_within(choices, budget)
        title = _("my budget: nothing fits")
        if bought is not None:
            title = _("my budget: {network}, {arm}").format(network=bought.network, arm=_(LOOKS[bought.arm].title))
        line = {"color": LOOKS["distilled"].color, "dash": "dash", "width": 2}
        figure.add_vline(x=budget, line=line)
        # On a log axis plotly places lines by their values and texts by their exponents.
        figure.add_annotation(x=log10(budget), y=1, yref="paper", yanchor="bottom", text=title, showarrow=False)
    figure.update_xaxes(title=_(COSTS[cost]) + _(" (log scale)"), type="log", exponentformat="SI")
    figure.update_yaxes(title=_("Test accuracy, %"))
    return figure.update_layout(
        **{**LAYOUT, "margin": {**LAYOUT["margin"], "t": 28}, "legend": {**LAYOUT["legend"], "y": 1.08}}, height=420
    )
