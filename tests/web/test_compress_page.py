"""The page Compress: pipelines to a compression, a compression to a picture."""

import dataclasses
import math
from statistics import fmean

import pytest
from streamlit.testing.v1 import AppTest

from kdviz.engine import Engine
from kdviz.experiment import Compression, Experiment
from kdviz.experiment.compression import USUAL
from kdviz.i18n import ENGLISH
from kdviz.results import Status
from kdviz.store.recordings import recorded_compression
from kdviz.verdicts.budget import Budget, candidates, cheapest
from kdviz.verdicts.compression import finding, smallest
from kdviz.verdicts.guess import Guess
from kdviz.verdicts.run import whole
from kdviz.verdicts.why import compression_explanations
from kdviz.web.session.compressions import KEY, PIPELINES
from kdviz.web.session.knobs import PREFIX
from kdviz.web.session.literal import literal
from kdviz.web.views.compress.controls import READY
from kdviz.web.views.compress.subject import SUBJECTS
from tests.web.maps import charts, decoded, numbers, see_end
from tests.web.pages import QUICK, answer_each, answer_guess, given, open_at, query, texts, unfold

PRUNED = "distill,prune=0.8,tune=teacher:20"
SMALL = {**QUICK, "student": "8", "pipelines": f"train;distill;{PRUNED}"}


def open_compress(**asked: str) -> AppTest:
    return open_at("compress", **asked)


def compress(engine: Engine, page: AppTest) -> AppTest:
    page.button(key="run_compression").click().run()
    see_end(engine, page.session_state[KEY])
    page.run()
    assert not page.exception
    return page


@pytest.fixture(scope="module")
def small(engine) -> AppTest:
    return compress(engine, open_compress(**SMALL))


def test_the_page_opens_with_a_recorded_compression_and_says_what_it_found(engine):
    page = open_compress()
    recorded = recorded_compression()
    assert recorded.compression == Compression.of(Experiment())
    assert page.header[0].value == finding(recorded, ENGLISH)
    assert "Recorded." in texts(page)
    assert not page.button(key="run_compression").disabled
    assert KEY not in page.session_state
    assert not any("guess" in each.proto.component_name for each in page.get("bidi_component")), "it is seen already"
    assert len(charts(page)[0]) == 5, "ways and ends, by labels and with the teacher, and controls"


def test_a_recorded_compression_says_which_data_it_is_of_where_others_are_chosen(engine):
    assert any(text.startswith("Recorded with other data: ") for text in texts(open_compress(dataset="wine")))


def test_a_result_is_drawn_where_it_belongs_and_stands_in_the_link(engine, small):
    result = engine.record(small.session_state[KEY]).result
    drawn = {(x, y) for trace in charts(small)[0] for x, y in _points(trace)}
    for row in result.rows:
        for stage in row.result.stages:
            assert any(point == pytest.approx((stage.bytes.packed, 100 * fmean(stage.accuracy))) for point in drawn)
    assert small.header[0].value == finding(engine.record(small.session_state[KEY]))
    asked = query(small)
    assert asked["pipelines"] == SMALL["pipelines"]
    again = open_compress(**asked)
    assert not again.warning
    assert query(again) == asked
    alone = open_compress(compression=asked["compression"][:12])
    assert alone.session_state[PIPELINES] == SMALL["pipelines"].split(";")
    assert alone.session_state[PREFIX + "student"] == "8"


def _points(trace: dict) -> list[tuple[float, float]]:
    x, y = (decoded(trace[name]) for name in ("x", "y"))
    return [(a, b) for a, b in zip(x, y, strict=True) if a is not None]


@pytest.mark.parametrize("kind", ["parameters", "file", "gzip"])
def test_other_bytes_are_other_places(engine, small, kind):
    page = open_compress(**{**query(small), "bytes": kind})
    result = engine.record(page.session_state[KEY]).result
    drawn = [x for trace in charts(page)[0] for x, _y in _points(trace)]
    assert {getattr(row.result.bytes, kind) for row in result.rows} <= {*drawn}


