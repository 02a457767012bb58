"""The figures of a search: its trials over two knobs, the judgement, and what the trials say of each other."""

from collections.abc import Sequence
from math import exp, floor, log, log10
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.colors import sample_colorscale

from kdviz.experiment.search import Search
from kdviz.experiment.vary import Vary, varied
from kdviz.figures.compression import AXES
from kdviz.figures.cost import SIZES
from kdviz.figures.style import LAYOUT, LOOKS, RUN_LOOKS, Look, faint, whiskers
from kdviz.figures.values import drawn, value_text
from kdviz.i18n import N_, Translator
from kdviz.results import Estimate
from kdviz.results.search import SearchRecord, SearchResult, Trial
from kdviz.verdicts.run import accuracy_text, cut_note, on_scale
from kdviz.verdicts.search import cost_text, settings_text, share_text

COLORS = "Viridis"
# Of the map between the trials: cells a side, and how far a trial is heard, as a share of a knob's range.
CELLS, REACH = 40, 0.12
# How far two marks of one setting lie from the line between them, of the distance between settings.
ASIDE = 0.13
# Pixels of the mark of a trial on all seeds.
LARGE = 13
# Room at the ends of an axis by factors.
BESIDE = 1.1
# The axis of a cost, by `kdviz.experiment.search.Search.unit`.
COST_TITLES = {
    "packed": AXES["packed"],
    "parameters": AXES["parameters"],
    "macs": SIZES["macs"][0],
    "us": N_("µs an answer (log scale)"),
}
# Lines between which one can still see.
LINES = 60
HAND = Look(N_("By hand"), LOOKS["hard"].color, "dash", "diamond")
BEST = Look(N_("Best so far"), "#c0392b", "solid", "star")
CHOSEN = Look(N_("Chosen"), BEST.color, BEST.dash, BEST.symbol)
CHOSEN_BY = Look(N_("Chosen by: the validation part"), RUN_LOOKS[4].color, "solid", "circle-open")
JUDGED = Look(N_("The judgement: fresh seeds, the test part"), LOOKS["distilled"].color, "solid", "circle")


def trials_picture(
    search: Search, trials: Sequence[Trial], axes: tuple[str, str], _: Translator, chosen: Trial | None = None
) -> go.Figure:
    """Draw trials in the plane of two knobs, in the colors of their validation accuracy, and the `chosen` one, if any.

    Between them is what the trials nearby say on average, where there are any; those that were dropped are faint.
    """
    varied = {vary.name: vary for vary in search.vary}
    across, up = (varied[name] for name in axes)
    seen = [trial for trial in trials if trial.accuracy]
    figure = go.Figure()
    scores = [100 * trial.mean for trial in seen]
    # The few worst would leave one color to all others.
    low = float(np.quantile(scores, 0.2)) if scores else 0.0
    color = {"cmin": low, "cmax": max([*scores, low + 1e-6]), "colorscale": COLORS}
    if len(seen) > 1 and not across.choices and not up.choices:
        figure.add_heatmap(
            **_between(seen, across, up),
            zmin=color["cmin"],
            zmax=color["cmax"],
            colorscale=COLORS,
            opacity=0.35,
            zsmooth="best",
            showscale=False,
            hoverinfo="skip",
        )
    dropped, whole, partly = list[Trial](), list[Trial](), list[Trial]()
    for each in seen:
        late = chosen is not None and len(each.accuracy) < search.experiment.seeds
        (dropped if each.dropped else partly if late else whole).append(each)
    groups = [
        (dropped, 0.35, _("Dropped: it surely loses")),
        (whole, 1.0, _("May still win") if chosen is None else _("Got all repeats")),
    ]
    if partly:
        groups.append((partly, 1.0, _("Time was up before all repeats")))
    for some, opacity, name in groups:
        marker = {
            "size": [LARGE if len(trial.accuracy) == search.experiment.seeds else LARGE - 5 for trial in some],
            "color": [100 * trial.mean for trial in some],
            "line": {"width": 1, "color": "#ffffff"},
            "opacity": opacity,
            **color,
        }
        if some is whole:
            heading = {"text": _("Validation accuracy, %"), "side": "top"}
            marker["colorbar"] = {"title": heading, "thickness": 14, "orientation": "h", "yanchor": "top", "y": -0.17}
        _scatter(figure, some, (across, up), _, name=name, marker=marker)
    star = (CHOSEN, chosen) if chosen else (BEST, search.best(trials))
    for look, trial in ((HAND, trials[0] if trials else None), star):
        if trial is not None and (look is HAND or trial.number):
            marker = {"symbol": look.symbol, "size": 20, "color": look.color, "line": {"width": 2, "color": "#ffffff"}}
            _scatter(figure, [trial], (across, up), _, name=_(look.title), marker=marker, cliponaxis=False)
    for update, vary in ((figure.update_xaxes, across), (figure.update_yaxes, up)):
        # What is by hand may lie beside the ranges, and is to be seen there.
        _set_axis(update, vary, [trial.settings[vary.name] for trial in trials[:1]], _)
    return figure.update_layout(**LAYOUT, height=560)


