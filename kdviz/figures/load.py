"""Waits of requests by how many a second are asked for: timed from the schedule and from the send side by side."""

import pandas as pd
import plotly.graph_objects as go

from kdviz.figures.style import LAYOUT, LOOKS, STAGE_LOOK
from kdviz.i18n import Translator
from kdviz.results.load import LoadResult, Waits
from kdviz.verdicts.latency import WHO
from kdviz.verdicts.load import rate_text

DRAWN = {"teacher": LOOKS["teacher"], "student": LOOKS["distilled"], "compressed": STAGE_LOOK}


def load_picture(found: LoadResult, _: Translator) -> go.Figure:
    """Draw the 99th percentile of each server's open loops (log axis), its knee as a star."""
    figure = go.Figure()
    for served in found.served:
        look, who = DRAWN[served.who], _(WHO[served.who])
        rates = [each.rate for each in served.open]
        sides = ((_("{who}: from the schedule"), "solid", "scheduled"), (_("{who}: from the send"), "dot", "sent"))
        for title, dash, side in sides:
            waits: list[Waits] = [getattr(each, side) for each in served.open]
            figure.add_scatter(
                x=rates,
                y=[1e3 * each.p99 for each in waits],
                mode="lines+markers",
                name=_.fill(title, {"who": who}),
                line={"color": look.color, "dash": dash},
                marker={"symbol": look.symbol, "size": 8},
                hovertemplate="%{x:,.0f}/s, %{y:.3g} ms",
            )
        if served.knee:
            figure.add_scatter(
                x=[served.knee.rate],
                y=[1e3 * served.knee.scheduled.p99],
                mode="markers",
                name=_.fill(_("{who}: knee"), {"who": who}),
                marker={"color": look.color, "symbol": "star", "size": 18},
                hovertemplate="%{x:,.0f}/s, %{y:.3g} ms",
            )
    figure.update_xaxes(title=_("Requests a second"), rangemode="tozero")
    figure.update_yaxes(
        title=_("Wait of the slowest 1 % at least, ms (log scale)"), type="log", dtick=1, exponentformat="none"
    )
    return figure.update_layout(**LAYOUT, height=380)


def load_table(found: LoadResult, _: Translator) -> pd.DataFrame:
    """Return every loop: who asks, how many a second, and how long they wait, in ms."""
    rows: list[tuple[str, str, float, Waits, Waits | None]] = []
    for served in found.served:
        who = _(WHO[served.who])
        for users in served.closed:
            asked = _.fill(_("Users: {count}"), {"count": users.users})
            rows.append((who, asked, users.per_second, users.waits, None))
        for each in served.open:
            asked = _.fill(_("{share} % of capacity"), {"share": f"{100 * each.share:.0f}"})
            rows.append((who, asked, each.rate, each.scheduled, each.sent))
    return pd.DataFrame(
        [
            {
                _("Network"): who,
                _("Asked by"): asked,
                _("Requests a second"): rate_text(rate),
                _("Median wait, ms"): 1e3 * waits.p50,
                _("99 % wait, ms"): 1e3 * waits.p99,
                _("Median from the send, ms"): 1e3 * sent.p50 if sent else None,
                _("99 % from the send, ms"): 1e3 * sent.p99 if sent else None,
            }
            for who, asked, rate, waits, sent in rows
        ]
    )
