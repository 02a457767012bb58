"""The page Tune: a goal and what may vary to a search, a search to its pictures."""

import pytest
import streamlit
from hypothesis import example, given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

import kdviz
from kdviz.engine import Engine
from kdviz.experiment import Experiment, Search
from kdviz.experiment.goal import COSTS, Goal
from kdviz.experiment.search import Budget
from kdviz.experiment.vary import USUAL
from kdviz.i18n import ENGLISH, Translator
from kdviz.store.history import UNMEASURED
from kdviz.store.recordings import recorded_search
from kdviz.verdicts.search import judgement_told, optimism_told
from kdviz.web.session.knobs import PREFIX
from kdviz.web.session.searches import BUDGET, GOAL, KEY, LIMITS, NUMBERS, VARY, chosen_goal, set_goal
from kdviz.web.views.tune.address import ENTRIES
from kdviz.web.views.tune.controls import budget_told, is_as_shown
from kdviz.web.views.tune.subject import SUBJECTS
from tests.serving import PATIENCE
from tests.web.maps import charts, decoded, see_end
from tests.web.pages import QUICK, open_at, query, texts, unfold

SMALL = {**QUICK, "student": "6", "vary": "temperature=1:20:log;student=4,6", "budget": "16", "goal": "lose:5"}


@pytest.fixture(autouse=True)
def a_pace_for_all(monkeypatch):
    """Fix the pace: from 12 on, which tiny runs beside busy processes can have, 30 s are too short for any search."""
    monkeypatch.setattr("kdviz.web.parts.duration._pace", lambda: UNMEASURED)


def open_tune(**asked: str) -> AppTest:
    return open_at("tune", **asked)


def tune(engine: Engine, page: AppTest) -> AppTest:
    page.button(key="run_tune").click().run()
    see_end(engine, page.session_state[KEY])
    page.run()
    assert not page.exception
    return page


@pytest.fixture(scope="module")
def small(engine) -> AppTest:
    return tune(engine, open_tune(**SMALL))


def test_the_page_opens_with_the_reader_s_choice_alone(engine):
    page = open_tune()
    assert KEY not in page.session_state
    (marks,) = charts(page)
    assert [(decoded(trace["x"]), decoded(trace["y"])) for trace in marks if trace["x"]] == [([4], [0.9])]
    # Nothing of what is to be found out.
    recorded = recorded_search().result
    assert not any(str(recorded.best.settings["temperature"]) in text for text in texts(page))
    page.select_slider(key=PREFIX + "temperature").set_value(8).run()
    (marks,) = charts(page)
    assert [decoded(trace["x"]) for trace in marks if trace["x"]] == [[8]]


def costs() -> st.SearchStrategy[dict[str, float]]:
    return st.dictionaries(st.sampled_from(COSTS), st.floats(1e-6, 1e15), max_size=len(COSTS))


def floors() -> st.SearchStrategy[float | None]:
    return st.none() | st.floats(0, 100)


@given(costs(), floors(), floors())
@example({"bytes": 500.6, "parameters": 5e9}, 90.0, 1.5)
def test_a_goal_stays_whole_in_the_session_and_in_the_link(at_most, at_least, lose_at_most):
    goal = Goal(at_most=at_most, at_least=at_least, lose_at_most=lose_at_most)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streamlit, "session_state", {})
        set_goal(goal)
        assert chosen_goal() == goal
        own = [entry for entry in ENTRIES if entry.key in {GOAL, *LIMITS.values()}]
        link = {
            entry.name: entry.write(streamlit.session_state[entry.key])
            for entry in own
            if streamlit.session_state[entry.key] != entry.default
        }
        set_goal(Goal())
        for entry in own:
            entry.read(link)
        assert chosen_goal() == goal


