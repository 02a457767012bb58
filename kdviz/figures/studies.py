"""Studies of a compression: sensitivity maps, the course of a tuning, and orders held against each other."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from kdviz.experiment import Pipeline
from kdviz.figures.landscape import HURTS, ZERO
from kdviz.figures.style import LAYOUT, LOOKS, Look, faint, joined, whiskers
from kdviz.figures.values import drawn, end_columns
from kdviz.i18n import Translator
from kdviz.results import Estimate
from kdviz.results.compression import CompressedRow, Order, Tuning
from kdviz.verdicts.run import gain_points, interval_ends, loss_points, on_scale, points
from kdviz.verdicts.studies import losses


def sensitivity_map(rows: Sequence[CompressedRow], method: str, _: Translator) -> go.Figure:
    """Draw what pruning or quantizing one layer costs, in points: a row a student and layer, a column an amount.

    Parameters
    ----------
    rows : sequence of CompressedRow
        Uncompressed students.
    method : str
        ``"prune"`` or ``"quantize"``.
    """
    known = [(row, layer, costs) for row in rows for layer, costs in losses(row, method).items()]
    columns = [_amount_text(amount, method) for amount, _loss in known[0][2]]
    lines = [_layer_text(row, layer, _) for row, layer, _costs in known]
    values = [[100 * loss.mean for _amount, loss in costs] for _row, _layer, costs in known]
    told = [[loss_points(loss, _) for _amount, loss in costs] for _row, _layer, costs in known]
    figure = go.Figure()
    figure.add_heatmap(
        x=columns,
        y=lines,
        z=values,
        text=[[str(round(value)).replace("-", "−") for value in line] for line in values],
        texttemplate="%{text}",
        textfont={"color": "#1d2021"},
        customdata=told,
        hovertemplate="%{y}, %{x}<br>%{customdata}<extra></extra>",
        colorscale=[[0, ZERO], [1, HURTS]],
        zmin=0,
        zmax=max(10.0, *(value for line in values for value in line)),
        showscale=False,
        xgap=2,
        ygap=2,
    )
    title = _("Share of the layer's weights cut, %") if method == "prune" else _("Bits of the layer's weights")
    figure.update_xaxes(title=title, type="category", showgrid=False)
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return figure.update_layout(**LAYOUT, height=110 + 44 * len(lines))


def sensitivity_table(rows: Sequence[CompressedRow], method: str, _: Translator) -> pd.DataFrame:
    """Return one row a student, layer and amount: the points that are lost, with the ends of their interval."""
    return pd.DataFrame(
        [
            {
                _("Student"): root_title(row.pipeline, _),
                _("Layer"): layer,
                _("Stage"): _amount_text(amount, method),
                _("Loss, points"): 100 * loss.mean,
                **end_columns(loss.ci95, _),
            }
            for row in rows
            for layer, costs in losses(row, method).items()
            for amount, loss in costs
        ]
    )


def root_title(pipeline: str, _: Translator) -> str:
    """Name an uncompressed student by what it learned from."""
    name = _(root_look(pipeline).title)
    return name if pipeline in ("train", "distill") else f"{name} ({pipeline})"


def root_look(pipeline: str) -> Look:
    """Return how an uncompressed student is drawn: as the arm that learns from the same."""
    return LOOKS["distilled"] if Pipeline.read(pipeline).taught else LOOKS["hard"]


def _layer_text(row: CompressedRow, layer: int, _: Translator) -> str:
    return _("{student},<br>layer {layer}").format(student=drawn(root_title(row.pipeline, _)), layer=layer)


def _amount_text(amount: float, method: str) -> str:
    return f"{100 * amount:.0f}" if method == "prune" else f"{amount:.0f}"


def tuning_curves(tuning: Tuning, _: Translator) -> go.Figure:
    """Draw accuracy over the steps of a tuning, by the labels and by the teacher, with bands for the intervals."""
    figure = go.Figure()
    for look, estimates in ((LOOKS["hard"], tuning.accuracy_by_labels), (LOOKS["distilled"], tuning.accuracy)):
        cut = [Estimate(mean=each.mean, ci95=on_scale(each.ci95)) for each in estimates]
        _add_course(figure, tuning.steps, cut, look, [_share_text(each, _) for each in estimates], _)
    figure.update_yaxes(title=_("Test accuracy, %"))
    return _over_steps(figure, 270, _)


def tuning_gain(tuning: Tuning, _: Translator) -> go.Figure:
    """Draw the teacher's paired gain over the same steps."""
    figure = go.Figure()
    figure.add_hline(y=0, line={"color": LOOKS["teacher"].color, "width": 2})
    told = [gain_points(each, _) for each in tuning.gain]
    _add_course(figure, tuning.steps, tuning.gain, LOOKS["distilled"], told, _)
    figure.update_yaxes(title=_("Gain, points"))
    return _over_steps(figure, 180, _).update_layout(showlegend=False)


