import json
import re

import pytest
from streamlit.testing.v1 import AppTest

import kdviz
from kdviz.engine import Engine
from kdviz.experiment import Experiment
from kdviz.experiment.goal import Goal
from kdviz.i18n import ENGLISH, Translator
from kdviz.results import RunRecord
from kdviz.store.names import COMPRESSION, SEARCH
from kdviz.verdicts.compression import finding
from kdviz.verdicts.run import headline, verdict
from kdviz.verdicts.search import judgement_told
from kdviz.web.routes import files
from kdviz.web.views.runs.comparison import differing, same_seeds
from tests.serving import PATIENCE
from tests.web.pages import MAIN, as_visitor, open_at, open_page, query, texts
from tests.web.routes.asking import answer

QUICK = {"teacher": "16", "teacher_steps": 40, "steps": 20, "seeds": 3}
RUNS = ({"first_seed": 300}, {"first_seed": 300, "temperature": 9.0}, {"first_seed": 310, "temperature": 9.0})


@pytest.fixture
def three(engine: Engine) -> list[RunRecord]:
    """Three finished runs: two with the same seeds, one with others."""
    ids = [engine.submit(Experiment(**QUICK, **knobs), f"viewer {place}").job_id for place, knobs in enumerate(RUNS)]
    for run_id in ids:
        engine.result(run_id)
    return [engine.record(run_id) for run_id in ids]


def open_runs(*selected: RunRecord, **query: str) -> AppTest:
    page = AppTest.from_file(str(MAIN), default_timeout=PATIENCE)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    page.switch_page("views/runs/page.py")
    if selected:
        page.query_params["select"] = ",".join(record.run_id[:8] for record in selected)
    page.run()
    assert not page.exception
    return page


def listed(page: AppTest) -> set[str]:
    (table,) = [frame.value for frame in page.dataframe if "id" in frame.value.columns]
    return set(table["id"])


def served(run_id: str) -> int:
    """Return with which status a file of a run is answered."""
    scope = {"type": "http", "method": "GET", "path": files.path(run_id, "students"), "headers": []}
    return int(answer(files.ROUTES[0], scope)[0]["status"])


def test_every_run_is_in_the_table(three):
    page = open_runs()
    assert {record.run_id[:8] for record in three} <= listed(page)
    assert [chart.proto.id.endswith("gain") for chart in page.get("plotly_chart")] == [True], "of the newest"


def test_a_run_is_titled_by_its_finding(three):
    (table,) = [frame.value for frame in open_runs().dataframe if "id" in frame.value.columns]
    found = dict(zip(table["id"], table["finding"], strict=True))
    for record in three:
        assert found[record.run_id[:8]] == headline(record.result, ENGLISH)


def test_an_empty_page_begins_the_first_run(engine, monkeypatch):
    monkeypatch.setattr("kdviz.web.session.whose.listed", lambda *_arguments, **_options: [])
    page = open_runs()
    page.button(key="run_first").click().run()
    assert not page.exception
    assert engine.record(page.session_state["run_id"]).experiment == Experiment()
    assert page.button(key="run"), "the page Distill"
    engine.result(page.session_state["run_id"])


def test_a_compression_is_titled_by_its_finding_and_opened(engine):
    record = kdviz.compress(Experiment(**QUICK, student="6"), "train", "train,quantize=4")
    short = record.compression_id[:8]
    page = open_at("runs", list=COMPRESSION, select=short)
    (table,) = [frame.value for frame in page.dataframe]
    assert dict(zip(table["id"], table["finding"], strict=True))[short] == finding(record, ENGLISH)
    assert (query(page)["list"], query(page)["select"]) == (COMPRESSION, short)
    page.text_input(key=f"title_{record.compression_id}").set_value("Small").run()
    assert engine.record(record.compression_id).title == "Small"
    page.button(key=f"job_show_{record.compression_id}").click().run()
    assert not page.exception
    assert page.session_state["compression_id"] == record.compression_id
    assert page.session_state["knob_student"] == "6"
    assert page.session_state["compress_pipelines"] == ["train", "train,quantize=4"]
    assert page.header[0].value == finding(record, ENGLISH)


def test_a_search_is_titled_by_its_judgement_and_opened(engine):
    record = kdviz.tune(Experiment(**QUICK, student="6"), "12", goal=Goal(lose_at_most=2), temperature="1:20:log")
    short = record.search_id[:8]
    page = open_at("runs", list=SEARCH, select=short)
    (table,) = [frame.value for frame in page.dataframe]
    assert dict(zip(table["id"], table["finding"], strict=True))[short] == judgement_told(record, ENGLISH)
    assert "temperature=1:20:log" in table["asked"][list(table["id"]).index(short)]
    page.button(key=f"job_show_{record.search_id}").click().run()
    assert not page.exception
    assert page.session_state["search_id"] == record.search_id
    asked = query(page)
    assert (asked["vary"], asked["budget"], asked["goal"]) == ("temperature=1:20:log", "12", "lose:2")
    assert page.header[0].value == judgement_told(record, ENGLISH)


