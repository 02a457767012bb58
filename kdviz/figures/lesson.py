"""The figure of a lesson's step: a row of dots for each bar, and what the reader had guessed."""

from collections.abc import Collection, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from kdviz.figures.style import GUESSED, LAYOUT, LOOKS, faint, whiskers
from kdviz.i18n import Translator
from kdviz.results import Estimate
from kdviz.verdicts.run import on_scale

# Pixels of a figure, and of each row.
AROUND, ROW = 100, 54
# Of a row's name in a line.
LONGEST = 26


def lesson_dots(
    rows: Mapping[str, Sequence[float]],
    means: Mapping[str, Estimate],
    _: Translator,
    untaught: Collection[str] = (),
    *,
    guess: tuple[float, float] | None = None,
    least: float | None = None,
    title: str = "",
) -> go.Figure:
    """Draw how many percent each bar got right: a dot a repeat, the mean with its 95 % interval.

    Parameters
    ----------
    rows, means : mapping of str to numbers, and to an estimate
        By what a bar is called, the uppermost first; fractions.
    untaught : collection of str
        Which of them learned from labels alone.
    guess : tuple of float, optional
        The ends of the reader's range, fractions.
    least : float, optional
        A goal, a fraction.
    title : str
        Of the axis, where it is not the test accuracy.
    """
    figure = go.Figure()
    names = [*reversed([*rows])]
    for place, name in enumerate(names):
        values, look = rows[name], LOOKS["hard" if name in untaught else "distilled"]
        if len(values) > 1:
            figure.add_scatter(
                x=[100 * value for value in values],
                y=[place] * len(values),
                mode="markers",
                marker={"color": look.color, "symbol": look.symbol, "size": 12, "opacity": 0.5},
                hovertemplate="%{x:.1f} %<extra></extra>",
                showlegend=False,
            )
        estimate = means[name]
        cut = Estimate(mean=estimate.mean, ci95=on_scale(estimate.ci95))
        figure.add_scatter(
            x=[100 * estimate.mean],
            y=[place + (0.3 if len(values) > 1 else 0)],
            mode="markers",
            marker={"symbol": "line-ns", "size": 16, "line": {"width": 4, "color": look.color}},
            error_x={**whiskers([cut]), "width": 6, "color": look.color} if estimate.ci95 else None,
            hovertemplate="%{x:.1f} %<extra></extra>",
            showlegend=False,
        )
    if guess is not None:
        low, high = (100 * end for end in guess)
        figure.add_vrect(
            x0=low,
            x1=high,
            fillcolor=faint(GUESSED, 0.25),
            line={"color": GUESSED, "width": 2, "dash": "dash"},
            layer="below",
            annotation={"text": _("your guess"), "font": {"size": 14}},
            annotation_position="top left",
        )
    if least is not None:
        teacher = LOOKS["teacher"]
        figure.add_vline(
            x=100 * least,
            line={"color": teacher.color, "dash": teacher.dash, "width": 3},
            annotation={"text": _("goal"), "yanchor": "bottom"},
            annotation_position="top",
        )
    figure.update_xaxes(title=title or _("Test accuracy, %"), zeroline=False)
    figure.update_yaxes(
        tickvals=[*range(len(names))],
        ticktext=[_in_lines(name) for name in names],
        range=[-0.5, len(names) - 0.3],
        showgrid=False,
        zeroline=False,
    )
    margin = {**LAYOUT["margin"], "t": 28}
    return figure.update_layout(**{**LAYOUT, "margin": margin}, height=AROUND + ROW * max(2, len(names)))


def lesson_table(rows: Mapping[str, Sequence[float]], means: Mapping[str, Estimate], _: Translator) -> pd.DataFrame:
    """Return a row for each bar: its mean with its interval, and its repeats, all in percent."""
    return pd.DataFrame(
        [
            {
                _("Students"): name,
                _("Mean, %"): 100 * means[name].mean,
                _("from"): _end(means[name], 0),
                _("to"): _end(means[name], 1),
                _("Repeats"): len(values),
            }
            for name, values in rows.items()
        ]
    )


def _end(estimate: Estimate, which: int) -> float | None:
    return 100 * estimate.ci95[which] if estimate.ci95 else None


def _in_lines(name: str) -> str:
    """Break what a bar is called into two lines, where it has a space for that."""
    if len(name) <= LONGEST or " " not in name:
        return name
    middle = min((place for place, letter in enumerate(name) if letter == " "), key=lambda at: abs(at - len(name) / 2))
    return f"{name[:middle]}<br>{name[middle + 1 :]}"
