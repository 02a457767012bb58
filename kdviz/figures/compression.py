"""Accuracy against bytes: each pipeline's students, stage by stage."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from kdviz.experiment import Compression, Pipeline
from kdviz.experiment.compression import What
from kdviz.figures.style import LAYOUT, LOOKS, Look, faint, whiskers
from kdviz.figures.values import drawn, end_columns
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
    "gzip": N_("gzip"),
}
AXES: dict[ByteKind, str] = {
    "packed": N_("Packed bytes (log scale)"),
    "parameters": N_("Bytes of parameters (log scale)"),
    "file": N_("Bytes of the file (log scale)"),
    "gzip": N_("Bytes of the file, compressed by gzip (log scale)"),
}
# Of what a pipeline is held against: no arm's color.
CONTROL = Look(N_("Controls"), LOOKS["teacher"].color, "dot", "diamond-open")
# So many to a power of ten are one place, and so much further right is the next mark there.
ALIKE, ASIDE = 40, 1.03
# So many names have room at one place: one above the marks, one below.
PAIR = 2
OTHER = {"top right": "bottom right", "bottom right": "top right"}
# Many, and as long as those of small students are.
FAINT_WHISKERS = {"color": faint(CONTROL.color, 0.5), "thickness": 1, "width": 3}


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


def tracks_so_far(compression: Compression, arrived: Iterable[Arrival]) -> list[Track]:
    """Return how far the pipelines are, from who has arrived: each place once."""
    # Dense controls go the same ways with smaller students.
    student = compression.experiment.student
    arrivals = {arrival.pipeline: arrival for arrival in arrived if arrival.student == student}
    found: dict[str, Track] = {}
    for text in compression.pipelines:
        stages = Pipeline.read(text).stages
        beginnings = [Pipeline(stages[: count + 1]).text for count in range(len(stages))]
        stops = [
            Stop(stage.text, Estimate(mean=fmean(arrivals[name].accuracy), ci95=None), arrivals[name].bytes)
            for stage, name in zip(stages, beginnings, strict=True)
            if name in arrivals
        ]
        if stops:
            reached = beginnings[len(stops) - 1]
            found[reached] = Track(reached, stops)
    return [*found.values()]


def compression_picture(
    tracks: Sequence[Track], kind: ByteKind, _: Translator, awaited: Sequence[int] = ()
) -> go.Figure:
    """Draw test accuracy against bytes (log axis): a line joins a student's stages, and ends at a mark.

    The axis reaches to `awaited` bytes, too, so that it does not move while students arrive.
    """
    figure = go.Figure()
    own = [track for track in tracks if not track.what and track.stops[-1].bytes]
    places = _placed(own, kind, _)
    for arm, taught in (("hard", False), ("distilled", True)):
        chosen = [track for track in own if Pipeline.read(track.pipeline).taught == taught]
        if chosen:
            _draw_ways(figure, chosen, LOOKS[arm], kind)
            _draw_ends(figure, chosen, LOOKS[arm], kind, [places[track.pipeline] for track in chosen], _)
    if controls := [track for track in tracks if track.what and track.stops[-1].bytes]:
        _draw_ends(figure, controls, CONTROL, kind, [AS_IT_IS] * len(controls), _)
        figure.data[-1].update(error_y=FAINT_WHISKERS)
    sizes = [*awaited, *(_bytes(stop, kind) for track in tracks for stop in track.stops if stop.bytes)]
    ends_at = [math.log10(min(sizes, default=1000)) - 0.2, math.log10(max(sizes, default=10_000)) + 0.25]
    ticks = [step * 10**power for power in range(9) for step in (1, 2, 5)]
    figure.update_xaxes(title=_(AXES[kind]), type="log", range=ends_at, tickvals=ticks, tickformat="~s", zeroline=False)
    # Of no student Plotly's own axis would reach from -1 to 4.
    figure.update_yaxes(title=_("Test accuracy, %"), range=None if tracks else [0, 100])
    return figure.update_layout(**LAYOUT, height=610)


@dataclass(frozen=True)
class _Place:
    """Where a student's mark stands: `aside` of its bytes by this factor, and a `name` beside it."""

    aside: float = 1.0
    name: str = ""
    side: str = "top right"


AS_IT_IS = _Place()


