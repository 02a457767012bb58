"""A sweep along one axis, and the calibration of one of its cells."""

import pandas as pd
import plotly.graph_objects as go

from kdviz.experiment import knob
from kdviz.figures.landscape import MEASURES
from kdviz.figures.style import LAYOUT, LOOKS, UNTAUGHT, joined, whiskers
from kdviz.figures.values import drawn, value_text
from kdviz.i18n import Translator
from kdviz.results import Estimate, Measures
from kdviz.results.cell import CellResult
from kdviz.results.measures import Reliability
from kdviz.results.record import SweepRecord
from kdviz.verdicts.run import on_scale, points

ASIDE = {"hard": -0.06, "distilled": 0.06}


def along_axis(record: SweepRecord, _: Translator, measure: str = "accuracy") -> go.Figure:
    """Draw a measure, a name of `MEASURES`, over the one axis of a sweep, with 95 % intervals.

    Accuracy, agreement, divergence and calibration have a line for the twin and one for the distilled student. Accuracy
    has one for the teacher, too, and fidelity one for two untaught students. The gain is one line beside zero. Points
    have their place as ``customdata``, for clicks.
    """
    (axis,) = record.sweep.axes
    figure = go.Figure()
    chosen = MEASURES[measure]
    hover = f"%{{y:.{1 if chosen.scale > 1 else 3}f}}{chosen.unit}"
    trained = {cell.place: cell.result for cell in record.cells if cell.result}
    places = list(trained)
    teacher = [result.teacher_accuracy if measure == "accuracy" else None for result in trained.values()]
    untaught = [getattr(result.untaught, measure, None) for result in trained.values()]
    for look, values in ((LOOKS["teacher"], teacher), (UNTAUGHT, untaught)):
        if any(value is not None for value in values):
            figure.add_scatter(
                x=places,
                y=[None if value is None else chosen.scale * value for value in values],
                name=_(look.title),
                hovertemplate=hover,
                **joined(look, width=2, size=9),
            )
    for arm, aside in ({"distilled": 0.0} if measure == "gain" else ASIDE).items():
        estimates = [_estimate(result, measure, arm) for result in trained.values()]
        figure.add_scatter(
            x=[place + aside for place in places],
            y=[chosen.scale * estimate.mean for estimate in estimates],
            error_y=whiskers(estimates, chosen.scale),
            customdata=places,
            name=_(LOOKS[arm].title),
            hovertemplate=hover,
            **joined(LOOKS[arm], width=3, size=10),
        )
    if measure == "gain":
        figure.add_hline(y=0, line={"color": LOOKS["teacher"].color, "width": 1})
    figure.update_xaxes(
        title=_(knob(axis.name, record.sweep.base.data).label),
        tickvals=list(range(len(axis.values))),
        ticktext=[drawn(value_text(axis.name, value, _)) for value in axis.values],
        range=[-0.4, len(axis.values) - 0.6],
        showgrid=False,
    )
    figure.update_yaxes(title=_("Test accuracy, %") if measure == "accuracy" else _(chosen.title))
    return figure.update_layout(**LAYOUT, height=360)


def _estimate(result: CellResult, measure: str, arm: str) -> Estimate:
    measured: Measures = getattr(result, arm)
    if measure == "gain":
        return result.gain
    estimate = measured.estimate(measure)
    shares = measure in ("accuracy", "agreement", "ece")
    return Estimate(mean=estimate.mean, ci95=on_scale(estimate.ci95)) if shares else estimate


def reliability_diagram(result: CellResult, _: Translator) -> go.Figure:
    """Draw how often answers are right by how sure they are; the legend names the expected calibration error."""
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": LOOKS["teacher"].color, "width": 1},
        name=_("as sure as right"),
        hoverinfo="skip",
    )
    for arm, reliability in reliabilities(result).items():
        look, filled = LOOKS[arm], [place for place, number in enumerate(reliability.count) if number]
        ece = _error(reliability) if arm == "teacher" else getattr(result, arm).ece
        figure.add_scatter(
            x=[reliability.confidence[place] for place in filled],
            y=[reliability.accuracy[place] for place in filled],
            customdata=[reliability.count[place] for place in filled],
            name=_("{arm}: ECE {error} %").format(arm=_(look.title), error=f"{100 * ece:.1f}"),
            **joined(look, width=2, size=8),
            hovertemplate=_("sure {sure}, right {right}, {answers} answers").format(
                sure="%{x:.2f}", right="%{y:.2f}", answers="%{customdata}"
            )
            + "<extra></extra>",
        )
    figure.update_xaxes(title=_("Confidence: the highest probability"), range=[0, 1.02])
    figure.update_yaxes(title=_("Share of right answers"), range=[0, 1.02])
    return figure.update_layout(**LAYOUT, height=360)


def reliability_takeaway(result: CellResult, _: Translator) -> str:
    """Say how far confidence is from being right."""
    text = _("Confidence misses accuracy by {taught} % with teacher, by {hard} % with labels only")
    numbers = {"taught": result.distilled.estimate("ece").mean, "hard": result.hard.estimate("ece").mean}
    return text.format(**{name: points(number, signed=False) for name, number in numbers.items()})


def reliability_table(result: CellResult, _: Translator) -> pd.DataFrame:
    """Return one row an arm and bin of confidence that has answers."""
    return pd.DataFrame(
        [
            {
                _("Students"): _(LOOKS[arm].title),
                _("Answers"): count,
                _("Confidence, %"): 100 * reliability.confidence[place],
                _("Right, %"): 100 * reliability.accuracy[place],
            }
            for arm, reliability in reliabilities(result).items()
            for place, count in enumerate(reliability.count)
            if count
        ]
    )


def reliabilities(result: CellResult) -> dict[str, Reliability]:
    """Return whose reliability is shown: the teacher's, the hard twins' and the distilled students'."""
    found = {"teacher": result.teacher_reliability}
    return found | {arm: known for arm in ASIDE if (known := getattr(result, arm).reliability) is not None}


def _error(reliability: Reliability) -> float:
    total = sum(reliability.count)
    places = zip(reliability.count, reliability.confidence, reliability.accuracy, strict=True)
    return sum(number * abs(right - sure) for number, sure, right in places) / total
