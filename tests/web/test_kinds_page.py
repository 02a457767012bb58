"""The page Kinds: chosen kinds to a race, a race to a ranking, a card to the page Distill."""

import json
import math

import pytest
from streamlit.testing.v1 import AppTest

from kdviz.catalog import KINDS
from kdviz.catalog.kind import FAMILIES
from kdviz.engine import Engine
from kdviz.experiment import Experiment
from kdviz.i18n import ENGLISH, Translator
from kdviz.results import Status
from kdviz.verdicts.guess import Guess
from kdviz.verdicts.ranking import bet_sentence
from kdviz.verdicts.why import race_explanations
from kdviz.web.session.knobs import PREFIX
from kdviz.web.session.race import KEY, Race, rows_of
from kdviz.web.views.kinds.state import BET, CARD, CHOSEN, first_kinds
from kdviz.web.views.kinds.told import diagram
from tests.serving import PATIENCE
from tests.web.inventory import FIGURES
from tests.web.maps import charts, numbers
from tests.web.pages import QUICK, answer_each, answer_guess, as_visitor, given, is_given, open_at, query, texts, unfold

THREE = {**QUICK, "labels": "30", "kinds": "classic,hint,attention"}
LONG = {**QUICK, "labels": "30", "kinds": "classic,logits,smoothing", "steps": "20000", "seeds": "8"}


def open_kinds(**asked: str) -> AppTest:
    return open_at("kinds", **asked)


def race_of(page: AppTest) -> Race:
    return page.session_state[KEY]


def raced(page: AppTest, engine: Engine) -> AppTest:
    """Press Run and let one kind after the other end, as the page does by looking again."""
    page.button(key="run_kinds").click().run()
    while race_of(page).going:
        engine.wait(race_of(page).last, after=10**9)
        page.run()
    assert not page.exception
    return page


def told(page: AppTest, name: str) -> list[str]:
    return [text for text in texts(page) if name in text]


def test_what_students_are_told_is_said_to_be_of_digits_where_other_data_is_chosen(engine):
    said = "Recorded with other data: Handwritten digits. Chosen is Wine."
    assert said in texts(open_kinds(dataset="wine"))
    assert not told(open_kinds(), "Recorded with other data")


@pytest.fixture(scope="module")
def three(engine) -> AppTest:
    return raced(open_kinds(**THREE), engine)


def test_the_page_opens_with_labels_the_usual_kind_and_a_challenger(engine):
    page = open_kinds()
    assert page.title[0].value == "What teaches best?"
    assert page.session_state[CHOSEN] == first_kinds() == ["classic", "smoothing"]
    assert not page.button(key="run_kinds").disabled
    assert told(page, "Takes about")
    assert not page.get("plotly_chart")
    assert page.selectbox(key="kinds_challenger").value == "smoothing"
    assert page.session_state[CARD] == "smoothing", "what it is"
    assert page.selectbox(key=BET).options == ["Labels only", "Classic distillation", "Label smoothing"]
    assert not is_given(page, "guess"), "how much is asked after who"
    page.selectbox(key=BET).set_value("smoothing").run()
    assert given(page, "guess")["words"]["ask"] == "How many more of 500 digits will the winner get right?"
    page.selectbox(key="kinds_challenger").set_value("hint").run()
    assert page.session_state[CHOSEN] == ["classic", "hint"]
    assert page.session_state[CARD] == "hint", "the picture is of the challenger"
    assert query(page)["kinds"] == "classic,hint"
    unfold(page).button(key="kinds_all").click().run()
    assert page.session_state[CHOSEN] == [*KINDS]
    assert query(page)["kinds"] == "all"
    unfold(page).button(key="kinds_none").click().run()
    assert page.button(key="run_kinds").disabled
    assert told(page, "Choose at least one kind.")


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ("hint,self", ["Beside labels only: Hints (FitNets), Self-distillation (born again)."]),
        ("classic,hint,self", ["3 kinds race."]),
    ],
)
def test_the_challenger_that_is_named_is_in_the_race(engine, kinds, said):
    page = open_kinds(kinds=kinds)
    assert [text for text in texts(page) if text.startswith("Beside") or text.endswith("kinds race.")] == said
    shown = [box.value for box in page.selectbox if box.key == "kinds_challenger"]
    assert shown == ([] if len(kinds.split(",")) > 2 else [None])


def test_fewer_of_the_kinds_that_have_raced_are_no_question(three, engine):
    page = open_kinds(**query(three))
    page.session_state[CHOSEN] = ["classic"]
    page.run()
    assert not [box for box in page.selectbox if box.key == BET]
    page.session_state[CHOSEN] = ["classic", "logits"]
    page.run()
    assert [box for box in page.selectbox if box.key == BET]


