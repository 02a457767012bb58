"""The effect of a factor before the loss, by optimizer."""

from collections.abc import Mapping

import plotly.graph_objects as go

from kdviz.catalog import OPTIMIZERS
from kdviz.figures.style import LAYOUT, RUN_LOOKS, joined, whiskers
from kdviz.figures.values import value_text
from kdviz.i18n import Translator
from kdviz.results.record import SweepRecord
from kdviz.verdicts.run import points


def optimizer_dots(records: Mapping[str, SweepRecord], _: Translator) -> go.Figure:
    """Draw the distilled students' test accuracy with T² and without, summed over classes and averaged.

    The records, by optimizer, are each over ``t_squared`` and ``reduction``.
    """
    figure = go.Figure()
    for look, (optimizer, record) in zip(RUN_LOOKS, records.items(), strict=False):
        trained = [(cell, cell.result.distilled.estimate("accuracy")) for cell in record.cells if cell.result]
        figure.add_scatter(
            x=[_factor(cell.values, _) for cell, _accuracy in trained],
            y=[100 * accuracy.mean for _cell, accuracy in trained],
            error_y=whiskers([accuracy for _cell, accuracy in trained]),
            name=_(OPTIMIZERS[optimizer]),
            hovertemplate="%{y:.1f} %",
            **joined(look, width=2, size=13),
        )
    figure.update_xaxes(title=_("The teacher's term is …"), showgrid=False)
    figure.update_yaxes(title=_("Test accuracy, %"), range=[0, 102])
    return figure.update_layout(**LAYOUT, height=340)


def _factor(values: Mapping[str, object], _: Translator) -> str:
    squared = _("times T²") if values["t_squared"] else _("without T²")
    return f"{squared}<br>{value_text('reduction', values['reduction'], _)}"


def optimizer_takeaway(records: Mapping[str, SweepRecord], _: Translator) -> str:
    """Say how far the accuracies of each optimizer lie apart."""
    spreads = {}
    for optimizer, record in records.items():
        means = [cell.result.distilled.mean for cell in record.cells if cell.result]
        spreads[optimizer] = points(max(means) - min(means), signed=False) if means else "—"
    text = _("A factor before the loss moves the students by {sgd} points with SGD, by {adam} points with Adam")
    return text.format(**spreads)