def _scatter(figure: go.Figure, trials: Sequence[Trial], axes: tuple[Vary, Vary], _: Translator, **more: Any) -> None:
    across, up = axes
    figure.add_scatter(
        x=[_drawn_at(across, trial.settings[across.name]) for trial in trials],
        y=[_drawn_at(up, trial.settings[up.name]) for trial in trials],
        mode="markers",
        customdata=[[drawn(settings_text(trial.settings, _)), _seeds_text(trial, _)] for trial in trials],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
        **more,
    )


def _drawn_at(vary: Vary, value: Any) -> Any:
    """Return where a value is drawn: zero by hand stands at the low end of an axis by factors, which has no zero."""
    return vary.low / BESIDE if vary.log and not value else value


def _seeds_text(trial: Trial, _: Translator) -> str:
    if not trial.accuracy:
        return ""
    known = trial.estimate
    text = _("{accuracy} on the validation part, repeats: {seeds}")
    lines = [text.format(accuracy=share_text(known, _), seeds=len(trial.accuracy)), cut_note([known.ci95], _)]
    return "<br>".join(filter(None, lines))


def _between(trials: Sequence[Trial], across: Vary, up: Vary) -> dict[str, Any]:
    """Return the mean of the trials nearby, each by its distance and its seeds; nothing where none is near."""
    grid = np.linspace(0, 1, CELLS)
    # What is by hand may lie beside the ranges, and where a logarithm has no value.
    trials = [trial for trial in trials if all(vary.holds(trial.settings[vary.name]) for vary in (across, up))]
    x = np.array([_share(across, trial.settings[across.name]) for trial in trials])
    y = np.array([_share(up, trial.settings[up.name]) for trial in trials])
    distance = (grid[None, :, None] - x) ** 2 + (grid[:, None, None] - y) ** 2
    weight = np.exp(-distance / (2 * REACH**2)) * np.array([len(trial.accuracy) for trial in trials])
    total = weight.sum(-1)
    mean = (weight * np.array([100 * trial.mean for trial in trials])).sum(-1) / np.maximum(total, 1e-9)
    heard = np.where(total > 0.3, mean, np.nan)
    return {
        "x": [_value(across, share) for share in grid],
        "y": [_value(up, share) for share in grid],
        "z": [[None if np.isnan(each) else float(each) for each in row] for row in heard],
    }


def _share(vary: Vary, value: Any) -> float:
    """Return where a value stands between the ends of its range, from 0 to 1."""
    low, high, number = vary.low, vary.high, float(value)
    return log(number / low) / log(high / low) if vary.log else (number - low) / (high - low)


def _value(vary: Vary, share: float) -> float:
    if vary.log:
        return vary.low * exp(share * log(vary.high / vary.low))
    return vary.low + share * (vary.high - vary.low)


def _ticks(low: float, high: float) -> dict[str, Any]:
    """Return the ticks of an axis by factors, written out: Plotly writes 2 where it means 20."""
    powers = range(floor(log10(low)), floor(log10(high)) + 1)
    values = [float(f"{step}e{power}") for power in powers for step in (1, 2, 5)]
    shown = [value for value in values if low / BESIDE <= value <= high * BESIDE]
    return {"tickvals": shown, "ticktext": [f"{value:,.12g}" for value in shown]}


