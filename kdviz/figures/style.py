"""One colour, one dash and one marker an arm, the same in every figure.

The colours are those of Okabe and Ito, told apart under every common colour deficiency, in shades that stand out on
light and dark ground alike.
"""

from dataclasses import dataclass
from typing import Any

from kdviz.i18n import N_


@dataclass(frozen=True)
class Look:
    """How an arm is drawn and what it is called."""

    title: str
    color: str
    dash: str
    symbol: str


LOOKS = {
    "teacher": Look(N_("Teacher"), "#8a949b", "dot", "diamond"),
    "hard": Look(N_("Hard-label twin"), "#e0701a", "dash", "circle"),
    "smoothed": Look(N_("Label-smoothing control"), "#c06a9a", "dashdot", "square"),
    "distilled": Look(N_("Distilled student"), "#1c86c4", "solid", "triangle-up"),
}

LAYOUT: dict[str, Any] = {
    "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
    "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0},
    "hovermode": "closest",
    "dragmode": False,
}


def faint(color: str, opacity: float) -> str:
    """Return a hexadecimal color as CSS with `opacity`."""
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