def test_the_goal_is_a_sentence_with_a_blank_for_every_part(engine):
    page = open_tune(goal="lose:2,least:85", at_most="500.5", at_most_parameters="5000", lang="en")
    assert [(page.number_input(key=key).label, page.number_input(key=key).value) for key in NUMBERS.values()] == [
        ("points lost at most", 2),
        ("percent right at least", 85),
    ]
    assert "within limits: 2" in [each.label for each in page.expander]
    page.session_state["limits"] = True
    page.run()
    assert [page.number_input(key=key).value for key in LIMITS.values()] == [500.5, 5000, 0, 0]
    page.number_input(key=LIMITS["macs"]).set_value(1500.0).run()
    page.selectbox(key=GOAL).select("accurate").run()
    asked = query(page)
    assert "goal" not in asked
    assert {name: asked[name] for name in asked if "most" in name} == {
        "at_most": "500.5",
        "at_most_parameters": "5000",
        "at_most_macs": "1500",
    }
    page.selectbox(key=GOAL).select("both").run()
    assert query(page)["goal"] == "lose:2,least:85"


def test_a_search_by_command_with_both_floors_is_opened_with_both(engine):
    goal = Goal(lose_at_most=2, at_least=10, at_most={"parameters": 2000})
    record = kdviz.tune(Experiment(**QUICK, student="6"), "12", goal=goal, temperature="1:20:log")
    page = open_tune(search=record.search_id[:12])
    assert query(page)["goal"] == "lose:2,least:10"
    assert query(page)["at_most_parameters"] == "2000"
    assert not [text for text in texts(page) if "settings have changed" in text]


def test_what_a_command_alone_can_say_is_no_change_of_settings(engine):
    asked = Experiment(**QUICK, student="6")
    record = kdviz.tune(asked, "12", fresh=range(900, 904), sampler="random", temperature="1:20:log")
    page = open_tune(search=record.search_id[:12])
    changed = "The settings have changed since this result. Press Run to see what they do."
    assert changed not in texts(page)
    page.select_slider(key=PREFIX + "temperature").set_value(8).run()
    assert changed in texts(page)


def test_equal_seconds_are_equal_also_at_another_pace():
    slow, fast = (Search.of(Experiment(), {}, Budget(seconds=30), speed=speed) for speed in (1.0, 2.0))
    assert slow.students < fast.students
    assert is_as_shown(slow, fast)
    assert not is_as_shown(slow, Search.of(Experiment(), {}, Budget(seconds=40)))
    assert not is_as_shown(Search.of(Experiment(), {}, Budget(200)), Search.of(Experiment(), {}, Budget(240)))


@pytest.mark.parametrize(
    ("budget", "language", "told"),
    [
        ("45s", "zh_CN", "45 秒"),
        ("2min", "zh_CN", "2 分钟"),
        ("500", "zh_CN", "500 个学生"),
        ("2min", "en", "2 min"),
        ("soon", "en", "soon"),
    ],
)
def test_a_budget_reads_as_its_language_writes_it(budget, language, told):
    assert budget_told(budget, Translator(language)) == told


def test_the_budget_is_told_in_words_wherever_it_stands(engine):
    page = unfold(open_tune(lang="zh_CN", budget="500"))
    assert "大约训练 500 个学生。" in texts(page)
    assert any(expander.label.endswith("500 个学生") for expander in page.expander)
    assert page.selectbox(key=BUDGET).options == ["10 秒", "30 秒", "1 分钟", "2 分钟", "500 个学生"]


def test_a_recorded_search_is_shown_when_it_is_asked_for(engine):
    page = open_tune()
    page.button(key="tune_recorded_button").click().run()
    recorded = recorded_search()
    assert page.header[0].value == judgement_told(recorded, ENGLISH)
    assert "Recorded." in texts(page)
    assert optimism_told(recorded.result) in texts(page)
    judged, trials = charts(page)
    assert [len(trace["x"]) for trace in judged] == [2, 2]
    assert sum(len(trace["x"]) for trace in trials if trace["type"] == "scatter") == len(recorded.trials) + 2
    assert recorded.search.experiment.labels == 60
    assert {vary.name: vary.text for vary in recorded.search.vary} == USUAL