def _over_steps(figure: go.Figure, height: int, _: Translator) -> go.Figure:
    figure.update_xaxes(title=_("Steps of tuning"), showgrid=False)
    return figure.update_layout(**LAYOUT, height=height)


def _add_course(
    figure: go.Figure,
    steps: Sequence[int],
    estimates: Sequence[Estimate],
    look: Look,
    told: Sequence[str],
    _: Translator,
) -> None:
    """Draw means over steps, with what is told of each, and a band for their intervals."""
    ends = [each.ci95 or (each.mean, each.mean) for each in estimates]
    figure.add_scatter(
        x=[*steps, *reversed(steps)],
        y=[100 * high for _low, high in ends] + [100 * low for low, _high in reversed(ends)],
        fill="toself",
        fillcolor=faint(look.color, 0.18),
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.add_scatter(
        x=steps,
        y=[100 * each.mean for each in estimates],
        name=_(look.title),
        **joined(look, 3, 9),
        customdata=told,
        hovertemplate="%{customdata}<extra></extra>",
    )


def _share_text(estimate: Estimate, _: Translator) -> str:
    mean = points(estimate.mean, signed=False)
    if estimate.ci95 is None:
        return f"{mean} %"
    low, high = interval_ends(estimate.ci95)
    return _("mean {mean} %, 95 % interval {low} to {high}").format(mean=mean, low=low, high=high)


def tuning_table(tuning: Tuning, _: Translator) -> pd.DataFrame:
    """Return one row a measured step: both accuracies and the gain, with the ends of its interval."""
    known = zip(tuning.steps, tuning.accuracy, tuning.accuracy_by_labels, tuning.gain, strict=True)
    return pd.DataFrame(
        [
            {
                _("Steps of tuning"): step,
                _("With teacher, %"): 100 * taught.mean,
                _("Labels only, %"): 100 * labels.mean,
                _("Gain, points"): 100 * gain.mean,
                **end_columns(gain.ci95, _),
            }
            for step, taught, labels, gain in known
        ]
    )


def order_dots(orders: Sequence[Order], _: Translator) -> go.Figure:
    """Draw how much better the first of two orders is, a row a pair: a dot a seed, their mean with its interval."""
    figure, look = go.Figure(), LOOKS["distilled"]
    lines = [str(place) for place in range(1, len(orders) + 1)]
    gains = [order.gain for order in orders]
    pairs = [(line, 100 * gain) for line, order in zip(lines, orders, strict=True) for gain in order.gains]
    figure.add_scatter(
        x=[gain for _line, gain in pairs],
        y=[line for line, _gain in pairs],
        mode="markers",
        name=_("a repeat"),
        marker={"color": faint(look.color, 0.4), "symbol": "circle", "size": 11},
        hovertemplate="%{x:+.1f}<extra></extra>",
    )
    figure.add_scatter(
        x=[100 * gain.mean for gain in gains],
        y=lines,
        mode="markers",
        marker={"color": look.color, "symbol": look.symbol, "size": 14},
        name=_("mean, 95 % interval"),
        error_x={**whiskers(gains), "color": look.color},
        customdata=[gain_points(gain, _) for gain in gains],
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure.add_vline(x=0, line={"color": LOOKS["teacher"].color, "width": 2})
    figure.update_xaxes(title=_("Gain of the first order over the second, points"), zeroline=False)
    figure.update_yaxes(type="category", autorange="reversed", title=_("Pair"), showgrid=False)
    return figure.update_layout(**LAYOUT, height=140 + 44 * len(orders))


def order_table(orders: Sequence[Order], _: Translator) -> pd.DataFrame:
    """Return one row a pair: both pipelines, and the gain of the first with the ends of its interval."""
    return pd.DataFrame(
        [
            {
                _("Pair"): place,
                _("First"): order.first,
                _("Second"): order.second,
                _("Gain, points"): 100 * order.gain.mean,
                **end_columns(order.gain.ci95, _),
            }
            for place, order in enumerate(orders, start=1)
        ]
    )
