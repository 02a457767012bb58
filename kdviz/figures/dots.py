"""Test accuracy and gain seed by seed: figures, titles and tables."""

from collections.abc import Mapping, Sequence
from statistics import fmean

import pandas as pd
import plotly.graph_objects as go

from kdviz.catalog import KINDS, DatasetCard
from kdviz.experiment import Experiment
from kdviz.experiment.arms import twin
from kdviz.figures.style import GUESSED, LAYOUT, LOOKS, faint, whiskers
from kdviz.figures.sweep_words import cell_text
from kdviz.i18n import Translator
from kdviz.results import ARMS, Arm, Estimate, RunResult
from kdviz.results.attack import AttackRecord, Gap
from kdviz.results.compression import CompressedRow
from kdviz.results.record import SweepRecord
from kdviz.verdicts.guess import Guess
from kdviz.verdicts.run import accuracy_text, of_test, on_scale, things

# Counts that lie closer together than this get a tick each; Plotly's own ticks are whole numbers from here on.
FEW_COUNTS = 8


def gain_dots(result: RunResult, guess: Guess | None, _: Translator, first: int | None = None) -> go.Figure:
    """Draw how many more test images each repeat got right, their mean with its interval, and the guessed range.

    Of some `first` repeats alone the mean has no interval.
    """
    name = _("seed {seed}: {count}")
    gains = list(zip(result.experiment.seed_list, gains_of(result), strict=True))[:first]
    points = [(name.format(seed=seed, count="%{x:+,.0f}"), gain) for seed, gain in gains]
    mark, names = result.gain, (_("a repeat"), _("mean, 95 % interval"))
    if first is not None:
        mark, names = Estimate(mean=fmean(gain for _seed, gain in gains), ci95=None), (_("a repeat"), _("mean"))
    return _counted(points, mark, names, guess, result.experiment.data, _)


def map_dots(record: SweepRecord, mean: float, guess: Guess, _: Translator) -> go.Figure:
    """Draw how many more test images each cell of a map got right, their mean, and the guessed range."""
    data = record.sweep.base.data
    points = [
        (f"{cell_text(cell, data, _)}: %{{x:+,.0f}}", result.gain.mean)
        for cell, experiment, result in record.trained
        if not twin(experiment)
    ]
    return _counted(points, Estimate(mean=mean, ci95=None), (_("a cell"), _("mean of the cells")), guess, data, _)


def race_dots(results: Mapping[str, RunResult], guess: Guess, _: Translator) -> go.Figure:
    """Draw how many more test images each kind got right, the first of them as the winner, and the guessed range."""
    winner, *_others = results.values()
    points = [(f"{_(KINDS[kind].title)}: %{{x:+,.0f}}", result.gain.mean) for kind, result in results.items()]
    names = _("a kind"), _("the winner, 95 % interval")
    return _counted(points, winner.gain, names, guess, winner.experiment.data, _)


def compressed_dots(row: CompressedRow, whole: CompressedRow, guess: Guess, of: Experiment, _: Translator) -> go.Figure:
    """Draw how many more test images each repeat of a compressed student got right than the `whole` one."""
    assert row.result is not None
    assert whole.result is not None
    assert row.loss is not None
    name, pairs = _("seed {seed}: {count}"), zip(whole.result.accuracy, row.result.accuracy, strict=True)
    points = [
        (name.format(seed=seed, count="%{x:+,.0f}"), after - before)
        for seed, (before, after) in zip(of.seed_list, pairs, strict=True)
    ]
    names = _("a repeat"), _("mean, 95 % interval")
    title = _("More of {of} test {things} right than the whole student")
    return _counted(points, row.loss.turned, names, guess, of.data, _, title)


def attacked_dots(record: AttackRecord, gap: Gap, guess: Guess, _: Translator) -> go.Figure:
    """Draw the gap that was guessed at in each repeat, in test images or in pairs of images, and their mean."""
    assert record.result is not None
    study, experiment, name = record.attack.study, record.attack.experiment, _("seed {seed}: {count}")
    points = [
        (name.format(seed=seed, count="%{x:+,.0f}"), above)
        for seed, above in zip(experiment.seed_list, record.result.by_seed(gap), strict=False)
    ]
    titles = {
        "temperature": _("More of {of} {things} right than the net as usual"),
        "steal": _("More of {of} answered alike than by labels"),
        "membership": _("More of {of} pairs told apart than its control"),
    }
    return _counted(
        points, gap.gap, (_("a repeat"), _("mean, 95 % interval")), guess, experiment.data, _, titles[study]
    )


