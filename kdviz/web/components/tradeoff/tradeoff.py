"""Accuracy against what it costs, with the Pareto front and a budget to drag."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from kdviz.figures.style import LOOKS
from kdviz.i18n import Translator
from kdviz.results.footprint import CostName
from kdviz.verdicts.run import cut_note, interval_ends, on_scale
from kdviz.verdicts.tradeoff import COSTS, Option, pareto
from kdviz.web.components.shared.modules import component

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

_trade_off = component("tradeoff", HTML, "shared/pictures.css", "tradeoff/tradeoff.css")


def trade_off(
    subject: str,
    choices: Sequence[Option],
    cost: CostName,
    teacher: Option,
    budget: float | None,
    take_budget: Callable[[Any], None],
    _: Translator,
) -> None:
    """Draw students by cost and test accuracy, with a line for the budget.

    Parameters
    ----------
    subject : str
        The map; with another one, or another cost, the line goes back to `budget`.
    cost : str
        A name of `COSTS`.
    budget : float or None
        None for no limit.
    take_budget : callable
        Gets the budget of the browser when the line is released; None removes it.
    """
    front = pareto(choices)
    data: dict[str, Any] = {
        "subject": f"{subject} {cost}",
        "points": [_point(option, _) for option in choices],
        "front": [list(choices).index(option) for option in front],
        "teacher": _point(teacher, _),
        "budget": budget,
        "kind": UNITS[cost],
        "words": {
            "cost": _(COSTS[cost]) + _(" (log scale)"),
            "accuracy": _("Test accuracy, %"),
            "front_title": _("Pareto front: no cheaper student is as accurate"),
            "front": _("No cheaper student is as accurate as these: {front}"),
            "named": _("{network} ({arm})"),
            "within": _("Within {budget} the most accurate is {network} ({arm}), {accuracy} %"),
            "none": _("No student is within {budget}"),
            "interval": _(
                "{arm} {network}: 95 % interval {low} to {high} %. Students whose intervals overlap may be equally "
                "good."
            ),
            "hint": _("Drag the dashed line to what you can afford, or move it with the arrow keys."),
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


def _point(option: Option, _: Translator) -> dict[str, Any]:
    look, accuracy = LOOKS[option.arm], option.accuracy
    low, high = on_scale(accuracy.ci95) or (accuracy.mean, accuracy.mean)
    return {
        "network": option.network,
        "arm": option.arm,
        "title": _(look.title),
        "color": look.color,
        "symbol": look.symbol,
        "cost": option.cost,
        "mean": accuracy.mean,
        "low": low,
        "high": high,
        "interval": accuracy.ci95 and dict(zip(("low", "high"), interval_ends(accuracy.ci95), strict=True)),
        "cut": cut_note([accuracy.ci95], _),
    }
