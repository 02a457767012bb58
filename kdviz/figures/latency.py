"""How many times faster 8-bit integers are than floats, by a network's size: one curve a family of networks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from kdviz.catalog import NETWORKS
from kdviz.figures.load import DRAWN
from kdviz.figures.style import LAYOUT, RUN_LOOKS
from kdviz.i18n import N_, Translator
from kdviz.results.latency import Crossing, Latencies, expected
from kdviz.verdicts.latency import WHO

# The first of the looks is a compressed student's, too.
FAMILIES = dict(zip(NETWORKS, RUN_LOOKS[1:], strict=False))
EXPECTED, MEASURED = N_("{who}: expected"), N_("{who}: measured")


@dataclass(frozen=True)
class Stand:
    """Where a network stands beside the curves: what was `expected` of it, or what was measured."""

    who: str
    parameters: int
    speedup: float
    expected: bool = False

    def title(self, _: Translator) -> str:
        """Return what its mark is called."""
        return _.fill(_(EXPECTED if self.expected else MEASURED), {"who": _(WHO[self.who])})


def stands(found: Latencies) -> list[Stand]:
    """Return where everyone stands who was measured, and where each was expected beforehand."""
    marks = list[Stand]()
    for who, row in {row.who: row for row in found.rows}.items():
        soon = expected(found.known, row.network, row.parameters)
        marks += [] if soon is None else [Stand(who, row.parameters, soon, expected=True)]
        marks.append(Stand(who, row.parameters, found.speedup(who)))
    return marks


def crossing_picture(curve: Iterable[Crossing], marks: Sequence[Stand], _: Translator) -> go.Figure:
    """Draw the curves (log axes), the line on which integers are as fast as floats, and who stands where."""
    figure = go.Figure()
    for family, points in _by_family(curve).items():
        look = FAMILIES[family]
        figure.add_scatter(
            x=[point.parameters for point in points],
            y=[point.speedup for point in points],
            mode="lines+markers",
            name=_(NETWORKS[family].title),
            line={"color": look.color, "dash": look.dash},
            marker={"symbol": look.symbol, "size": 6},
            hovertemplate="%{x:,}, × %{y:.2g}",
        )
    for mark in marks:
        look = DRAWN[mark.who]
        figure.add_scatter(
            x=[mark.parameters],
            y=[mark.speedup],
            mode="markers",
            name=mark.title(_),
            marker={"color": look.color, "symbol": look.symbol + ("-open" if mark.expected else ""), "size": 14},
            hovertemplate="%{x:,}, × %{y:.2g}",
        )
    figure.add_hline(y=1, line={"dash": "dot", "width": 1})
    figure.update_xaxes(title=_("Parameters (log scale)"), type="log", dtick=1, exponentformat="none")
    ticks = [0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10]
    title = _("Times as fast in integers (log scale)")
    figure.update_yaxes(title=title, type="log", tickvals=ticks, ticktext=[f"{at:g}" for at in ticks])
    return figure.update_layout(**LAYOUT, height=320)


def crossing_table(curve: Iterable[Crossing], marks: Sequence[Stand], _: Translator) -> pd.DataFrame:
    """Return the numbers behind `crossing_picture`."""
    rows: list[Mapping[str, Any]] = [
        {"network": _(NETWORKS[family].title), "parameters": point.parameters, "speedup": point.speedup}
        for family, points in _by_family(curve).items()
        for point in points
    ]
    rows += [{"network": mark.title(_), "parameters": mark.parameters, "speedup": mark.speedup} for mark in marks]
    titles = {"network": _("Network"), "parameters": _("Parameters"), "speedup": _("Times as fast in integers")}
    return pd.DataFrame(rows, columns=[*titles]).rename(columns=titles)


def _by_family(curve: Iterable[Crossing]) -> dict[str, list[Crossing]]:
    families: dict[str, list[Crossing]] = {}
    for point in sorted(curve, key=lambda point: point.parameters):
        families.setdefault(point.family, []).append(point)
    return families
