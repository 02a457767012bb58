"""A sweep along one axis, and the calibration of one of its cells."""

import plotly.graph_objects as go

from kdviz.experiment import knob
from kdviz.figures.landscape import MEASURES
from kdviz.figures.style import LAYOUT, LOOKS, UNTAUGHT, whiskers
from kdviz.figures.values import value_text
from kdviz.i18n import Translator
from kdviz.results import Estimate, Measures
from kdviz.results.cell import CellResult
from kdviz.results.measures import Reliability
from kdviz.results.record import SweepRecord

ASIDE = {"hard": -0.06, "distilled": 0.06}


def along_axis(record: SweepRecord, _: Translator, measure: str = "accuracy") -> go.Figure:
    """Draw a measure over the one axis of a sweep, with 95 % intervals.

    Accuracy, agreement, divergence and calibration are drawn of twin and distilled student, accuracy of the teacher
    too, fidelity of two untaught students; the gain is one line beside zero. Points have their place as
    ``customdata``, for clicks.

    Parameters
    ----------
    record : SweepRecord
    measure : str
        A name of `MEASURES`.
    """
    (axis,) = record.sweep.axes
    figure = go.Figure()
    chosen = MEASURES[measure]
    hover = f"%{{y:.{1 if chosen.scale > 1 else 3}f}}{chosen.unit}"
    trained = [cell for cell in record.cells if cell.result]
    teacher = LOOKS["teacher"]
    if measure == "accuracy":
        figure.add_scatter(
            x=[cell.place for cell in trained],
            y=[100 * cell.result.teacher_accuracy for cell in trained if cell.result],
            mode="lines+markers",
            name=_(teacher.title),
            line={"color": teacher.color, "dash": teacher.dash, "width": 2},
            marker={"symbol": teacher.symbol, "size": 9},
            hovertemplate="%{y:.1f} %",
        )
    for arm, aside in ({"distilled": 0.0} if measure == "gain" else ASIDE).items():
        look = LOOKS[arm]
        estimates = [_estimate(cell.result, measure, arm) for cell in trained if cell.result]
        figure.add_scatter(
            x=[cell.place + aside for cell in trained],
            y=[chosen.scale * estimate.mean for estimate in estimates],
            error_y=whiskers(estimates, chosen.scale),
            customdata=[cell.place for cell in trained],
            mode="lines+markers",
            name=_(look.title),
            line={"color": look.color, "dash": look.dash, "width": 3},
            marker={"symbol": look.symbol, "size": 10},
            hovertemplate=hover,
        )
    untaught = [(cell.place, getattr(cell.result.untaught, measure, None)) for cell in trained if cell.result]
    if any(value is not None for _place, value in untaught):
        figure.add_scatter(
            x=[place for place, _value in untaught],
            y=[None if value is None else chosen.scale * value for _place, value in untaught],
            mode="lines+markers",
            name=_(UNTAUGHT.title),
            line={"color": UNTAUGHT.color, "dash": UNTAUGHT.dash, "width": 2},
            marker={"symbol": UNTAUGHT.symbol, "size": 9},
            hovertemplate=hover,
        )
    if measure == "gain":
        figure.add_hline(y=0, line={"color": teacher.color, "width": 1})
    figure.update_xaxes(
        title=_(knob(axis.name, record.sweep.base.data).label),
        tickvals=list(range(len(axis.values))),
        ticktext=[value_text(axis.name, value, _) for value in axis.values],
        range=[-0.4, len(axis.values) - 0.6],
        showgrid=False,
    )
    figure.update_yaxes(title=_("Test accuracy, %") if measure == "accuracy" else _(chosen.title))
    return figure.update_layout(**LAYOUT, height=360)


def _estimate(result: CellResult, measure: str, arm: str) -> Estimate:
    measured: Measures = getattr(result, arm)
    return result.gain if measure == "gain" else measured.estimate(measure)


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
            mode="lines+markers",
            name=_("{arm}: ECE {error} %").format(arm=_(look.title), error=f"{100 * ece:.1f}"),
            line={"color": look.color, "dash": look.dash, "width": 2},
            marker={"symbol": look.symbol, "size": 8},
            hovertemplate=_("sure {sure}, right {right}, {answers} answers").format(
                sure="%{x:.2f}", right="%{y:.2f}", answers="%{customdata}"
            )
            + "<extra></extra>",
        )
    figure.update_xaxes(title=_("Confidence: the highest probability"), range=[0, 1.02])
    figure.update_yaxes(title=_("Share of right answers"), range=[0, 1.02])
    return figure.update_layout(**LAYOUT, height=360)


def reliabilities(result: CellResult) -> dict[str, Reliability]:
    """Return whose reliability is shown: the teacher's, the hard twins' and the distilled students'."""
    found = {"teacher": result.teacher_reliability}
    return found | {arm: known for arm in ASIDE if (known := getattr(result, arm).reliability) is not None}


def _error(reliability: Reliability) -> float:
    total = sum(reliability.count)
    places = zip(reliability.count, reliability.confidence, reliability.accuracy, strict=True)
    return sum(number * abs(right - sure) for number, sure, right in places) / total