def _set_axis(update: Any, vary: Vary, beside: Sequence[Any], _: Translator) -> None:
    """Set an axis to the range in which a knob varies, widened to values that may lie `beside` it."""
    options: dict[str, Any] = {"title": _(varied(vary.name).label)}
    if vary.choices:
        update(**options, type="category", categoryarray=list(vary.choices))
        return
    # A zero stands at the low end of an axis by factors.
    seen = [vary.low, vary.high, *(value for value in beside if value or not vary.log)]
    low, high = min(seen), max(seen)
    if vary.log:
        ends = [log10(end) for end in (low / BESIDE, high * BESIDE)]
        options |= {"type": "log", "range": ends, **_ticks(low, high)}
    else:
        margin = 0.04 * (high - low)
        options["range"] = [low - margin, high + margin]
    update(**options)


def judgement(result: SearchResult, _: Translator) -> go.Figure:
    """Draw the score that the best was chosen by and how it did on fresh seeds; and the setting by hand likewise."""
    figure = go.Figure()
    rows = {_("Best"): result.best, _("By hand"): result.by_hand}
    # One above the other, so that no interval hides another.
    for look, of, aside in ((CHOSEN_BY, "validation", -ASIDE), (JUDGED, "fresh", ASIDE)):
        estimates = {place + aside: getattr(judged, of) for place, judged in enumerate(rows.values())}
        known = {place: estimate for place, estimate in estimates.items() if estimate}
        cut = [Estimate(mean=estimate.mean, ci95=on_scale(estimate.ci95)) for estimate in known.values()]
        figure.add_scatter(
            x=[100 * estimate.mean for estimate in known.values()],
            y=list(known),
            mode="markers",
            name=_(look.title),
            marker={"symbol": look.symbol, "size": 14, "color": look.color, "line": {"width": 2, "color": look.color}},
            error_x={**whiskers(cut), "color": look.color},
            customdata=[accuracy_text(estimate, _) for estimate in known.values()],
            hovertemplate="%{customdata}<extra></extra>",
        )
    figure.update_xaxes(title=_("Accuracy, %"))
    figure.update_yaxes(tickvals=[0, 1], ticktext=[*rows], range=[1.5, -0.5], zeroline=False)
    return figure.update_layout(**LAYOUT, height=260)


def importance_bars(result: SearchResult, _: Translator) -> go.Figure:
    """Draw the share that each knob has in how good a setting is, with its interval over seeds."""
    shares = sorted(result.importance.items(), key=lambda item: item[1].mean)
    figure = go.Figure()
    cut = [Estimate(mean=share.mean, ci95=on_scale(share.ci95)) for _name, share in shares]
    figure.add_bar(
        x=[100 * share.mean for share in cut],
        y=[_(varied(name).label) for name, _share_of in shares],
        orientation="h",
        marker={"color": faint(JUDGED.color, 0.7)},
        error_x={**whiskers(cut), "color": JUDGED.color},
        hovertemplate="%{y}: %{x:.0f} %<extra></extra>",
    )
    figure.update_xaxes(title=_("Share of what makes a setting good, %"), range=[0, 100])
    return figure.update_layout(**LAYOUT, height=90 + 60 * len(shares))


def parallel(search: Search, trials: Sequence[Trial], _: Translator) -> go.Figure:
    """Draw the best trials on all seeds as lines through where their values stand in their ranges, to their accuracy.

    Plotly's own parallel coordinates need WebGL, which not every browser has.
    """
    # What is by hand may lie beside what varies.
    seen = [
        trial
        for trial in trials
        if len(trial.accuracy) == search.experiment.seeds
        and all(vary.holds(trial.settings[vary.name]) for vary in search.vary)
    ]
    seen = sorted(seen, key=lambda trial: trial.mean)[-LINES:]
    low, high = (end([trial.mean for trial in seen], default=0.0) for end in (min, max))
    titles = [*(_(varied(vary.name).label) for vary in search.vary), _("Validation accuracy, %")]
    figure = go.Figure()
    for trial in seen:
        height = (trial.mean - low) / (high - low) if high > low else 0.5
        figure.add_scatter(
            x=titles,
            y=[*(_place(vary, trial.settings[vary.name]) for vary in search.vary), height],
            mode="lines+markers",
            line={"color": sample_colorscale(COLORS, height)[0], "width": 2},
            hovertemplate=f"{drawn(settings_text(trial.settings, _))}<br>{_seeds_text(trial, _)}<extra></extra>",
            showlegend=False,
        )
    figure.update_yaxes(title=_("From the lowest to the highest"), showticklabels=False)
    return figure.update_layout(**LAYOUT, height=420)