def test_a_search_is_drawn_and_stands_in_the_link(engine, small):
    record = engine.record(small.session_state[KEY])
    assert record.search.students == 16
    assert record.search.goal.lose_at_most == 5
    assert small.header[0].value == judgement_told(record, ENGLISH)
    asked = query(small)
    assert (asked["vary"], asked["goal"], asked["budget"]) == (SMALL["vary"], "lose:5", "16")
    again = open_tune(**asked)
    assert not again.warning
    assert query(again) == asked
    alone = open_tune(search=asked["search"][:12])
    assert alone.session_state[VARY] == SMALL["vary"].split(";")
    assert alone.session_state[PREFIX + "student"] == "6"
    assert (query(alone)["goal"], query(alone)["budget"]) == ("lose:5", "16"), "also from the list of Runs"
    assert not [text for text in texts(alone) if "settings have changed" in text]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_subject_opens_and_stands_in_the_link(engine, small, language):
    page = unfold(open_tune(**{**query(small), "lang": language}))
    assert not page.exception
    fitting = {name for name, subject in SUBJECTS.items() if subject.fits(engine.record(page.session_state[KEY]))}
    assert {*query(page)["open"].split(",")} == fitting
    assert len(charts(page)) >= 3


def test_the_winner_is_opened_on_the_first_page(engine, small):
    page = open_tune(**query(small))
    best = engine.record(page.session_state[KEY]).result.best.settings
    page.button(key="winner_distill").click().run()
    assert {name: page.session_state[PREFIX + name] for name in best} == best


def test_a_scene_brings_its_knobs(engine):
    page = open_tune(scene="lucky-winner", vary="alpha=0:1")
    assert page.session_state[PREFIX + "seeds"] == 1
    page.session_state["varied"] = True
    page.run()
    page.selectbox(key="tune_scene").select("lucky-winner").run()
    assert page.session_state[VARY] == [f"{name}={text}" for name, text in USUAL.items()]


def test_a_winner_with_a_pipeline_is_compressed_and_taken_along(engine):
    vary = "pipeline=distill|distill,quantize=4"
    page = tune(engine, open_tune(**{**QUICK, "student": "6", "vary": vary, "budget": "4", "at_most": "1000"}))
    assert engine.record(page.session_state[KEY]).result.best.settings == {"pipeline": "distill,quantize=4"}
    page.session_state["fold_take"] = True
    page.run()
    page.button(key="take_make").click()
    page.run()
    (trained,) = page.session_state["taken"].values()
    see_end(engine, trained)
    page.run()
    assert not page.exception
    assert page.selectbox(key="take_whose").options == ["distill,quantize=4"]
    page.button(key="winner_compress").click().run()
    assert not page.exception
    assert page.session_state["compress_pipelines"] == ["distill,quantize=4"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"vary": "temprature=1:2"}, "did you mean temperature?"),
        ({"vary": "temperature=9:2"}, "the first number must be the lower one"),
        ({"at_most": "100"}, "At most 100 bytes of parameters were asked for"),
        ({"at_most_macs": "100"}, "At most 100 MACs were asked for"),
    ],
)
def test_what_cannot_be_searched_is_said_and_cannot_be_run(engine, asked, said):
    page = open_tune(**asked)
    assert any(said in text for text in texts(page))
    assert page.button(key="run_tune").disabled


@pytest.mark.parametrize(("limit", "held"), [("1000000", False), ("0.001", True)])
def test_a_limit_of_time_waits_for_a_worker_that_measures_it(engine, limit, held):
    page = open_tune(**SMALL, at_most_us=limit)
    assert query(page)["at_most_us"] == limit
    (measuring,) = page.session_state["taken"].values()
    measuring.result(PATIENCE)
    page.run()
    assert page.button(key="run_tune").disabled == held
    assert any("µs were asked for" in text for text in texts(page)) == held
    if not held:
        search = engine.record(tune(engine, page).session_state[KEY]).search
        assert search.goal.at_most == {"us": 1e6}
        assert search.micros.keys() == {"4", "6"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"goal": "best"}, "goal is best"),
        ({"goal": "lose:1,accurate"}, "goal is lose:1,accurate"),
        ({"budget": "soon"}, "The budget is soon"),
        ({"open": "all"}, "open is all"),
    ],
)
def test_a_link_that_cannot_be_read_is_said(engine, asked, said):
    page = open_tune(**asked)
    assert any(said in warning.value for warning in page.warning)
    assert not page.button(key="run_tune").disabled