def test_filters_narrow_the_table(engine, three):
    engine.history.rename(three[0].run_id, "Needle in the hay")
    engine.history.pin(three[1].run_id)
    page = open_runs()
    page.text_input(key="filter_text").set_value("needle").run()
    assert listed(page) == {three[0].run_id[:8]}
    page.text_input(key="filter_text").set_value("").run()
    page.toggle(key="filter_pinned").set_value(True).run()
    assert listed(page) == {three[1].run_id[:8]}
    page.multiselect(key="filter_data").set_value(["moons"]).run()
    assert "No run passes these filters." in texts(page)
    engine.history.pin(three[1].run_id, False)
    engine.history.rename(three[0].run_id, "")


def test_one_run_can_be_renamed_pinned_and_opened(engine, three):
    record = three[0]
    page = open_runs(record)
    assert verdict(engine.record(record.run_id).result) in texts(page)
    assert len(page.get("plotly_chart")) == 1
    page.text_input(key=f"title_{record.run_id}").set_value("First of all").run()
    page.button(key=f"pin_{record.run_id}").click().run()
    named = engine.record(record.run_id)
    assert (named.title, named.pinned) == ("First of all", True)
    page.button(key=f"pin_{record.run_id}").click().run()
    assert not engine.record(record.run_id).pinned
    page.button(key=f"open_{record.run_id}").click().run()
    assert page.session_state["run_id"] == record.run_id
    assert page.session_state["knob_first_seed"] == 300
    engine.history.rename(record.run_id, "")


def test_a_run_is_deleted_after_asking(engine):
    run_id = engine.submit(Experiment(**QUICK, first_seed=330), "me").job_id
    engine.result(run_id)
    page = open_runs(engine.record(run_id))
    page.button(key="delete_really").click().run()
    assert run_id not in {record.run_id for record in engine.history.runs()}


def test_a_deletion_is_undone_at_once_or_from_the_list(engine):
    run_id = engine.submit(Experiment(**QUICK, first_seed=330), "me").job_id
    engine.result(run_id)
    page = open_runs(engine.record(run_id))
    assert served(run_id) == 200
    page.button(key="delete_really").click().run()
    assert "1 deleted." in texts(page)
    assert served(run_id) == 404
    page.button(key="undo").click().run()
    assert served(run_id) == 200
    assert run_id[:8] in listed(page)
    assert "1 deleted." not in texts(page)
    engine.history.delete(run_id)
    page.run()
    page.multiselect(key="deleted_chosen").set_value([run_id]).run()
    page.button(key="take_back").click().run()
    assert run_id[:8] in listed(page)
    page = open_runs(engine.record(run_id))
    page.button(key="delete_now").click().run()
    assert run_id not in {record.run_id for record in engine.history.runs(deleted=True)}


def test_a_visitor_changes_their_own_runs_and_sees_the_others(engine, three, monkeypatch):
    ann = as_visitor(monkeypatch, "ann")
    begun = Experiment(**QUICK, first_seed=335)
    page = open_page(**{**QUICK, "first_seed": "335"})
    page.button(key="run").click().run()
    run_id = page.session_state["run_id"]
    engine.result(run_id)
    assert engine.history.owned(ann) == {run_id}
    as_visitor(monkeypatch, "ben")
    page = open_runs(engine.record(run_id))
    assert {run_id[:8], three[0].run_id[:8]} <= listed(page)
    assert not {"pin", "delete_really", "delete_now"} & {button.key for button in page.button}
    assert not [field for field in page.text_input if field.key == f"title_{run_id}"]
    assert "Begun by others: 1. You can look at these and compare them, but not change them." in texts(page)
    open_runs(engine.record(run_id), three[0])
    ben = as_visitor(monkeypatch, "ben")
    assert engine.submit(begun, "ben", who=ben).job_id == run_id
    page = open_runs(engine.record(run_id), three[0])
    page.toggle(key="filter_mine").set_value(True).run()
    assert listed(page) == {run_id[:8]}
    page.text_input(key=f"title_{run_id}").set_value("Also his").run()
    assert engine.record(run_id).title == "Also his"
    page.button(key="delete_really").click().run()
    assert engine.history.owned(ben) == set()
    as_visitor(monkeypatch, "ann")
    page = open_runs(engine.record(run_id))
    assert run_id[:8] in listed(page), "hers still"
    page.button(key="delete_now").click().run()
    assert engine.history.owned(ann) == set()
    assert [record.run_id for record in engine.history.runs(deleted=True, who=ben)] == [run_id], "he may take it back"