def test_controls_are_drawn_unless_they_are_in_the_way(engine, small):
    before = len(charts(small)[0])
    page = open_compress(**query(small))
    page.toggle(key="compress_controls").set_value(False).run()
    assert len(charts(page)[0]) == before - 1
    assert query(page)["controls"] == "no"


def test_a_guess_meets_the_smallest_student(engine):
    page = open_compress(**SMALL, first_seed="700")
    assert "bytes instead of 2,440" in given(page, "guess")["words"]["ask"]
    answer_guess(page, "compress", Guess(150, 0))
    compress(engine, page)
    record = engine.record(page.session_state[KEY])
    row, whole_student = smallest(record.result), record.result.whole
    (said,) = [text for text in texts(page) if text.startswith("You said +150 to +150.")]
    assert said == f"You said +150 to +150. It was {whole(-500 * row.loss.mean, signed=True)}."
    points, mean = charts(page)[0]
    gains = [500 * (own - of) for own, of in zip(row.result.accuracy, whole_student.result.accuracy, strict=True)]
    assert decoded(points["x"]) == pytest.approx(gains)
    assert mean["x"] == pytest.approx([-500 * row.loss.mean]), "guess and result stand in one picture"
    answer_each(page, record.compression_id, compression_explanations(record, ENGLISH))


def test_long_links_keep_every_pipeline_or_say_that_they_are_too_long(engine):
    texts_of = [
        f"distill,prune=0.{share},tune=teacher:2{',tune=teacher:250' * 10}" for share in range(61, 83) if share % 10
    ]
    assert len(";".join(texts_of)) > 4000
    assert open_compress(pipelines=";".join(texts_of)).session_state[PIPELINES] == texts_of
    page = open_compress(pipelines="train," * 20_000)
    (said,) = [each.value for each in page.warning]
    assert said.startswith("From the link: The pipelines have 120000 characters: allowed are at most ")
    assert page.session_state[PIPELINES] == [*USUAL]


def test_students_are_offered_of_the_seeds_that_are_kept(engine, small, monkeypatch):
    asked = {**query(small), "open": "take"}
    offered = open_compress(**asked).selectbox(key="take_seed").options
    assert offered == ["0", "1"]
    largest = max(row.result.parameters for row in engine.record(small.session_state[KEY]).result.rows)
    monkeypatch.setattr("kdviz.results.compression.KEPT_NUMBERS", largest)
    assert open_compress(**asked).selectbox(key="take_seed").options == ["0"]


def test_what_is_trained_is_counted_with_its_controls(engine):
    page = open_compress(pipelines="distill,shrink=0.5")
    assert "Pipelines: 1. With their controls 5 students. Repeats of each: 8." in texts(page)


def test_pipelines_that_were_lost_are_drawn_anew(monkeypatch):
    """They are trained again under the same id: nothing is kept of the earlier figures and files."""
    earlier = recorded_compression()
    result = earlier.result
    tunings = [
        tuning.model_copy(update={"accuracy": tuning.accuracy[::-1], "gain": tuning.gain[::-1]})
        for tuning in result.tunings
    ]
    anew = result.model_copy(update={"rows": result.rows[:4], "roots": result.roots[:1], "tunings": tunings})
    later = dataclasses.replace(earlier, ended_at=(earlier.ended_at or 0) + 1, result=anew)
    drawn, paths = [], []
    for record in (earlier, later):
        monkeypatch.setattr("kdviz.web.views.compress.results.recorded_compression", lambda record=record: record)
        page = open_compress(open="bits,sensitivity,tuning")
        drawn.append(charts(page))
        paths.append(given(page, "bits")["paths"])
    assert len(drawn[0]) == len(drawn[1]) == 5
    assert all(before != after for before, after in zip(*drawn, strict=True))
    assert not {*paths[0].values()} & {*paths[1].values()}


