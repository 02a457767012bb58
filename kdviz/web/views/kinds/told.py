"""What labels alone, the usual kind and one other tell a student of one digit, side by side."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

import streamlit as st

from kdviz.catalog import KINDS, Flow
from kdviz.figures.style import LOOKS
from kdviz.i18n import Translator
from kdviz.store.recordings import RECORDED, recording
from kdviz.web.components.doubt.doubt import FIRST, doubted, likeliest
from kdviz.web.parts.text import recorded_text
from kdviz.web.session.knobs import knob_value
from kdviz.web.session.literal import literal
from kdviz.web.views.kinds.state import first_kinds

STYLE = Path(__file__).with_suffix(".css").read_text("utf-8")
# A bar as short as this has no room for its number.
SAID = 0.05


def show_told(kind: str, _: Translator) -> None:
    """Draw a digit and what it comes with for students of the usual kind and of `kind`; no student has a say in it."""
    experiment = recording(RECORDED).experiment
    digit, usual = doubted()[FIRST], first_kinds()[0]
    label = [float(each == digit.label) for each in range(len(digit.shares))]
    softened = _("The teacher's answer, softened at T = {t}.").format(t=f"{experiment.temperature:g}")
    panels = [
        _panel(_("Labels only"), _bars(label, LOOKS["hard"].color), _("The right answer, and no more.")),
        _panel(_(KINDS[usual].title), _bars(digit.shares, LOOKS["teacher"].color), softened),
    ]
    if kind != usual:
        panels.append(_panel(_(KINDS[kind].title), diagram(KINDS[kind].diagram, _)))
    if knob_value("dataset") != experiment.data.name:
        st.caption(literal(recorded_text(experiment.data, _)))
    asked = _("What is each student told of this {label}?").format(label=digit.label)
    picture = digit.image("told-picture", _("a handwritten {label}").format(label=digit.label))
    st.html(
        f'<style>{STYLE}</style><div class="told"><div class="told-asked">{picture}<h2>{escape(asked)}</h2></div>'
        f'<div class="told-panels">{"".join(panels)}</div></div>'
    )


def _panel(title: str, drawing: str, text: str = "") -> str:
    return f"<section><h3>{escape(title)}</h3>{drawing}<p>{escape(text)}</p></section>"


def _bars(shares: Sequence[float], color: str) -> str:
    """Return a bar for each class, as high as its share, with its number where there is room."""
    likely = likeliest(shares)
    said = ", ".join(f"{each}: {shares[each]:.0%}" for each in likely if shares[each])
    bars = [
        f"<div><span>{f'{100 * share:.0f}' if share > SAID else ''}</span>"
        f'<i style="--share:{share};background:{color}"></i><b>{each}</b></div>'
        for each, share in enumerate(shares)
    ]
    return f'<div class="told-bars" role="img" aria-label="{escape(said)}">{"".join(bars)}</div>'


def diagram(flows: Sequence[Flow], _: Translator) -> str:
    """Return a diagram of the flows as HTML: a row per arrow, and one box for all arrows with the same end."""
    sources = {flow.source for flow in flows}
    # A source stands above its targets.
    targets = sorted(dict.fromkeys(flow.target for flow in flows), key=lambda target: target not in sources)
    rows, row = [], 1
    for target in targets:
        into = [flow for flow in flows if flow.target == target]
        for place, flow in enumerate(into):
            at = f"grid-row:{row + place}"
            rows.append(f'<div class="flows-node" style="{at};grid-column:1">{escape(_(flow.source))}</div>')
            rows.append(f'<div class="flows-what" style="{at};grid-column:2">{escape(_(flow.what))}</div>')
        span = f"grid-row:{row} / span {len(into)};grid-column:3"
        rows.append(f'<div class="flows-node flows-target" style="{span}">{escape(_(target))}</div>')
        row += len(into)
    said = "; ".join(f"{_(flow.source)} → {_(flow.target)}: {_(flow.what)}" for flow in flows)
    return f'<div class="flows" role="img" aria-label="{escape(said)}">{"".join(rows)}</div>'
