"""The picture of a compression, and the bars of what zeros buy."""

from itertools import pairwise
from statistics import fmean

import pytest

from kdviz.experiment import Pipeline
from kdviz.figures import (
    BYTE_KINDS,
    compression_picture,
    compression_table,
    pruned_rows,
    smaller_rows,
    tracks_of,
    tracks_so_far,
    zeros_bars,
    zeros_of,
    zeros_table,
    zeros_takeaway,
)
from kdviz.i18n import ENGLISH, Translator
from kdviz.results.compression import Arrival
from kdviz.store.recordings import recorded_compression

RECORD = recorded_compression()
TUNED = "distill,prune=0.8,tune=teacher:250"


def points(trace) -> list[tuple[float, float]]:
    return [(x, y) for x, y in zip(trace.x, trace.y, strict=True) if x is not None]


@pytest.mark.parametrize("kind", BYTE_KINDS)
def test_a_line_joins_a_student_s_stages_and_ends_at_its_interval(kind):
    ways, ends = compression_picture(tracks_of(RECORD.result), kind, ENGLISH).data[2:4]
    (row,) = [row for row in RECORD.result.rows if row.pipeline == TUNED]
    stops = [(getattr(stage.bytes, kind), pytest.approx(100 * fmean(stage.accuracy))) for stage in row.result.stages]
    drawn = points(ways)
    for before, after in pairwise(stops):
        assert any([*pair] == [before, after] for pair in pairwise(drawn))
    place = next(at for at, custom in enumerate(ends.customdata) if custom[0] == TUNED)
    assert (ends.customdata[place][2], ends.y[place]) == stops[-1]
    # Beside each other where many take as much.
    assert ends.x[place] == pytest.approx(stops[-1][0], rel=0.15 if kind in ("parameters", "file") else 1e-9)
    low, high = row.accuracy.ci95
    assert ends.y[place] + ends.error_y.array[place] == pytest.approx(100 * high)
    assert ends.y[place] - ends.error_y.arrayminus[place] == pytest.approx(100 * low)


def test_before_any_student_the_axis_is_that_of_accuracies():
    assert compression_picture([], "packed", ENGLISH).layout.yaxis.range == (0, 100)


def test_a_cut_falls_and_tuning_brings_back_what_it_can():
    (track,) = [track for track in tracks_of(RECORD.result) if track.pipeline == TUNED]
    whole, cut, tuned = (stop.accuracy.mean for stop in track.stops)
    assert cut < tuned < whole


def test_a_name_stands_once_where_students_take_as_many_bytes():
    said = [
        text
        for trace in compression_picture(tracks_of(RECORD.result), "packed", ENGLISH).data
        for text in trace.text or ()
    ]
    assert sorted(filter(None, said)) == ["Prune 0.8", "Prune 0.8<br>Quantize 4", "Quantize 4", "Whole"]
    crowded = compression_picture(tracks_of(RECORD.result), "parameters", ENGLISH).data
    assert [text for trace in crowded for text in trace.text or () if text] == ["8 pipelines take as much"]
    assert len({x for trace in crowded if trace.text for x in trace.x}) == 8


def test_colors_say_who_taught():
    figure = compression_picture(tracks_of(RECORD.result), "packed", ENGLISH)
    for trace in figure.data:
        if trace.name in ("Labels only", "With teacher"):
            taught = {Pipeline.read(custom[0]).taught for custom in trace.customdata}
            assert taught == {trace.name == "With teacher"}


def test_each_control_is_drawn_once_and_says_what_it_is():
    own, controls = tracks_of(RECORD.result), tracks_of(RECORD.result, controls=True)
    added = controls[len(own) :]
    assert {track.what for track in added} >= {"dense-same-bytes", "equal-steps"}
    assert len({(track.what, track.pipeline, track.stops[-1].bytes.packed) for track in added}) == len(added)
    (trace,) = compression_picture(controls, "packed", ENGLISH).data[4:]
    assert len(trace.x) == len(added)
    assert any(custom[0].startswith("Dense, as many bytes: ") for custom in trace.customdata)