def test_all_kinds_stand_in_their_families(engine):
    page = unfold(open_kinds(kinds="all"))
    shown = [name for family in FAMILIES for name in page.pills(key=f"family_{family}").options]
    assert shown == [card.title for card in KINDS.values()]
    page.pills(key="family_layers").set_value(["hint"]).run()
    assert page.session_state[CHOSEN] == [kind for kind in KINDS if kind != "attention"]


def test_a_bet_and_a_guess_meet_the_ranking(engine):
    page = open_kinds(**{**THREE, "kinds": "classic,hint", "first_seed": "670"})
    page.selectbox(key=BET).set_value("hint").run()
    answer_guess(page, "kinds", Guess(0, 150))
    raced(page, engine)
    (said,) = told(page, "Your bet, ")
    assert said == " ".join(
        [
            bet_sentence("hint", rows_of(race_of(page), ENGLISH)),
            *[text for text in [said.partition(". ")[2]] if text.startswith("You said −150 to +150. It was ")],
        ]
    )
    assert "your range held." in said
    rows = rows_of(race_of(page), ENGLISH)
    _ranking, (points, best) = charts(page)
    assert points["x"] == pytest.approx([500 * row.result.gain.mean for row in rows])
    assert best["x"] == points["x"][:1], "guess and result stand in one picture"
    answer_each(page, ",".join(race_of(page).runs.values()), race_explanations(rows, ENGLISH))


def test_a_kind_that_cannot_run_says_what_would_do_in_the_page_s_own_words(engine):
    page = open_kinds(**THREE)
    (said,) = [info.value for info in page.info]
    assert said == (
        "- **Attention transfer**: attention transfer needs a ConvNet; "
        "try “Student network” conv:8x16, “Teacher network” conv:16x32"
    )
    assert not page.button(key="run_kinds").disabled
    only = open_kinds(**{**THREE, "kinds": "attention"})
    assert only.button(key="run_kinds").disabled


def test_each_kind_runs_once_as_usual_for_it_and_is_ranked(engine, three):
    race = race_of(three)
    assert [*race.runs] == ["classic", "hint"]
    experiments = [engine.record(run_id).experiment for run_id in race.runs.values()]
    shared = {"teacher": "16", "teacher_steps": 40, "steps": 20, "seeds": 2, "labels": 30}
    assert experiments == [Experiment(**shared, kind=kind) for kind in race.runs]
    drawn = given(unfold(three), "race")
    assert [line["name"] for line in drawn["finished"]] == ["classic", "hint"]
    assert drawn["finished"][0]["snapshots"][-1]["accuracy"]["hard"]
    assert drawn["current"] is None
    assert any(info.value.startswith("**Not ranked**\n\n- Attention transfer") for info in three.info)
    rows = rows_of(race, ENGLISH)
    assert [row.rank for row in rows] in ([1, 1, 0], [1, 2, 0])


def test_a_race_is_answered_from_the_store_and_stands_in_the_link(engine, three):
    asked = query(three)
    assert asked["kinds"] == "classic,attention,hint"
    assert asked["race"] == ",".join(run_id[:8] for run_id in race_of(three).runs.values())
    again = open_kinds(**asked)
    assert not again.warning
    assert query(again) == asked
    assert race_of(again) == race_of(three)
    assert charts(again) == charts(three)
    alone = open_kinds(race=asked["race"])
    assert alone.session_state[PREFIX + "steps"] == 20
    repeated = raced(open_kinds(**THREE), engine)
    assert race_of(repeated).runs == race_of(three).runs
    repeated.button(key="kinds_afresh").click().run()
    assert set(race_of(repeated).runs.values()).isdisjoint(race_of(three).runs.values())
    repeated.button(key="stop_kinds").click().run()


def test_new_seeds_race_on_other_draws(engine):
    page = raced(open_kinds(**{**THREE, "first_seed": "660"}), engine)
    page.button(key="kinds_new_seeds").click().run()
    assert page.session_state[PREFIX + "first_seed"] == 662
    assert engine.record(race_of(page).last).experiment.first_seed == 662
    if race_of(page).going:
        page.button(key="stop_kinds").click().run()


