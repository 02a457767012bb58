"""Accuracy against what it costs, with the Pareto front and a budget to drag."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from kdviz.figures.style import LOOKS
from kdviz.i18n import Translator
from kdviz.results import Estimate
from kdviz.results.footprint import CostName
from kdviz.verdicts.run import on_scale
from kdviz.verdicts.tradeoff import COSTS, Option, pareto
from kdviz.web.components.shared.modules import script, text

KEY = "tradeoff"
UNITS: dict[CostName, str] = {
    "parameters": "count",
    "macs": "count",
    "bytes": "bytes",
    "disk": "bytes",
    "latency_1": "seconds",
    "latency_64": "seconds",
}
HTML = """<div class="trade-off" data-testid="tradeoff">
  <div class="trade-title" aria-live="polite"></div>
  <div class="trade-legend"></div>
  <div class="trade-picture"></div>
  <div class="trade-note"></div>
</div>"""

_trade_off = st.components.v2.component(
    "kdviz_tradeoff",
    html=HTML,
    css=text("shared/pictures.css", "tradeoff/tradeoff.css"),
    js=script("tradeoff/tradeoff.js"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class Reference:
    """The teacher, to compare students with.

    Attributes
    ----------
    network : str
    cost, accuracy : float
    """

    network: str
    cost: float
    accuracy: float


def trade_off(
    subject: str,
    choices: Sequence[Option],
    cost: CostName,
    teacher: Reference,
    budget: float | None,
    take_budget: Callable[[Any], None],
    _: Translator,
) -> None:
    """Draw students by cost and test accuracy, with a line for the budget.

    Parameters
    ----------
    subject : str
        Of whom: with another one, or another cost, the line goes back to `budget`.
    choices : sequence of Option
    cost : str
        What was counted or measured: a name of `COSTS`.
    teacher : Reference
    budget : float or None
        None for no limit.
    take_budget : callable
        Gets the budget when the line is released, as the browser says it, and None where it is taken away.
    """
    front = pareto(choices)
    data: dict[str, Any] = {
        "subject": f"{subject} {cost}",
        "points": [_point(option.arm, option.network, option.cost, option.accuracy, _) for option in choices],
        "front": [list(choices).index(option) for option in front],
        "teacher": _point("teacher", teacher.network, teacher.cost, Estimate(mean=teacher.accuracy, ci95=None), _),
        "budget": budget,
        "kind": UNITS[cost],
        "words": {
            "cost": _(COSTS[cost]) + _(" (log scale)"),
            "accuracy": _("Test accuracy, %"),
            "front_title": _("Pareto front: no other is better for less"),
            "front": _("No other student is better for less: {front}"),
            "named": _("{network} ({arm})"),
            "within": _("Within {budget} the most accurate is {network} ({arm}), {accuracy} %"),
            "none": _("No student is within {budget}"),
            "interval": _(
                "{arm} {network}: 95 % interval {low} to {high} %. Others whose intervals overlap may be as good."
            ),
            "hint": _("Drag the dashed line, or move it with the arrow keys, to what you can afford."),
            "budget": _("My budget"),
            "my_budget": _("my budget: {budget}"),
            "no_limit": _("no limit"),
            "point": _("{network}, {arm}: {accuracy} % (95 % interval {low} to {high}), {cost}"),
            "point_alone": _("{network}, {arm}: {accuracy} %, {cost}"),
        },
    }

    def take() -> None:
        if chosen := st.session_state[KEY].get("budget"):
            take_budget(chosen["amount"])

    _trade_off(data=data, key=KEY, on_budget_change=take)


def _point(arm: str, network: str, cost: float, accuracy: Estimate, _: Translator) -> dict[str, Any]:
    look, ends = LOOKS[arm], on_scale(accuracy.ci95) or (accuracy.mean, accuracy.mean)
    return {
        "network": network,
        "arm": arm,
        "title": _(look.title),
        "color": look.color,
        "symbol": look.symbol,
        "cost": cost,
        "mean": accuracy.mean,
        "low": ends[0],
        "high": ends[1],
    }
