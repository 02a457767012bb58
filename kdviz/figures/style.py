"""The looks of arms, runs, kinds and classes: a colour, a dash and a marker each, the same in every figure.

The colours stand out on light and dark ground. They are as far apart as that allows, with full sight and with every
common colour deficiency; a test computes both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kdviz.catalog import KINDS
from kdviz.i18n import N_
from kdviz.results import Estimate


@dataclass(frozen=True)
class Look:
    """How an arm is drawn and what it is called."""

    title: str
    color: str
    dash: str
    symbol: str


LOOKS = {
    "teacher": Look(N_("Teacher"), "#8f9394", "dot", "diamond"),
    "hard": Look(N_("Labels only"), "#ea6a1c", "dash", "circle"),
    "smoothed": Look(N_("Blurred labels"), "#8e548f", "dashdot", "square"),
    "distilled": Look(N_("With teacher"), "#1f66d9", "solid", "triangle-up"),
}

# Whoever learns before the students: a colour that no arm has.
STAGE_LOOK = Look(N_("Before the students"), "#009e73", "dashdot", "circle")

# What two untaught students share: fidelity's baseline, in a colour that no arm has.
UNTAUGHT = Look(N_("Two untaught students"), "#bb3322", "longdash", "star")

# Runs that are compared: colours that no arm has, told apart by dash and marker too.
RUN_LOOKS = (
    Look("", "#009e73", "solid", "circle"),
    Look("", "#b8860b", "dash", "square"),
    Look("", "#7b5ea7", "dot", "diamond"),
    Look("", "#c0392b", "dashdot", "cross"),
    Look("", "#4a90a4", "longdash", "triangle-up"),
    Look("", "#8a6d3b", "longdashdot", "star"),
)

# The range that a reader guessed: a colour that no arm has.
GUESSED = "#b8860b"

# Classes of data in the plane: colours that no arm has; more classes share them, with other dashes and markers.
CLASS_COLORS = ("#59a112", "#943eea", "#d6008f")
CLASS_MARKS = (("solid", "circle"), ("dash", "square"), ("dot", "triangle-up"))

# Of heat maps, one shade over the page: no arm's.
HEAT = "#943eea"


def kind_look(kind: str) -> Look:
    """Return how a kind of distillation is drawn: a colour of the runs', with dash and marker that it shares with none.

    There are more kinds than colours that can be told apart.
    """
    turn, place = divmod([*KINDS].index(kind), len(RUN_LOOKS))
    mark = RUN_LOOKS[(place + turn) % len(RUN_LOOKS)]
    return Look(KINDS[kind].title, RUN_LOOKS[place].color, mark.dash, mark.symbol)


def class_looks(classes: int) -> list[Look]:
    """Return how each of some classes is drawn; the fourth has the first one's colour and another mark."""
    turns = [divmod(place, len(CLASS_COLORS)) for place in range(classes)]
    return [Look("", CLASS_COLORS[at], *CLASS_MARKS[(at + turn) % len(CLASS_MARKS)]) for turn, at in turns]


LAYOUT: dict[str, Any] = {
    "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
    "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0},
    "hovermode": "closest",
    "dragmode": False,
}


def joined(look: Look, width: int, size: int) -> dict[str, Any]:
    """Return how points and the line through them are drawn, by the line's width and the points' size."""
    return {
        "mode": "lines+markers",
        "line": {"color": look.color, "dash": look.dash, "width": width},
        "marker": {"symbol": look.symbol, "size": size},
    }


def whiskers(estimates: Sequence[Estimate], scale: float = 100) -> dict[str, Any]:
    """Return the error bars of 95 % intervals, in percent unless another scale is given; none for one seed."""
    ends = [estimate.ci95 or (estimate.mean, estimate.mean) for estimate in estimates]
    return {
        "array": [scale * (high - estimate.mean) for (_low, high), estimate in zip(ends, estimates, strict=True)],
        "arrayminus": [scale * (estimate.mean - low) for (low, _high), estimate in zip(ends, estimates, strict=True)],
        "thickness": 2,
        "width": 4,
    }


def faint(color: str, opacity: float) -> str:
    """Return a hexadecimal color as CSS with `opacity`."""
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