def _counted(
    points: Sequence[tuple[str, float]],
    mark: Estimate,
    names: tuple[str, str],
    guess: Guess | None,
    data: DatasetCard,
    _: Translator,
    title: str = "",
) -> go.Figure:
    """Draw gains as counts of test images: points with what is said of each, a mark, and the guessed range.

    `names` are those of a point and of the mark; `title` is the axis', with blanks ``{of}`` and ``{things}``.
    """
    figure, look = go.Figure(), LOOKS["distilled"]
    figure.add_scatter(
        x=[of_test(gain, data) for _said, gain in points],
        y=[0] * len(points),
        mode="markers",
        marker={"color": look.color, "symbol": look.symbol, "size": 14, "opacity": 0.6},
        hovertemplate=[f"{said}<extra></extra>" for said, _gain in points],
        name=names[0],
    )
    figure.add_scatter(
        x=[of_test(mark.mean, data)],
        y=[0.5],
        mode="markers",
        marker={"symbol": "line-ns", "size": 22, "line": {"width": 4, "color": look.color}},
        error_x={**whiskers([mark], data.test), "width": 8, "color": look.color} if mark.ci95 else None,
        hovertemplate="%{x:+,.1f}<extra></extra>",
        name=names[1],
    )
    if guess is not None:
        low, high = guess.ends
        figure.add_vrect(
            x0=low,
            x1=high,
            fillcolor=faint(GUESSED, 0.25),
            line={"color": GUESSED, "width": 2, "dash": "dash"},
            layer="below",
            annotation={"text": _("your guess"), "font": {"size": 14}},
            annotation_position="top left",
        )
    figure.add_vline(x=0, line={"color": LOOKS["teacher"].color, "width": 2})
    title = title or _("More of {of} test {things} right than with labels only")
    title = title.format(of=_.number(data.test), things=things(data, _))
    counts = [of_test(gain, data) for gain in (0, *(gain for _said, gain in points), *(mark.ci95 or ()))]
    counts += guess.ends if guess else ()
    # Ticks between whole numbers would be written as these, so that each stands there twice.
    steps = {"dtick": 1} if max(counts) - min(counts) < FEW_COUNTS else {}
    figure.update_xaxes(title=title, tickformat=",d", zeroline=False, **steps)
    figure.update_yaxes(visible=False, range=[-0.6, 1])
    return figure.update_layout(**{**LAYOUT, "margin": {**LAYOUT["margin"], "t": 28}}, height=190)


def gain_takeaway(result: RunResult, _: Translator) -> str:
    """Say in how many repeats more test images were right."""
    gains = gains_of(result)
    text = _("With help, more were right in {better} of {seeds} repeats")
    return text.format(better=sum(gain > 0 for gain in gains), seeds=len(gains))


def gain_table(result: RunResult, _: Translator) -> pd.DataFrame:
    """Return one row a seed: how many more test images were right."""
    counts = [of_test(gain, result.experiment.data) for gain in gains_of(result)]
    return pd.DataFrame({_("Seed"): list(result.experiment.seed_list), _("More right"): counts})


def gains_of(result: RunResult) -> list[float]:
    """Return by how much each repeat's student with teacher is more accurate than the one with labels only."""
    hard, distilled = result.arms["hard"].accuracy, result.arms["distilled"].accuracy
    return [after - before for before, after in zip(hard, distilled, strict=True)]


def accuracy_dots(result: RunResult, _: Translator, blurred: bool = True) -> go.Figure:
    """Draw one dot a seed and arm, the mean with its 95 % interval, and the teacher as a line.

    Thin lines join the arms of one seed, which share data, start and batches. `blurred` says whether the control of
    smoothed labels is one of them.
    """
    figure = go.Figure()
    # The student of labels alone beside the distilled one, whose differences the gain is made of.
    shown: tuple[Arm, ...] = ("smoothed", "hard", "distilled") if blurred else ("hard", "distilled")
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
    for arm in filter(shown.__contains__, ARMS):
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
    gains = gains_of(result)
    blanks = {"seeds": len(gains), "better": sum(gain > 0 for gain in gains)}
    if twin(result.experiment):
        text = _("In every seed, the students with and without teacher are one")
    elif blanks["seeds"] == 1:
        text = _("With one seed there is one pair of students, and no telling chance from effect")
    else:
        text = _("With teacher beats labels only in {better} of {seeds} seeds")
    return text.format(**blanks)


def accuracy_table(result: RunResult, _: Translator) -> pd.DataFrame:
    """Return one row a seed: every arm's test accuracy in %, and the paired gain in points."""
    columns = {_(LOOKS[arm].title): [100 * value for value in result.arms[arm].accuracy] for arm in ARMS}
    gains = [100 * gain for gain in gains_of(result)]
    return pd.DataFrame({_("Seed"): list(result.experiment.seed_list), **columns, _("Paired gain, points"): gains})
