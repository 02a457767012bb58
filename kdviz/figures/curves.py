"""How the arms learned."""

from collections.abc import Sequence

import plotly.graph_objects as go

from kdviz.figures.seeds import add_seeds
from kdviz.figures.style import LAYOUT, LOOKS
from kdviz.i18n import Translator
from kdviz.results import ARMS, Snapshot


def learning_curves(curves: Sequence[Snapshot], seeds: Sequence[int], _: Translator) -> go.Figure:
    """Draw validation accuracy over steps: a thin line a seed, a thick one for their mean.

    Parameters
    ----------
    curves : sequence of Snapshot
        The students'.
    seeds : sequence of int
        In the order of the snapshots' numbers.
    """
    figure = go.Figure()
    steps = [snapshot.step for snapshot in curves]
    for arm in ARMS:
        values = [snapshot.accuracy[arm] for snapshot in curves]
        add_seeds(figure, steps, values, seeds, LOOKS[arm], _(LOOKS[arm].title))
    figure.update_xaxes(title=_("Training step"), showgrid=False)
    figure.update_yaxes(title=_("Validation accuracy, %"))
    return figure.update_layout(**{**LAYOUT, "hovermode": "x unified"}, height=340)
