"""Several runs on one axis."""

from collections.abc import Mapping

import plotly.graph_objects as go

from kdviz.figures.seeds import add_seeds
from kdviz.figures.style import LAYOUT, RUN_LOOKS
from kdviz.i18n import Translator
from kdviz.results import RunResult


def compared_curves(results: Mapping[str, RunResult], _: Translator) -> go.Figure:
    """Draw each run's distilled students over the steps: a thin line a seed, a thick one for their mean.

    Parameters
    ----------
    results : mapping of str to RunResult
        By the names that the legend calls them; with their curves.
    """
    figure = go.Figure()
    for place, (name, result) in enumerate(results.items()):
        look = RUN_LOOKS[place % len(RUN_LOOKS)]
        steps = [snapshot.step for snapshot in result.curves]
        values = [snapshot.accuracy["distilled"] for snapshot in result.curves]
        add_seeds(figure, steps, values, result.experiment.seed_list, look, name, markers=True)
    figure.update_xaxes(title=_("Training step"), showgrid=False)
    figure.update_yaxes(title=_("Validation accuracy of the distilled students, %"))
    return figure.update_layout(**{**LAYOUT, "hovermode": "x unified"}, height=380)