def test_every_figure_is_finite_and_changes_with_the_seed(engine):
    drawn, lines = [], []
    for seed in ("600", "610"):
        page = raced(open_kinds(**{**THREE, "first_seed": seed}), engine)
        unfold(page)
        drawn.append([number for trace in charts(page)[0] for number in numbers(trace)])
        told = [snapshot for line in given(page, "race")["finished"] for snapshot in line["snapshots"]]
        lines.append([value for snapshot in told for value in snapshot["accuracy"]["distilled"]])
        ids = [chart.proto.id.rpartition("-")[2] for chart in page.get("plotly_chart")]
        assert {*ids, "race"} == {*FIGURES["kinds"]}
    for first, second in (drawn, lines):
        assert all(math.isfinite(number) for number in first)
        assert len({*first}) > 1
        assert first != second


def test_the_next_kind_begins_when_one_has_ended_and_stop_keeps_what_has_finished(engine):
    page = open_kinds(**{**LONG, "steps": "20", "seeds": "2", "first_seed": "620"})
    page.button(key="run_kinds").click().run()
    first = race_of(page).last
    engine.wait(first, after=10**9)
    page.switch_page("views/runs/page.py").run()
    assert [*race_of(page).runs] == ["classic", "logits"], "it goes on while one looks elsewhere"
    page.switch_page("views/kinds/page.py").run()
    assert page.session_state[CHOSEN] == ["classic", "logits", "smoothing"]
    long = open_kinds(**LONG, first_seed="630")
    long.selectbox(key=BET).set_value("logits").run()
    answer_guess(long, "kinds", Guess(20, 5))
    long.run().button(key="run_kinds").click().run()
    run_id = race_of(long).last
    assert engine.wait(run_id, timeout=PATIENCE)
    long.run()
    shown = given(long, "race")["current"]
    assert (shown["run_id"], shown["path"], shown["line"]["name"]) == (run_id, f"/live/{run_id}", "classic")
    long.button(key="stop_kinds").click().run()
    assert engine.record(run_id).status is Status.STOPPED
    assert told(long, "Ended before anything was finished.")
    assert not race_of(long).runs
    long.button(key="kinds_go_on").click().run()
    assert [*race_of(long).runs] == ["classic"]
    assert (race_of(long).bet, race_of(long).guess) == ("logits", Guess(20, 5))
    reloaded = open_kinds(**query(long))
    assert (race_of(reloaded).runs, race_of(reloaded).going) == (race_of(long).runs, True)
    reloaded.button(key="stop_kinds").click().run()
    assert engine.record(race_of(long).last).status is Status.RUNNING, "somebody else still watches it"
    long.button(key="stop_kinds").click().run()


def test_a_race_does_not_take_the_place_of_a_run_that_waits(engine):
    page = open_kinds(**{**LONG, "kinds": "logits"}, first_seed="640")
    page.button(key="run_kinds").click().run()
    running = race_of(page).last
    assert engine.wait(running, timeout=PATIENCE)
    page.switch_page("views/distill/page.py").run()
    page.button(key="run").click().run()
    assert engine.history.status(page.session_state["run_id"]) is Status.WAITING
    assert engine.history.status(running) is Status.RUNNING
    page.button(key="stop").click().run()
    page.switch_page("views/kinds/page.py").run()
    page.button(key="stop_kinds").click().run()


def test_races_of_one_browser_s_tabs_wait_for_each_other(engine, monkeypatch):
    as_visitor(monkeypatch, "a browser")
    trains, waits, comes = (
        open_kinds(**{**LONG, "kinds": "logits", "first_seed": f"{seed}"}) for seed in (641, 651, 661)
    )
    for page in (trains, waits):
        page.button(key="run_kinds").click().run()
        assert engine.wait(race_of(trains).last, timeout=PATIENCE)
    comes.button(key="run_kinds").click().run()
    assert engine.history.status(race_of(waits).last) is Status.WAITING, "it has not lost its place"
    assert (race_of(comes).runs, race_of(comes).going) == ({}, True)
    waits.button(key="stop_kinds").click().run()
    comes.run()
    assert engine.history.status(race_of(comes).last) is Status.WAITING, "the place is free"
    for page in (comes, trains):
        page.button(key="stop_kinds").click().run()


def test_a_kind_that_fails_or_diverges_says_so_and_the_others_go_on(engine):
    page = raced(open_kinds(**{**THREE, "kinds": "classic,hint", "optimizer": "sgd", "learning_rate": "10"}), engine)
    assert [*race_of(page).runs] == ["classic", "hint"]
    (said,) = [info.value for info in page.info if info.value.startswith("**Not ranked**")]
    assert "- Classic distillation: its training diverged at step" in said
    assert "- Hints (FitNets): The training before the students' own (hint) diverged at step" in said
    assert not page.get("plotly_chart")


