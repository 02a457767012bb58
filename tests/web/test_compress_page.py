"""The page Compress: pipelines to a compression, a compression to a picture."""

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
from kdviz.web.session.compressions import KEY, PIPELINES
from kdviz.web.session.knobs import PREFIX
from kdviz.web.session.literal import literal
from kdviz.web.views.compress.controls import READY
from kdviz.web.views.compress.subject import SUBJECTS
from tests.web.maps import charts, decoded, numbers, see_end
from tests.web.pages import QUICK, given, open_at, query, texts, unfold

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
    page.session_state["guess"] = {None: Guess(0, 150)}
    compress(engine, page)
    row = smallest(engine.record(page.session_state[KEY]).result)
    (said,) = [text for text in texts(page) if text.startswith("You said −150 to +150.")]
    assert f"It was {whole(-500 * row.loss.mean, signed=True)}: your range held." in said


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
    assert any(text.startswith("Ended early with ") for text in texts(page))
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