def _place(vary: Vary, value: Any) -> float:
    """Return where a value stands in its range or among its choices, from 0 to 1."""
    if vary.choices:
        return vary.choices.index(value) / max(1, len(vary.choices) - 1)
    return _share(vary, value)


def front_picture(record: SearchRecord, _: Translator) -> go.Figure:
    """Draw the settings than which none is cheaper and more accurate, among all on all seeds, with the goal's lines.

    The cost is the one that the goal limits first, else bytes. Who is over any of its limits is crossed out.
    """
    assert record.result is not None
    search = record.search
    whole = [trial for trial in record.trials if len(trial.accuracy) == search.experiment.seeds]
    front = search.front(whole)
    costs = {trial.number: search.cost(trial.settings, search.front_cost) for trial in whole}
    figure = go.Figure()

    def add(trials: Sequence[Trial], **more: Any) -> None:
        amounts = [cost_text(search, search.front_cost, costs[trial.number], _) for trial in trials]
        told = [drawn(settings_text(trial.settings, _)) for trial in trials]
        figure.add_scatter(
            x=[costs[trial.number] for trial in trials],
            y=[100 * trial.mean for trial in trials],
            customdata=[*zip(told, amounts, strict=True)],
            hovertemplate="%{customdata[0]}<br>%{y:.1f} %, %{customdata[1]}<extra></extra>",
            **more,
        )

    add(
        whole,
        mode="markers",
        name=_("Settings that were tried"),
        marker={"color": faint(LOOKS["teacher"].color, 0.5), "size": 8},
    )
    add(
        front,
        mode="lines+markers",
        line={"shape": "hv", "color": JUDGED.color},
        marker={"size": 12},
        name=_("None is cheaper and more accurate"),
    )
    if over := [trial for trial in whole if search.is_over(trial.settings)]:
        cross = {"symbol": "x-thin", "size": 16, "line": {"width": 3, "color": BEST.color}}
        add(over, mode="markers", name=_("Over a limit"), marker=cross)
    heights = [100 * trial.mean for trial in whole]
    ends = [*costs.values(), *filter(None, [search.goal.at_most.get(search.front_cost)])]
    axis = min(ends) / BESIDE, BESIDE * max(ends)
    if limit := search.goal.at_most.get(search.front_cost):
        _goal_line(figure, [limit, limit], [min(heights), max(heights)], _)
    if search.goal.is_smallest:
        floor = 100 * search.goal.floor(record.result.by_hand.validation.mean)
        _goal_line(figure, [*axis], [floor, floor], _)
    title = _(COST_TITLES[search.unit(search.front_cost)])
    figure.update_xaxes(title=title, type="log", range=[log10(end) for end in axis], **_ticks(*axis))
    figure.update_yaxes(title=_("Validation accuracy, %"))
    return figure.update_layout(**LAYOUT, height=420)


def _goal_line(figure: go.Figure, x: list[float], y: list[float], _: Translator) -> None:
    """Draw a line of the goal; as a trace, since Plotly places the words of a line wrong on an axis by factors."""
    line = {"dash": "dot", "color": HAND.color}
    shown = not any(trace.name == _("the goal") for trace in figure.data)
    figure.add_scatter(
        x=x, y=y, mode="lines", line=line, name=_("the goal"), legendgroup="goal", showlegend=shown, hoverinfo="name"
    )


def trials_table(record: SearchRecord, _: Translator) -> pd.DataFrame:
    """Return one row a trial: its settings, seeds and validation accuracy in percent."""
    return pd.DataFrame(
        [
            {
                **{_(varied(name).label): value_text(name, value, _) for name, value in trial.settings.items()},
                _("Seeds"): len(trial.accuracy),
                _("Validation accuracy, %"): 100 * trial.mean if trial.accuracy else None,
                _("Dropped"): _("yes") if trial.dropped else _("no"),
            }
            for trial in record.trials
        ]
    )