def test_only_one_place_of_the_web_room_changes_what_is_kept():
    """Pages and routes must say who asks: without that the host's right would be taken."""
    web = MAIN.parent
    changing = re.compile(r"history(?:\.|\(\)\.)(?:rename|pin|delete|restore)\b|engine\(?\)?\.submit\(")
    found = {path.relative_to(web).as_posix() for path in web.rglob("*.py") if changing.search(path.read_text("utf-8"))}
    assert found == {"session/whose.py", "session/jobs.py"}


def test_a_run_in_flight_is_not_deleted_but_a_sentence_says_why(engine):
    run_id = engine.submit(Experiment(**{**QUICK, "steps": 20_000}, first_seed=340), "me").job_id
    assert engine.wait(run_id, timeout=PATIENCE)
    page = open_runs(engine.record(run_id))
    page.button(key="delete_really").click().run()
    assert page.error[0].value == f"Run {run_id[:8]} is still going on: stop it first."
    engine.stop(run_id, "me")


def test_two_runs_with_the_same_seeds_are_compared_in_pairs(engine, three):
    page = open_runs(three[0], three[1])
    curves, *_rest = page.get("plotly_chart")
    drawn = json.loads(curves.proto.spec)["data"]
    assert [trace["name"] for trace in drawn if trace.get("showlegend") is not False] == [
        "Temperature 9",
        "Temperature 4",
    ]
    settings = next(frame.value for frame in page.dataframe if "Temperature" in frame.value.index)
    assert settings.index[0] == "Temperature"
    assert set(settings.loc["Temperature"]) == {"4", "9"}
    measures = next(frame.value for frame in page.dataframe if "Run" in frame.value.columns)
    difference = measures.iloc[1, 3]
    expected = engine.call(
        "kdviz.measures:difference",
        *(record.result.arms["distilled"].accuracy for record in (three[1], three[0])),
        True,
    )
    assert f"{100 * expected.mean:+.1f}".replace("-", "−").lstrip("+") in difference
    assert measures.iloc[1, 4] == "paired"


def test_three_runs_are_compared_and_other_seeds_are_not_paired(three):
    page = open_runs(*three)
    measures = next(frame.value for frame in page.dataframe if "Run" in frame.value.columns)
    assert len(measures) == 3
    assert list(measures.iloc[:, 3]).count("—") == 1
    assert list(measures.iloc[:, 4]).count("not paired") == 2


def test_runs_of_which_none_finished_can_be_compared(engine):
    ids = [
        engine.submit(Experiment(**{**QUICK, "steps": 20_000}, first_seed=seed), f"v{seed}").job_id
        for seed in (350, 360)
    ]
    for run_id, seed in zip(ids, (350, 360), strict=True):
        engine.stop(run_id, f"v{seed}")
    page = open_runs(*(engine.record(run_id) for run_id in ids))
    assert "Runs without a result are left out of the curves and the measures." in texts(page)


def test_only_runs_on_the_same_data_and_seeds_are_paired():
    default = Experiment()
    assert same_seeds(default, Experiment(temperature=1, labels=30))
    for other in ({"first_seed": 1}, {"seeds": 7}, {"data_seed": 1}, {"dataset": "moons"}):
        assert not same_seeds(default, Experiment(**other))
    assert set(differing([default, Experiment(temperature=1, labels=30)])) == {"labels", "temperature"}


def test_the_selection_stays_when_other_runs_come_and_go(engine, three):
    page = open_runs(three[0])
    engine.result(engine.submit(Experiment(**QUICK, first_seed=370), "me").job_id)
    page.run()
    assert page.session_state["runs_selected"] == [three[0].run_id[:8]]
    page.text_input(key="filter_text").set_value("temperature").run()
    assert three[0].run_id[:8] not in listed(page)


def test_exports_hold_what_is_shown(three):
    page = open_runs(three[1])
    labels = {button.label for button in page.get("download_button")}
    assert labels == {"Export 1 as CSV", "Export 1 as JSON"}


def test_no_text_on_the_page_escapes_translation(three, monkeypatch):
    """In a language of brackets, whatever is not in brackets was never given to the translator."""
    monkeypatch.setattr(Translator, "__call__", lambda _self, message: f"⟦{message}⟧" if message else "")
    page = open_runs(*three, lang="en")
    seen = [*texts(page), *(button.label for button in [*page.button, *page.get("download_button")])]
    assert len(seen) > 5
    assert [text for text in seen if "⟦" not in text] == []
