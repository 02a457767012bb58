"""Accuracy against bytes: each pipeline's students, stage by stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Any, Literal

import plotly.graph_objects as go

from kdviz.experiment import Compression, Pipeline
from kdviz.experiment.compression import What
from kdviz.figures.style import LAYOUT, LOOKS, Look, faint, whiskers
from kdviz.figures.values import drawn
from kdviz.i18n import N_, Translator
from kdviz.results import Estimate
from kdviz.results.compression import Arrival, Bytes, CompressedRow, CompressionResult
from kdviz.verdicts.compression import CONTROLS, stages_text
from kdviz.verdicts.run import accuracy_text, on_scale

ByteKind = Literal["packed", "parameters", "file", "gzip"]
BYTE_KINDS: dict[ByteKind, str] = {
    "packed": N_("Packed"),
    "parameters": N_("Parameters"),
    "file": N_("On disk"),
    "gzip": N_("Compressed (gzip)"),
}
AXES: dict[ByteKind, str] = {
    "packed": N_("Packed bytes (log scale)"),
    "parameters": N_("Bytes of parameters (log scale)"),
    "file": N_("Bytes of the file (log scale)"),
    "gzip": N_("Bytes of the file, compressed by gzip (log scale)"),
}
# Of what a pipeline is held against: no arm's color.
CONTROL = Look(N_("Controls"), LOOKS["teacher"].color, "dot", "diamond-open")


@dataclass(frozen=True)
class Stop:
    """A student after a stage; `bytes` is None where an earlier version did not measure them."""

    stage: str
    accuracy: Estimate
    bytes: Bytes | None


@dataclass(frozen=True)
class Track:
    """A pipeline's student, stop by stop; `what` it is a control of others, if it is one."""

    pipeline: str
    stops: Sequence[Stop]
    what: What | None = None


def tracks_of(result: CompressionResult, controls: bool = False) -> list[Track]:
    """Return the pipelines of a result that have a student, and the controls if wanted, each student once."""
    found = [Track(row.pipeline, _stops(row)) for row in result.rows if row.result]
    if controls:
        known = {row.pipeline for row in result.rows}
        others = {
            (control.row.student, control.row.pipeline): Track(control.row.pipeline, _stops(control.row), control.what)
            for control in reversed(result.controls)
            if control.row
            and control.row.result
            and (control.row.pipeline not in known or control.what == "dense-same-bytes")
        }
        found += others.values()
    return found


def _stops(row: CompressedRow) -> list[Stop]:
    assert row.result is not None
    pairs = zip(row.result.stages, row.stages, strict=True)
    stops = [Stop(stage.stage, estimate, stage.bytes) for stage, estimate in pairs]
    return [*stops[:-1], Stop(stops[-1].stage, stops[-1].accuracy, row.result.bytes)]


def tracks_so_far(compression: Compression, arrivals: Mapping[str, Arrival]) -> list[Track]:
    """Return how far the pipelines of a compression are, from who has arrived, by the stages that they came through."""
    found = []
    for text in compression.pipelines:
        stages = Pipeline.read(text).stages
        beginnings = [Pipeline(stages[: count + 1]).text for count in range(len(stages))]
        stops = [
            Stop(stage.text, Estimate(mean=fmean(arrivals[name].accuracy), ci95=None), arrivals[name].bytes)
            for stage, name in zip(stages, beginnings, strict=True)
            if name in arrivals
        ]
        if stops:
            found.append(Track(text, stops))
    return found


def compression_picture(tracks: Sequence[Track], kind: ByteKind, _: Translator) -> go.Figure:
    """Draw test accuracy against bytes (log axis): a line joins a student's stages, and ends at a mark."""
    figure = go.Figure()
    for arm, taught in (("hard", False), ("distilled", True)):
        look = LOOKS[arm]
        own = [track for track in tracks if not track.what and Pipeline.read(track.pipeline).taught == taught]
        if own:
            _draw_ways(figure, own, look, kind)
            _draw_ends(figure, own, look, kind, "top center" if taught else "bottom center", _)
    controls = [track for track in tracks if track.what]
    if controls:
        _draw_ends(figure, controls, CONTROL, kind, "", _)
    figure.update_xaxes(title=_(AXES[kind]), type="log", dtick="D2", exponentformat="SI")
    figure.update_yaxes(title=_("Test accuracy, %"))
    return figure.update_layout(**LAYOUT, height=600)


def _draw_ways(figure: go.Figure, tracks: Sequence[Track], look: Look, kind: ByteKind) -> None:
    """Draw what students are between their stages; a way that several share is drawn once."""
    x: list[float | None] = []
    y: list[float | None] = []
    said: list[str] = []
    drawn_ways = set[tuple[Any, ...]]()
    for track in tracks:
        stops = [stop for stop in track.stops if stop.bytes]
        for before, after in pairwise(stops):
            points = [(_bytes(stop, kind), 100 * stop.accuracy.mean) for stop in (before, after)]
            if (way := tuple(points)) in drawn_ways:
                continue
            drawn_ways.add(way)
            for (size, accuracy), stop in zip(points, (before, after), strict=True):
                x.append(size)
                y.append(accuracy)
                said.append(stop.stage)
            x.append(None)
            y.append(None)
            said.append("")
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines+markers",
        line={"color": faint(look.color, 0.55), "width": 2, "dash": look.dash},
        marker={"color": faint(look.color, 0.55), "symbol": look.symbol, "size": 7},
        customdata=said,
        hovertemplate="%{customdata}<br>%{y:.1f} %, %{x:,} B<extra></extra>",
        showlegend=False,
    )


def _draw_ends(
    figure: go.Figure, tracks: Sequence[Track], look: Look, kind: ByteKind, above: str, _: Translator
) -> None:
    ends = [(track, track.stops[-1]) for track in tracks if track.stops[-1].bytes]
    estimates = [Estimate(mean=stop.accuracy.mean, ci95=on_scale(stop.accuracy.ci95)) for _track, stop in ends]
    figure.add_scatter(
        x=[_bytes(stop, kind) for _track, stop in ends],
        y=[100 * stop.accuracy.mean for _track, stop in ends],
        mode="markers+text" if above else "markers",
        name=_(look.title),
        text=[drawn(stages_text(track.pipeline, _)) for track, _stop in ends] if above else None,
        textposition=above or None,
        marker={"color": look.color, "symbol": look.symbol, "size": 14},
        error_y={**whiskers(estimates), "color": look.color},
        customdata=[
            [
                drawn(f"{_(CONTROLS[track.what])}: {track.pipeline}" if track.what else track.pipeline),
                accuracy_text(stop.accuracy, _),
            ]
            for track, stop in ends
        ],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}, %{x:,} B<extra></extra>",
    )


def _bytes(stop: Stop, kind: ByteKind) -> int:
    assert stop.bytes is not None
    count: int = getattr(stop.bytes, kind)
    return count