def test_a_card_opens_its_kind_on_the_page_distill_with_its_run(engine):
    page = raced(open_kinds(**THREE), engine)
    run_id = race_of(page).runs["hint"]
    unfold(page).selectbox(key=CARD).set_value("hint").run()
    unfold(page).button(key="open_hint").click().run()
    assert (page.session_state["run_id"], page.session_state[PREFIX + "kind"]) == (run_id, "hint")
    assert query(page)["kind"] == "hint"
    other = open_kinds(**THREE)
    unfold(other).selectbox(key=CARD).set_value("ensemble").run()
    unfold(other).button(key="open_ensemble").click().run()
    assert (query(other)["kind"], query(other)["labels"]) == ("ensemble", "30")


def test_those_trained_on_the_way_stand_next_to_the_student(engine):
    page = raced(open_kinds(**{**QUICK, "kinds": "ensemble,munge,mutual,unlabeled", "labels": "30"}), engine)
    (caption,) = told(page, "The first place is partly luck")
    said = caption.partition("found or made up: ")[2].partition(". ")[0]
    assert {*said.split(", ")} == {"Synthetic images (MUNGE)", "Unlabelled images only"}
    assert "from which nothing was learned by: Mutual learning." in caption
    assert "of “Ensemble of teachers” are with the average of all teachers" in caption
    (table,) = [frame.value for frame in page.dataframe if "Who" in frame.value.columns]
    result = engine.result(race_of(page).runs["ensemble"])
    whole, student = (
        table[table["Kind"] == "Ensemble of teachers"].set_index("Who").loc[name]
        for name in ("Ensemble of teachers", "With teacher")
    )
    assert whole["Parameters"] == result.stages[0].parameters == 3 * result.teacher.parameters
    assert (whole["MACs"], whole["Bytes of parameters"]) == (3 * result.teacher.macs, 3 * result.teacher.bytes)
    assert student["Parameters"] == result.student.parameters
    assert whole["Test accuracy, %"] == pytest.approx(100 * result.stages[0].mean, abs=0.05)
    assert "Peer 1" in table["Who"].tolist()


def test_a_wrong_link_is_mended_with_a_notice(engine, three):
    other = engine.submit(Experiment(**QUICK, first_seed=650), "me").job_id
    engine.result(other)
    asked = query(three)
    page = open_kinds(**{**asked, "kinds": "classic,magic", "race": f"{asked['race']},{other[:8]},nothing"})
    said = [element.value for element in page.warning]
    assert len(said) == 3
    assert any("kinds is magic: allowed are classic, assistant," in text for text in said)
    assert any("There is no run nothing" in text for text in said)
    assert any(other[:8] in text or "has other data, networks or training" in text for text in said)
    assert page.session_state[CHOSEN] == ["classic"]
    assert race_of(page).runs == race_of(three).runs
    own = engine.submit(Experiment(**QUICK, temperature=9, first_seed=651), "me").job_id
    engine.result(own)
    assert len(open_kinds(race=own).warning) == 1, "not as usual for its kind"


def test_ready_made_settings_let_every_kind_run(engine):
    page = open_kinds()
    unfold(page).selectbox(key="kinds_ground").set_value("convnets").run()
    assert page.session_state[PREFIX + "student"] == "conv:8x16"
    assert not page.info
    unfold(page).number_input(key=PREFIX + "steps").set_value(20000).run()
    assert page.error


def test_no_text_escapes_translation(engine, monkeypatch, three):
    """In a language of brackets, whatever is not in brackets was never given to the translator."""
    monkeypatch.setattr(Translator, "__call__", lambda _self, message: f"⟦{message}⟧" if message else "")
    page = unfold(open_kinds(**query(three)))
    labels = [widget.label for kind in (page.selectbox, page.number_input, page.button) for widget in kind]
    words = [*given(page, "race")["words"].values(), *(line["title"] for line in given(page, "race")["finished"])]
    seen = [*texts(page), *labels, *words, *(expander.label for expander in page.expander)]
    references = {kind.reference for kind in KINDS.values()}
    assert len(seen) > 60
    assert [text for text in seen if "⟦" not in text and text not in references] == []


def test_a_diagram_has_a_row_an_arrow_and_a_box_a_target():
    for kind in KINDS.values():
        drawn = diagram(kind.diagram, ENGLISH)
        assert drawn.count("flows-what") == len(kind.diagram)
        assert drawn.count("flows-target") == len({flow.target for flow in kind.diagram})
        assert all(flow.what in drawn for flow in kind.diagram)
    steps = json.dumps(diagram(KINDS["ensemble"].diagram, ENGLISH))
    assert steps.index(">their average<") < steps.index(">student<")