def _placed(tracks: Sequence[Track], kind: ByteKind, _: Translator) -> dict[str, _Place]:
    """Return the places of pipelines: side by side where many take as many bytes; each name once at a place."""
    groups: dict[int, list[str]] = defaultdict(list)
    # The names stand over those with a teacher, who are the higher ones.
    for track in sorted(tracks, key=lambda track: track.stops[-1].accuracy.mean, reverse=True):
        groups[round(ALIKE * math.log10(_bytes(track.stops[-1], kind)))].append(track.pipeline)
    places = {}
    # By turns above and below, so that no name is written over the next.
    for place, (_size, texts) in enumerate(sorted(groups.items(), reverse=True)):
        side = "bottom right" if place % 2 else "top right"
        names = [stages_text(text, _).replace(_(", "), "<br>") for text in texts]
        for at, text in enumerate(texts):
            if len({*names}) > PAIR:
                first = _("{count} pipelines take as much").format(count=len(texts)) if at == 0 else ""
                places[text] = _Place(ASIDE ** (at - (len(texts) - 1) / 2), first, side)
            elif names.index(names[at]) == at:
                # The second of two names, such as those of two orders, stands on the other side.
                places[text] = _Place(name=names[at], side=side if at == 0 else OTHER[side])
            else:
                places[text] = AS_IT_IS
    return places


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
    figure: go.Figure, tracks: Sequence[Track], look: Look, kind: ByteKind, places: Sequence[_Place], _: Translator
) -> None:
    ends = [track.stops[-1] for track in tracks]
    estimates = [Estimate(mean=stop.accuracy.mean, ci95=on_scale(stop.accuracy.ci95)) for stop in ends]
    said = [f"{_(CONTROLS[track.what])}: {track.pipeline}" if track.what else track.pipeline for track in tracks]
    figure.add_scatter(
        x=[place.aside * _bytes(stop, kind) for place, stop in zip(places, ends, strict=True)],
        y=[100 * stop.accuracy.mean for stop in ends],
        mode="markers+text",
        name=_(look.title),
        text=[place.name for place in places],
        textposition=[place.side for place in places],
        textfont={"size": 14, "color": look.color},
        marker={"color": look.color, "symbol": look.symbol, "size": 14},
        error_y={**whiskers(estimates), "color": look.color},
        customdata=[
            [drawn(text), accuracy_text(stop.accuracy, _), _bytes(stop, kind)]
            for text, stop in zip(said, ends, strict=True)
        ],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}, %{customdata[2]:,} B<extra></extra>",
    )


def _bytes(stop: Stop, kind: ByteKind) -> int:
    assert stop.bytes is not None
    count: int = getattr(stop.bytes, kind)
    return count


def compression_table(result: CompressionResult, _: Translator) -> pd.DataFrame:
    """Return one row a pipeline and control: in % and points with the ends of intervals, and its sizes."""
    listed = [(row, "") for row in result.rows]
    listed += [
        (control.row, f"{_(CONTROLS[control.what])}: {control.of}") for control in result.controls if control.row
    ]
    return pd.DataFrame([_table_row(row, held_against, _) for row, held_against in listed])


def _table_row(row: CompressedRow, held_against: str, _: Translator) -> dict[str, object]:
    known: dict[str, object] = {_("Pipeline"): row.pipeline, _("Control of"): held_against}
    known[_("Student")] = row.result.network if row.result else row.student
    accuracy = row.accuracy and Estimate(mean=row.accuracy.mean, ci95=on_scale(row.accuracy.ci95))
    estimates = (
        (_("Test accuracy, %"), accuracy),
        (_("Loss, points"), row.loss),
        (_("Gain, points"), row.gain),
        (_("Gain by teacher, points"), row.gain_by_teacher),
    )
    for title, estimate in estimates:
        known[title] = round(100 * estimate.mean, 2) if estimate else None
        for end, value in end_columns(estimate.ci95 if estimate else None, _, f"{title}: ").items():
            known[end] = None if value is None else round(value, 2)
    result = row.result
    for kind, title in BYTE_KINDS.items():
        known[_("{kind}, bytes").format(kind=_(title))] = getattr(result.bytes, kind) if result else None
    known[_("Parameters")] = result.parameters if result else None
    known[_("Not cut")] = result.nonzero if result else None
    known[_("MACs")] = result.macs if result else None
    known[_("Problem")] = row.failure.sentence(_) if row.failure else None
    return known
