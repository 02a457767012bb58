"""Test accuracy seed by seed: the figure, its title and its table."""

import pandas as pd
import plotly.graph_objects as go

from kdviz.experiment.arms import twin
from kdviz.figures.style import LAYOUT, LOOKS, faint, whiskers
from kdviz.i18n import Translator
from kdviz.results import ARMS, Arm, Estimate, RunResult
from kdviz.verdicts.run import accuracy_text, on_scale


def accuracy_dots(result: RunResult, _: Translator) -> go.Figure:
    """Draw one dot a seed and arm, the mean with its 95 % interval, and the teacher as a line.

    Thin lines join the arms of one seed, which share data, start and batches.
    """
    figure = go.Figure()
    # The hard-label twin beside the distilled student, whose differences the gain is made of.
    shown: tuple[Arm, ...] = ("smoothed", "hard", "distilled")
    rows = list(reversed(shown))
    seeds = result.experiment.seed_list
    for place, seed in enumerate(seeds):
        figure.add_scatter(
            x=[100 * result.arms[arm].accuracy[place] for arm in shown],
            y=[rows.index(arm) for arm in shown],
            mode="lines",
            line={"color": faint(LOOKS["teacher"].color, 0.35), "width": 1},
            hoverinfo="skip",
            showlegend=False,
            name=str(seed),
        )
    for arm in ARMS:
        look, measured, row = LOOKS[arm], result.arms[arm], rows.index(arm)
        figure.add_scatter(
            x=[100 * value for value in measured.accuracy],
            y=[row] * len(seeds),
            mode="markers",
            name=_(look.title),
            marker={"color": look.color, "symbol": look.symbol, "size": 11, "opacity": 0.75},
            customdata=seeds,
            hovertemplate=_("seed {seed}: {accuracy} %").format(seed="%{customdata}", accuracy="%{x:.1f}")
            + "<extra></extra>",
            showlegend=False,
        )
        if ends := on_scale(measured.ci95):
            figure.add_scatter(
                x=[100 * measured.mean],
                y=[row + 0.27],
                mode="markers",
                marker={"symbol": "line-ns", "size": 12, "line": {"width": 3, "color": look.color}},
                error_x={**whiskers([Estimate(mean=measured.mean, ci95=ends)]), "width": 0, "color": look.color},
                hovertemplate=accuracy_text(measured.estimate("accuracy"), _) + "<extra></extra>",
                showlegend=False,
            )
    teacher = LOOKS["teacher"]
    figure.add_vline(
        x=100 * result.teacher.accuracy,
        line={"color": teacher.color, "dash": teacher.dash, "width": 2},
        annotation={"text": _(teacher.title), "yanchor": "bottom"},
        annotation_position="top",
    )
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[_(LOOKS[arm].title).replace(" ", "<br>", 1) for arm in rows],
        range=[-0.5, len(rows) - 0.3],
        showgrid=False,
        zeroline=False,
    )
    figure.update_xaxes(title=_("Test accuracy, %"))
    return figure.update_layout(**{**LAYOUT, "margin": {**LAYOUT["margin"], "t": 28}}, height=300)


def dots_takeaway(result: RunResult, _: Translator) -> str:
    """Say in how many seeds the distilled student wins."""
    hard, distilled = result.arms["hard"].accuracy, result.arms["distilled"].accuracy
    blanks = {"seeds": len(hard), "better": sum(one < other for one, other in zip(hard, distilled, strict=True))}
    if twin(result.experiment):
        text = _("In every seed the distilled student is its hard-label twin")
    elif blanks["seeds"] == 1:
        text = _("With one seed there is one pair of students, and no telling chance from effect")
    else:
        text = _("The distilled student beats its hard-label twin in {better} of {seeds} seeds")
    return text.format(**blanks)


def accuracy_table(result: RunResult, _: Translator) -> pd.DataFrame:
    """Return one row a seed: every arm's test accuracy in %, and the paired gain in points."""
    columns = {_(LOOKS[arm].title): [100 * value for value in result.arms[arm].accuracy] for arm in ARMS}
    gains = [
        100 * (after - before)
        for before, after in zip(result.arms["hard"].accuracy, result.arms["distilled"].accuracy, strict=True)
    ]
    return pd.DataFrame({_("Seed"): list(result.experiment.seed_list), **columns, _("Paired gain, points"): gains})
