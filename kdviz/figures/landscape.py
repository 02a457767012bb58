"""The maps of a sweep: a measure over one or two knobs, and where the gain is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go
from plotly.colors import sample_colorscale

from kdviz.experiment import knob
from kdviz.figures.style import LAYOUT, LOOKS
from kdviz.figures.values import drawn, value_text
from kdviz.i18n import N_, Translator
from kdviz.results import Estimate, Interval
from kdviz.results.cell import CellRecord, CellResult
from kdviz.results.record import SweepRecord
from kdviz.verdicts.run import cut_note, interval_ends, points
from kdviz.verdicts.sweep import Shown, reason, shown

HELPS, HURTS, NEITHER = LOOKS["distilled"].color, LOOKS["hard"].color, "#c9ccce"
ZERO = "#f2f2f0"
DIVERGING = [[0.0, HURTS], [0.5, ZERO], [1.0, HELPS]]
SEQUENTIAL = "Viridis"
# As many characters as a phone has room for beside a mark.
LEGEND_WIDTH = 36
MARK = "#767a7b"
# Of a chosen cell's frame, colors and widths: on every color of a map one of the two lines has a contrast of 3 or more.
FRAME = (("#12181c", 8), ("#ffffff", 3))
# Of a cell of one seed.
SINGLE = "diamond-open"


@dataclass(frozen=True)
class Measure:
    """A measure that a landscape can show: a marked message, what follows a number, and where a cell has it."""

    title: str
    unit: str
    of: Callable[[CellResult], Estimate]
    # From the measure to what is drawn.
    scale: float = 100.0

    def text(self, value: float, signed: bool = False) -> str:
        """Write a value in percent or, where it is none, as it is."""
        return points(value, signed) if self.scale > 1 else f"{value:.3f}"


def _distilled(name: str) -> Callable[[CellResult], Estimate]:
    return lambda cell: cell.distilled.estimate(name)


MEASURES = {
    "gain": Measure(N_("Gain over labels only, points"), "", lambda cell: cell.gain),
    "accuracy": Measure(N_("Accuracy with teacher, %"), " %", _distilled("accuracy")),
    "agreement": Measure(N_("Agreement with the teacher, %"), " %", _distilled("agreement")),
    "kl": Measure(N_("KL from the teacher at T = 1, nats"), "", _distilled("kl"), 1.0),
    "ece": Measure(N_("Expected calibration error, %"), " %", _distilled("ece")),
}


def landscape(record: SweepRecord, _: Translator, measure: str = "gain") -> go.Figure:
    """Draw a measure, a name of `MEASURES`, over one or two axes.

    Cells whose gain is not apart from zero are faded and marked; those without numbers stay empty, or say why. Every
    cell carries an invisible marker with its place as ``customdata``, for clicks.
    """
    chosen, grid = MEASURES[measure], _Grid(record, _)
    figure = go.Figure()
    seen = shown(record)
    unsure = [cell for cell in grid.trained if measure == "gain" and seen[cell.place] in ("neither", "single")]
    sure = [cell for cell in grid.trained if cell not in unsure]
    values = {cell.place: chosen.scale * chosen.of(cell.result).mean for cell in grid.trained if cell.result}
    # Faded cells fade towards the color of zero, on any ground.
    colors, ground = {"coloraxis": "coloraxis"}, {"colorscale": [[0, ZERO], [1, ZERO]], "showscale": False}
    for cells, own, opacity in ((sure, colors, 1.0), (unsure, ground, 1.0), (unsure, colors, 0.45)):
        grid.add_heatmap(figure, {cell.place: values[cell.place] for cell in cells}, opacity=opacity, **own)
    if measure == "gain":
        neither = grid.that(seen, "neither")
        _add_marks(figure, grid, neither, "x-thin", _("not shown"))
        _add_marks(figure, grid, grid.that(seen, "single"), SINGLE, _("one seed: no interval"))
        _add_marks(figure, grid, grid.that(seen, "twin"), "line-ew", _("no teacher"))
    reach = max((abs(value) for value in values.values()), default=1.0) or 1.0
    scale: dict[str, Any] = {"colorscale": SEQUENTIAL}
    if measure == "gain":
        scale = {"colorscale": DIVERGING, "cmin": -reach, "cmax": reach}
    # From the figure's lower end, however low it is. Plotly would draw a title of its own into it on a phone.
    bar = {"thickness": 14, "orientation": "h", "yref": "container", "yanchor": "bottom", "y": 0}
    _finished(figure, grid, _).update_layout(coloraxis={**scale, "colorbar": bar})
    return figure.update_xaxes(title_text=f"{grid.titles_with_ends[0]}<br>{_(chosen.title)}")


def phase_diagram(record: SweepRecord, _: Translator) -> go.Figure:
    """Draw where distillation helps, where it hurts, and where neither is shown, and why."""
    grid, figure, seen = _Grid(record, _), go.Figure(), shown(record)
    grid.add_heatmap(
        figure,
        {place: {"helps": 1.0, "hurts": -1.0}.get(each, 0.0) for place, each in seen.items()},
        zmin=-1,
        zmax=1,
        colorscale=[[0, HURTS], [1 / 3, HURTS], [1 / 3, NEITHER], [2 / 3, NEITHER], [2 / 3, HELPS], [1, HELPS]],
        showscale=False,
    )
    # On a cell of its own color a mark is seen by its edge.
    marks: dict[Shown, tuple[str, str, str, str]] = {
        "helps": ("triangle-up", _("helps: the 95 % interval is above zero"), HELPS, "#ffffff"),
        "hurts": ("triangle-down", _("hurts: the 95 % interval is below zero"), HURTS, "#ffffff"),
        "neither": ("x-thin", _("no difference shown: the 95 % interval includes zero"), MARK, MARK),
        "single": (SINGLE, _("one seed: no interval"), MARK, MARK),
        "twin": ("line-ew", _("the teacher has no say: the gain is exactly 0"), MARK, MARK),
    }
    for which, (symbol, title, color, edge) in marks.items():
        _add_marks(figure, grid, grid.that(seen, which), symbol, title, color, edge)
    return _finished(figure, grid, _)


def map_colors(record: SweepRecord, measure: str) -> list[list[str]]:
    """Return the color of each cell, rows from the top, as `landscape` and `phase_diagram` have them; "" for none."""
    width = len(record.sweep.axes[-1].values)
    if measure in MEASURES:
        values = {cell.place: MEASURES[measure].of(cell.result).mean for cell in record.cells if cell.result}
        reach = max(map(abs, values.values()), default=0.0) or 1.0
        low, high = (-reach, reach) if measure == "gain" else (min(values.values()), max(values.values()))
        scale = DIVERGING if measure == "gain" else SEQUENTIAL
        shares = {place: (value - low) / ((high - low) or 1.0) for place, value in values.items()}
        colors = dict(zip(shares, sample_colorscale(scale, [*shares.values()]), strict=True))
    else:
        colors = {place: {"helps": HELPS, "hurts": HURTS}.get(each, NEITHER) for place, each in shown(record).items()}
    rows = range(0, len(record.cells), width)
    return [[colors.get(place, "") for place in range(row, row + width)] for row in reversed(rows)]


def outline(figure: go.Figure, record: SweepRecord, place: int) -> go.Figure:
    """Return a copy of a map with a frame, a light line in a dark one, around the cell at `place`."""
    row, column = divmod(place, len(record.sweep.axes[-1].values))
    # Along one axis a place is a column of the whole figure.
    rows = {"y0": row - 0.5, "y1": row + 0.5} if len(record.sweep.axes) > 1 else {"y0": 0, "y1": 1, "yref": "paper"}
    framed = go.Figure(figure)
    for color, width in FRAME:
        line = {"color": color, "width": width}
        framed.add_shape(type="rect", x0=column - 0.5, x1=column + 0.5, **rows, line=line)
    return framed


class _Grid:
    """Where each cell of a sweep is drawn: the last axis along x, the other, if there is one, along y."""

    def __init__(self, record: SweepRecord, _: Translator) -> None:
        *rest, last = record.sweep.axes
        self.axes = [last, *rest]
        self.x = [drawn(value_text(last.name, value, _)) for value in last.values]
        self.y = [drawn(value_text(rest[0].name, value, _)) for value in rest[0].values] if rest else [""]
        knobs = [knob(axis.name, record.sweep.base.data) for axis in self.axes]
        self.titles = [_(each.label) for each in knobs]
        # “Soft weight α” alone says nothing to who meets it here first.
        self.titles_with_ends = [
            f"{_(each.ends[0])} ← {title} → {_(each.ends[1])}" if each.ends else title
            for each, title in zip(knobs, self.titles, strict=True)
        ]
        self.cells = record.cells
        self.trained = [cell for cell in record.cells if cell.result]
        self.failed = [cell for cell in record.cells if reason(cell)]
        self.pending = [cell for cell in record.cells if not cell.result and not reason(cell)]

    def that(self, seen: dict[int, Shown], which: Shown) -> list[CellRecord]:
        return [cell for cell in self.trained if seen[cell.place] == which]

    def at(self, cell: CellRecord) -> tuple[str, str]:
        row, column = divmod(cell.place, len(self.x))
        return self.x[column], self.y[row]

    def add_heatmap(self, figure: go.Figure, values: dict[int, float], **look: Any) -> None:
        """Color each cell by its value; one without stays empty."""
        width = len(self.x)
        z = [[values.get(row * width + column) for column in range(width)] for row in range(len(self.y))]
        figure.add_heatmap(z=z, x=self.x, y=self.y, hoverinfo="skip", xgap=2, ygap=2, **look)


def _add_marks(
    figure: go.Figure,
    grid: _Grid,
    cells: list[CellRecord],
    symbol: str,
    title: str,
    color: str = MARK,
    edge: str = MARK,
) -> None:
    places = [grid.at(cell) for cell in cells]
    figure.add_scatter(
        x=[x for x, _y in places],
        y=[y for _x, y in places],
        mode="markers",
        name="<br>".join(wrap(title, LEGEND_WIDTH if title.isascii() else LEGEND_WIDTH // 2)),
        marker={"symbol": symbol, "size": 10, "color": color, "line": {"width": 2, "color": edge}},
        hoverinfo="skip",
        unselected={"marker": {"opacity": 1}},
        showlegend=bool(cells),
    )


def _add_targets(figure: go.Figure, grid: _Grid, _: Translator) -> None:
    figure.add_scatter(
        x=[grid.at(cell)[0] for cell in grid.cells],
        y=[grid.at(cell)[1] for cell in grid.cells],
        mode="markers",
        marker={"symbol": "square", "size": 34, "opacity": 0},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        customdata=[cell.place for cell in grid.cells],
        text=[_hover(cell, grid, _) for cell in grid.cells],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
        name="cells",
    )


def _hover(cell: CellRecord, grid: _Grid, _: Translator) -> str:
    head = ", ".join(
        f"{title} {drawn(value_text(axis.name, cell.values[axis.name], _))}"
        for title, axis in zip(grid.titles, grid.axes, strict=True)
    )
    if cell.result is None:
        return f"{head}<br>{drawn(reason(cell, _)) or _('not trained yet')}"
    lines, shares = [head], list[Interval]()
    for measure in MEASURES.values():
        estimate = measure.of(cell.result)
        signed = measure is MEASURES["gain"]
        text = f"{_(measure.title)}: {measure.text(estimate.mean, signed)}"
        if estimate.ci95:
            share = measure.scale > 1 and not signed
            low, high = interval_ends(estimate.ci95) if share else (measure.text(end, signed) for end in estimate.ci95)
            text += _(" (95 % interval {low} to {high})").format(low=low, high=high)
            shares += [estimate.ci95] if share else []
        lines.append(text)
    lines += filter(None, [cut_note(shares, _)])
    return "<br>".join(lines)


def _finished(figure: go.Figure, grid: _Grid, _: Translator) -> go.Figure:
    """Add the marks of cells without numbers, the targets of clicks and the axes."""
    _add_marks(figure, grid, grid.failed, "circle-x", _("cannot be trained"))
    _add_marks(figure, grid, grid.pending, "circle-open", _("not trained yet"))
    _add_targets(figure, grid, _)
    titles = [*grid.titles_with_ends, None]
    # Without ranges the axes would leave room for the targets, which nobody sees.
    x_range, y_range = ([-0.5, len(names) - 0.5] for names in (grid.x, grid.y))
    figure.update_xaxes(title=titles[0], type="category", categoryarray=grid.x, range=x_range, showgrid=False)
    figure.update_yaxes(title=titles[1], type="category", categoryarray=grid.y, range=y_range, showgrid=False)
    return figure.update_layout(**LAYOUT, height=600)