def test_whoever_has_arrived_is_drawn_without_an_interval():
    rows = {row.pipeline: row.result for row in RECORD.result.rows}
    arrived = [
        Arrival(
            share=0.5, student=student, pipeline=stages, accuracy=rows[text].stages[at].accuracy, bytes=rows[of].bytes
        )
        for student, text, at, stages, of in (
            ("32", "train", 0, "train", "train"),
            ("32", TUNED, 0, "distill", "train"),
            ("32", TUNED, 1, "distill,prune=0.8", TUNED),
            # A dense control comes later, and by the same stages.
            ("8", TUNED, 1, "train", TUNED),
            ("8", TUNED, 1, "distill", TUNED),
        )
    ]
    tracks = tracks_so_far(RECORD.compression, arrived)
    assert [track.pipeline for track in tracks] == ["train", "distill", "distill,prune=0.8"]
    assert tracks[0].stops[0].bytes == rows["train"].bytes
    assert tracks[0].stops[0].accuracy.mean == pytest.approx(fmean(rows["train"].accuracy))
    assert [stop.stage for stop in tracks[-1].stops] == ["distill", "prune=0.8"]
    figure = compression_picture(tracks, "packed", ENGLISH, [100, 20_000])
    low, high = figure.layout.xaxis.range
    assert 10**low < 100
    assert 10**high > 20_000
    assert all(not any(trace.error_y.array or [0]) for trace in figure.data)
    assert not compression_picture(tracks_so_far(RECORD.compression, []), "packed", ENGLISH).data


def test_zeros_are_beside_the_whole_student_and_a_dense_one():
    (row,) = [row for row in pruned_rows(RECORD.result) if row.pipeline == TUNED]
    students = zeros_of(RECORD.result, row)
    assert [student.role for student in students] == ["whole", "zeros", "dense"]
    whole, zeros, dense = (student.result.bytes for student in students)
    assert zeros.file == whole.file
    assert dense.packed <= zeros.packed < whole.packed
    figure = zeros_bars(students, ENGLISH)
    assert [list(trace.y) for trace in figure.data] == [
        [own.parameters, own.file, own.gzip, own.packed] for own in (whole, zeros, dense)
    ]
    assert zeros_takeaway(row, ENGLISH).startswith("1,894 of 2,410 numbers are cut: 9,944 bytes on disk all the same")
    assert zeros_table(students, ENGLISH)["Cut"].tolist() == [0, 1894, 0]


def test_of_many_smaller_students_the_nearest_are_drawn_and_none_is_dropped_without_a_word():
    (row,) = [row for row in pruned_rows(RECORD.result) if row.pipeline == TUNED]
    (whole,) = [row for row in RECORD.result.rows if row.pipeline == "distill"]
    shrunk = [
        whole.model_copy(
            update={
                "pipeline": f"distill,shrink={share}",
                "result": whole.result.model_copy(
                    update={
                        "parameters": round(whole.result.parameters * (1 - share)),
                        "bytes": whole.result.bytes.model_copy(update={"packed": round(9640 * (1 - share))}),
                    }
                ),
            }
        )
        for share in (0.25, 0.5, 0.75, 0.8)
    ]
    result = RECORD.result.model_copy(update={"rows": [*RECORD.result.rows, *shrunk]})
    assert len(smaller_rows(result, row)) == 4
    students = zeros_of(result, row)
    drawn = [student.pipeline for student in students if student.role == "smaller"]
    assert drawn == [f"distill,shrink={share}" for share in (0.75, 0.8, 0.5)], "the nearest first"
    assert len(zeros_bars(students, ENGLISH).data) == len(students) == 6


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_table_has_every_student(language):
    table = compression_table(RECORD.result, Translator(language))
    assert len(table) == len(RECORD.result.rows) + sum(bool(control.row) for control in RECORD.result.controls)
    assert not table.columns.duplicated().any()
