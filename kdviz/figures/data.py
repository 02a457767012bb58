"""The classes of a data set as bars."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from kdviz.figures.style import LAYOUT
from kdviz.i18n import Translator

# Neither an arm's color nor a class's.
COLOR = "#4a90a4"
# Letters of a class's name under its bar.
LONGEST = 12
# Pixels: half of a laptop's screen with the card around it.
HEIGHT = 600


def class_counts(
    names: Sequence[str], counts: Sequence[int], unit: str, _: Translator, *, low: bool = False
) -> go.Figure:
    """Draw how many rows or pictures each class has; `unit` says which. A `low` figure leaves room for what follows."""
    figure = go.Figure()
    places = [*range(len(names))]
    figure.add_bar(
        x=places,
        y=[*counts],
        marker={"color": COLOR},
        customdata=[*names],
        hovertemplate="%{customdata}: %{y:,}<extra></extra>",
        name=unit,
    )
    texts = [name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in names]
    # Plotly shows what is named at each place; of many names it leaves some out.
    step = max(1, len(names) // 20)
    # Turned the other way the last name would reach over the edge, and Plotly would leave it out.
    turned = [0, -45, -90]
    shown = {"tickmode": "array", "tickvals": places[::step], "ticktext": texts[::step], "autotickangles": turned}
    figure.update_xaxes(title=_("Class"), **shown)
    figure.update_yaxes(title=unit, rangemode="tozero")
    figure.update_layout(**LAYOUT, height=HEIGHT // 2 if low else HEIGHT, showlegend=False)
    return figure


def class_counts_table(names: Sequence[str], counts: Sequence[int], unit: str, _: Translator) -> pd.DataFrame:
    """Return the same as a table."""
    return pd.DataFrame({_("Class"): [*names], unit: [*counts]})
