"""The studies under the picture of Compress, and the scenes that show more of them."""

import dataclasses

import pytest

from kdviz.catalog import COMPRESSION_SCENES
from kdviz.experiment.compression import USUAL
from kdviz.results import Status
from kdviz.store.recordings import recorded_compression
from kdviz.verdicts.caveats import not_as_said
from kdviz.verdicts.studies import order_sentence, sensitivity_sentence, tuning_sentence
from kdviz.web.session.compressions import KEY, PIPELINES
from kdviz.web.session.knobs import PREFIX
from kdviz.web.views.compress import results
from tests.figures.studies import order
from tests.web.maps import charts, decoded, see_end
from tests.web.pages import given, open_at, query, texts, unfold

OPEN = "bits,sensitivity,tuning,order"


@pytest.fixture(scope="module")
def studies(engine):
    return open_at("compress", open=OPEN, bits="3")


def test_every_study_says_what_the_recorded_compression_shows(studies):
    result, said = recorded_compression().result, texts(studies)
    for method in ("prune", "quantize"):
        assert f"**{sensitivity_sentence(result.roots[-1], method)}**" in said
    assert f"**{tuning_sentence(result.tunings[0])}**" in said
    assert "No two pipelines here have the same stages in different orders." in said
    assert query(studies)["open"] == OPEN


def test_the_slider_has_the_students_with_all_their_bits_and_the_link_s_bits(studies):
    told = given(studies, "bits")
    unrounded = [text for text in USUAL if "quantize" not in text]
    assert [student["name"] for student in told["students"]] == [f"32/{text}" for text in unrounded]
    assert [student["title"] for student in told["students"]][:2] == ["Labels only", "With teacher"]
    assert told["looked"] == {"bits": 3, "student": ""}
    assert query(studies)["bits"] == "3"
    page = open_at("compress", bits="1")
    assert len(page.warning) == 1
    assert "bits" not in query(page)


def test_a_scene_brings_its_knobs_and_pipelines_and_tells_nothing_of_what_came_of_it(engine):
    page = unfold(open_at("compress", labels="30"))
    page.selectbox(key="compress_scene").select("repair-all-labels").run()
    scene = COMPRESSION_SCENES["repair-all-labels"]
    assert page.session_state[PIPELINES] == [*scene.pipelines]
    assert page.session_state[PREFIX + "labels"] == "all"
    assert scene.summary in texts(page)
    assert not any(not_as_said(scene.name) in text for text in texts(page))
    page.multiselect(key=PIPELINES).set_value(["train"]).run()
    assert "You have changed this scene." in texts(page)
    linked = open_at("compress", scene="which-order")
    assert linked.session_state[PIPELINES] == [*COMPRESSION_SCENES["which-order"].pipelines]
    assert not linked.warning


def test_orders_are_drawn_with_what_they_show(engine, monkeypatch):
    known, result = order(0.004), recorded_compression().result
    both = result.model_copy(update={"orders": [known, order(-0.2)]})
    monkeypatch.setattr(
        results, "recorded_compression", lambda: dataclasses.replace(recorded_compression(), result=both)
    )
    page = open_at("compress", open="order")
    assert f"**{order_sentence(known)}**" in texts(page)
    repeats, means = charts(page)[1]
    assert decoded(repeats["x"]) == pytest.approx([-0.6, 1.4, -21, -19])
    assert decoded(means["x"]) == pytest.approx([0.4, -20])
    assert any("Pair 2." in text and order_sentence(order(-0.2)) in text for text in texts(page))


def test_a_study_begins_the_scene_that_shows_more(engine):
    page = open_at("compress", open="order")
    page.button(key="offer_which-order").click().run()
    assert not page.exception
    scene = COMPRESSION_SCENES["which-order"]
    assert page.session_state[PIPELINES] == [*scene.pipelines]
    begun = engine.record(page.session_state[KEY])
    assert begun.compression.pipelines == scene.pipelines
    page.button(key="stop_compression").click().run()
    assert see_end(engine, begun.compression_id).status is Status.STOPPED


def test_a_result_of_an_earlier_version_says_what_it_lacks(engine, monkeypatch):
    record = recorded_compression()
    bare = record.result.model_dump(exclude={"tunings", "orders"})
    for row in [*bare["rows"], *bare["roots"], bare["plain"]]:
        del row["sensitivity"]
    old = dataclasses.replace(record, result=type(record.result).model_validate(bare))
    monkeypatch.setattr(results, "recorded_compression", lambda: old)
    said = texts(open_at("compress", open=OPEN))
    assert "An earlier version measured this. Run afresh to see its layers." in said
    assert "No pipeline here is tuned by the teacher and, beside it, by the labels." in said


def test_what_did_not_come_out_is_said_where_its_scene_is_on_show(engine, monkeypatch):
    record, scene = recorded_compression(), COMPRESSION_SCENES["repair-all-labels"]
    experiment = record.compression.experiment.model_copy(update={"labels": "all"})
    request = record.compression.model_copy(update={"experiment": experiment, "pipelines": scene.pipelines})
    shown = dataclasses.replace(record, compression=request)
    monkeypatch.setattr(results, "recorded_compression", lambda: shown)
    assert not_as_said(scene.name)
    said = [text for text in texts(open_at("compress", open="tuning")) if not_as_said(scene.name) in text]
    assert len(said) == 2, "under the study, and under how we know"