def test_what_is_ready_made_is_written_as_it_is_kept_and_can_be_had():
    assert Compression.of(Experiment(), READY).pipelines == READY


def test_wrong_pipelines_are_one_sentence_beside_their_field(engine):
    page = unfold(open_compress())
    for typed, said in (
        ([], "Choose a pipeline, or write one."),
        (["prune=0.5"], "The pipeline prune=0.5 has no training: begin it with one of"),
        (["train,prune=1.5"], "In the stage prune=1.5, sparsity is 1.5: allowed is a number from 0 to 0.999."),
        (["train,prun=0.5"], "did you mean prune?"),
    ):
        page.multiselect(key=PIPELINES).set_value(typed).run()
        (error,) = [each.value for each in page.error]
        assert said in error
        assert page.button(key="run_compression").disabled
    page.multiselect(key=PIPELINES).set_value([USUAL[0]]).run()
    assert not page.error
    assert not page.button(key="run_compression").disabled


def test_a_compression_comes_in_stage_by_stage_stops_and_goes_on(engine):
    long = {**SMALL, "first_seed": "710"}
    page = open_compress(**{**long, "pipelines": "train,tune=labels:20000"})
    page.button(key="run_compression").click().run()
    compression_id = page.session_state[KEY]
    see_end(engine, compression_id, lambda progress: progress.told > 0)
    page.run()
    assert not page.exception
    told = given(page, "progress")
    assert told["eachEvent"]
    assert told["jobs"][0]["told"] > 0
    assert [len(_points(trace)) for trace in charts(page)[0]] == [0, 1], "after its first stage"
    page.button(key="stop_compression").click().run()
    assert see_end(engine, compression_id).status is Status.STOPPED
    page.run()
    assert "Ended before anything was finished." in texts(page), "a stage is no student"
    page.button(key="compression_go_on").click().run()
    assert page.session_state[KEY] == compression_id
    assert engine.progress(compression_id).status.in_flight
    page.button(key="stop_compression").click().run()
    see_end(engine, compression_id)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_subject_opens_and_stands_in_the_link(engine, language):
    page = unfold(open_compress(lang=language))
    assert not page.exception
    assert not page.error
    assert {*query(page)["open"].split(",")} == {*SUBJECTS}
    result = recorded_compression().result
    numbers = [frame.value for frame in page.dataframe if len(frame.value) == len(result.rows) + len(result.controls)]
    assert len(numbers) == 1
    again = open_compress(**query(page))
    assert len(again.dataframe) == len(page.dataframe)


def test_a_budget_is_kept_with_all_of_an_interval_or_what_is_in_the_way_is_said(engine):
    page = open_compress(open="budget")
    assert any(text.startswith("No student keeps this budget. In the way: what may be lost.") for text in texts(page))
    page.number_input(key="budget_macs").set_value(None).run()
    page.number_input(key="budget_lose").set_value(2.5).run()
    found = candidates(recorded_compression().result)
    chosen = cheapest(found, Budget(lose=2.5, packed=1000))
    (said,) = [text for text in texts(page) if text.startswith("Cheapest: ")]
    assert literal(chosen.pipeline) in said
    (table,) = [frame.value for frame in page.dataframe]
    assert table["Keeps all"].tolist() == ["•" if cheapest([each], Budget(2.5, 1000)) else "" for each in found]
    assert (query(page)["lose"], query(page)["macs"]) == ("2.5", "no")
    again = open_compress(**query(page))
    assert said in texts(again)


def test_every_number_that_is_drawn_is_finite(small):
    for trace in charts(small)[0]:
        assert all(map(math.isfinite, numbers(trace)))


def test_a_wrong_link_is_mended_with_a_notice(engine):
    page = open_compress(compression="nothing", pipelines="train;cut=2", bytes="bits", open="nothing", lose="-1")
    assert len(page.warning) == 5
    assert "From the link: lose is -1: allowed is a number from zero, or no." in texts(page)
    assert page.session_state[PIPELINES] == [*USUAL]
