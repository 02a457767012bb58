import json
import os
import re
import subprocess
import sys

import pytest

from kdviz.catalog import PUBLISHED_SCENES, SCENES
from kdviz.catalog.fetched import folder_of
from kdviz.experiment import Experiment, knobs
from kdviz.i18n import ENGLISH, Translator
from kdviz.store.recordings import RECORDED, recording
from kdviz.verdicts.guess import Guess, told
from kdviz.verdicts.run import detail, headline
from kdviz.verdicts.why import explanations
from kdviz.web.session.knobs import PREFIX
from kdviz.web.views.distill.figures import picked_place
from tests.serving import PATIENCE
from tests.web.inventory import FIGURES
from tests.web.pages import (
    MAIN,
    QUICK,
    answer_each,
    curves,
    finish,
    given,
    is_given,
    open_page,
    query,
    texts,
    type_network,
    unfold,
)

QUESTION = "Can a big network's doubt help a small one?"


def test_the_page_opens_with_the_default_experiment_and_nothing_run(engine):
    page = open_page()
    assert not page.exception
    assert page.title[0].value == QUESTION
    assert page.session_state[PREFIX + "labels"] == 60
    assert not page.get("plotly_chart")
    assert curves(page)["run_id"] is None
    assert {shown["label"] for shown in given(page, "doubt")["pictures"]} == {*range(10)}


def test_before_a_run_samples_of_the_chosen_data_are_shown(engine):
    page = open_page(dataset="wine")
    shown = given(page, "samples")
    assert (shown["path"], shown["rows"]) == ("/samples/wine.json", "/rows/wine/{row}.json")
    assert shown["words"]["told"] == "Wine: an example of each class"
    assert not is_given(page, "doubt")
    page.selectbox(key="knob_dataset").select("moons").run()
    assert given(page, "samples")["path"] == "/samples/moons.json"
    page.selectbox(key="knob_dataset").select("digits").run()
    assert is_given(page, "doubt")
    assert not is_given(page, "samples")


def test_what_is_guessed_at_is_not_told_to_the_page_before(engine):
    page = open_page()
    told = json.dumps([given(page, name) for name in ("curves", "doubt", "guess")])
    known = recording(RECORDED)
    for secret in ("events", "student", f"{known.arms['distilled'].mean:.3f}", f"{known.gain.mean:.3f}"):
        assert secret not in told.replace("students", ""), secret
    assert not [text for text in texts(page) if re.search(r"helps|hurts|more of|fewer of|points", text)]
    for scene in SCENES:
        page.selectbox(key="scene").select(scene).run()
        assert not [text for text in texts(page) if text.startswith("It is said")]


def test_the_recorded_run_is_shown_when_asked_for_and_then_no_guess_is(engine):
    page = open_page(guess="40,20")
    assert given(page, "guess")["guess"] == {"mark": 40, "give": 20}
    page.button(key="recorded").click().run()
    assert page.header[0].value == "27 more of 500 digits right."
    assert "You said +20 to +60. It was +27: your range held." in texts(page)
    assert "Recorded when kdviz was built." in texts(page)
    events = curves(page)["events"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert not [each for each in page.get("bidi_component") if each.proto.component_name.endswith("kdviz_guess")]


def test_a_guess_is_held_against_its_result_and_its_explanation_answered(engine):
    page = finish(open_page(**QUICK, guess="-150,0", first_seed="33"), engine)
    result, guess = engine.result(page.session_state["run_id"]), Guess(-150, 0)
    assert told(guess, result.gain.mean, result.experiment.data, ENGLISH) in texts(page)
    answer_each(page, result.run_id, explanations(result, ENGLISH))
    page.slider(key=PREFIX + "alpha").set_value(0.5).run()
    assert given(page, "guess")["guess"] is None, "a guess is about one run"
    page.button(key="run").click().run()
    engine.result(page.session_state["run_id"])
    assert not page.run().radio


def test_sizes_follow_the_networks_before_run(engine):
    page = open_page()
    assert "85,002 parameters · 84,480 MACs · 340 kB" in texts(page)
    assert "2,410 parameters · 2,368 MACs · 9.64 kB" in texts(page)
    page.selectbox(key=PREFIX + "student").select("16").run()
    assert "1,210 parameters · 1,184 MACs · 4.84 kB" in texts(page)
    assert query(page)["student"] == "16"


def test_a_class_left_out_has_a_card_of_its_own(engine):
    page = finish(open_page(**QUICK, omit_class="3"), engine)
    assert not page.exception
    known = engine.result(page.session_state["run_id"]).omitted
    assert known is not None
    (title,) = [text for text in texts(page) if text.startswith("**No student has seen class 3")]
    assert f"{100 * known.arms['distilled']['frequency'].mean:.1f} % with a bias" in title
    (table,) = [frame.value for frame in page.dataframe if "Recall, %" in frame.value]
    assert table["Bias"].tolist() == 3 * [
        "no bias",
        "bias from the class frequency",
        "bias best on the test set",
    ]
    assert table["Recall, %"].tolist() == [
        f"{100 * by_bias[bias].mean:.1f}" for by_bias in known.arms.values() for bias in by_bias
    ]
    assert any("Nobody can know it beforehand" in text for text in texts(page))


def test_running_shows_the_verdict_of_that_very_run(engine):
    page = finish(open_page(**QUICK), engine)
    assert not page.exception
    result = engine.result(page.session_state["run_id"])
    assert {headline(result, ENGLISH), detail(result)} <= {*texts(page)}
    assert result.experiment == Experiment(teacher="16", teacher_steps=40, steps=20, seeds=2)
    assert len(page.get("plotly_chart")) == 3
    assert not page.info
    page.slider(key=PREFIX + "alpha").set_value(0.5).run()
    assert page.info[0].value.startswith("The settings have changed since this run")


def test_a_repeat_is_labelled_as_recorded_and_can_be_run_afresh(engine):
    query = {**QUICK, "first_seed": "21"}
    first = finish(open_page(**query), engine)
    assert not any(text.startswith("Recorded on") for text in texts(first))
    again = open_page(**query)
    again.button(key="run").click().run()
    assert again.session_state["run_id"] == first.session_state["run_id"]
    assert any(text.startswith("Recorded on") for text in texts(again))
    again.button(key="afresh").click().run()
    assert again.session_state["run_id"] != first.session_state["run_id"]
    engine.result(again.session_state["run_id"])
    again.run()
    assert not any(text.startswith("Recorded on") for text in texts(again))


def test_a_run_deleted_while_it_is_on_show_is_said_to_be(engine):
    page = finish(open_page(**QUICK, first_seed="90"), engine)
    engine.history.delete(page.session_state["run_id"])
    page.run()
    assert page.info[0].value == "The run that was shown here has been deleted."
    assert not page.run().info


def test_the_table_behind_a_picked_image_is_of_that_image(engine):
    page = finish(open_page(**QUICK, first_seed="95"), engine)
    kept = engine.history.arrays(page.session_state["run_id"], "course")
    some = int(kept["ids"][3])
    assert picked_place(kept, {"sort": "fixed", "id": some}) == 3
    assert picked_place(kept, {"sort": "ambiguity", "id": None}) == kept["ambiguity"].argmax()
    for sort in ("broken", "class", "students"):
        place = picked_place({**kept, "broken": 0 * kept["broken"]}, {"sort": sort, "id": -1})
        assert place == kept["ambiguity"].argmax()


def test_new_seeds_are_other_draws_of_the_same_experiment(engine):
    page = finish(open_page(**{**QUICK, "first_seed": "50"}), engine)
    first = engine.record(page.session_state["run_id"])
    page.button(key="new_seeds").click().run()
    second = engine.record(page.session_state["run_id"])
    assert second.run_id != first.run_id
    assert second.experiment == first.experiment.model_copy(update={"first_seed": 52})
    assert query(page)["first_seed"] == "52"
    first, second = engine.result(first.run_id), engine.result(second.run_id)
    assert first.arms["hard"].accuracy != second.arms["hard"].accuracy


def test_a_changed_control_says_what_it_costs_in_time(engine):
    page = unfold(open_page(seeds="2"))
    (before,) = [text for text in texts(page) if text.startswith("Takes about")]
    assert "change" not in before
    page.number_input(key=PREFIX + "steps").set_value(2500).run()
    (after,) = [text for text in texts(page) if text.startswith("Takes about")]
    assert "The last change adds" in after
    page.number_input(key=PREFIX + "steps").set_value(250).run()
    assert any("The last change saves" in text for text in texts(page))
    page.selectbox(key=PREFIX + "teacher").select("64").run()
    assert any("with the teacher's training" in text for text in texts(page))


def test_the_page_has_the_figures_that_it_lists(engine):
    page = finish(open_page(**QUICK, dataset="moons", labels="20"), engine)
    assert not page.exception
    charts = [element.proto.id.rpartition("-")[2] for element in page.get("plotly_chart")]
    components = [element.proto.component_name.rpartition("kdviz_")[2] for element in page.get("bidi_component")]
    # The curves draw the surfaces too; what reads numbers for all fields, and what stands around a page, draw nothing.
    assert {*charts, *components, "surfaces"} - {"numbers", "frame"} == {*FIGURES["distill"]}


def test_a_store_out_of_reach_is_a_sentence_on_the_page(home, tmp_path):
    (tmp_path / "kdviz.sqlite").write_text("no database, by any means")
    code = (
        "import sys; from streamlit.testing.v1 import AppTest;"
        f"page = AppTest.from_file(sys.argv[1], default_timeout={PATIENCE}).run();"
        "print(len(page.exception), page.error[0].value)"
    )
    environment = {**os.environ, "KDVIZ_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(MAIN)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("0 This server's history is no database of kdviz, or is damaged"), done.stderr
    # Where it is, the terminal says and no page.
    assert str(tmp_path) not in done.stdout
    assert f"{tmp_path}/kdviz.sqlite is no database of kdviz" in done.stderr


def test_every_scene_sets_the_knobs_it_names(engine):
    page = open_page()
    for scene in SCENES.values():
        page.selectbox(key="scene").select(scene.name).run()
        assert not page.exception
        expected = Experiment(**scene.knobs)
        assert {name: page.session_state[PREFIX + name] for name, _knob in knobs()} == expected.model_dump()
        assert scene.summary in texts(page)


def test_a_scene_on_published_data_says_how_to_get_it_and_is_set_once_it_is_here(engine):
    page = open_page()
    before = {name: page.session_state[PREFIX + name] for name, _knob in knobs()}
    page.selectbox(key="scene").select("hinton").run()
    assert [each.value for each in page.info if "kdviz data get mnist" in each.value]
    assert {name: page.session_state[PREFIX + name] for name, _knob in knobs()} == before
    here = folder_of("mnist")
    here.mkdir(parents=True)
    try:
        page.selectbox(key="scene").select("all-labels").run()
        page.selectbox(key="scene").select("hinton").run()
        assert not page.exception
        assert page.session_state[PREFIX + "dataset"] == "mnist"
        assert PUBLISHED_SCENES["hinton"].summary in texts(page)
    finally:
        here.rmdir()


def test_wrong_input_is_a_sentence_beside_its_field_and_run_waits(engine):
    page = open_page()
    type_network(page, "3xx4")
    assert not page.exception
    assert page.error[0].value.startswith("Student network is 3xx4: allowed are widths")
    assert page.button(key="run").disabled
    type_network(page, "9")
    assert not page.error
    assert not page.button(key="run").disabled


def test_a_field_is_told_its_value_once_and_then_left_to_the_reader(engine):
    page = unfold(open_page())
    told = [field.proto.set_value for field in (page.run()).number_input]
    assert told
    assert not any(told), "what the reader has just typed would be overwritten"


def test_the_last_result_stays_while_a_field_is_wrong(engine):
    page = finish(open_page(**QUICK), engine)
    type_network(page, "x")
    assert len(page.get("plotly_chart")) == 3


def test_a_diverged_teacher_is_told_in_a_sentence(engine):
    page = finish(open_page(**QUICK, teacher_learning_rate="10"), engine)
    assert not page.exception
    assert page.error[0].value.startswith("The teacher's training diverged at step")


def test_switching_the_data_set_keeps_the_page_whole(engine):
    page = open_page(omit_class="7", labels="500")
    page.selectbox(key=PREFIX + "dataset").select("moons").run()
    assert not page.exception


@pytest.mark.parametrize("state", ["before", "after"])
def test_no_text_escapes_translation(engine, monkeypatch, state):
    """In a language of brackets, whatever is not in brackets was never given to the translator."""

    def marked(_self: Translator, message: str) -> str:
        return f"⟦{message}⟧" if message else ""

    monkeypatch.setattr(Translator, "__call__", marked)
    page = open_page(**QUICK, lang="en")
    shown = ["curves", "doubt", "guess"] if state == "before" else ["curves"]
    if state == "after":
        page = finish(page, engine)
        shown.append("knowledge")
    unfold(page)
    widgets = [page.selectbox, page.slider, page.select_slider, page.number_input, page.toggle, page.button]
    labels = [widget.label for kind in widgets for widget in kind]
    helps = [widget.help for kind in widgets for widget in kind if getattr(widget, "help", "")]
    words = [word for name in shown for word in given(page, name)["words"].values()]
    seen = [*texts(page), *labels, *helps, *words, *[expander.label for expander in page.expander]]
    assert len(seen) > 60
    assert [text for text in seen if "⟦" not in text] == []


EVERY_PAGE = """
import sys
import psutil
from kdviz.engine import shared_engine
from tests.serving import PATIENCE
from tests.web.pages import QUICK, finish, open_page, unfold
page = unfold(finish(open_page(**QUICK), shared_engine()))
assert not page.exception, page.exception
assert page.get("plotly_chart")
page.query_params["select"] = page.session_state["run_id"][:8]
page.switch_page("views/runs/page.py").run()
assert not page.exception, page.exception
assert page.get("plotly_chart")
page.query_params["kinds"] = "classic,hint"
page.switch_page("views/kinds/page.py").run()
page.button(key="run_kinds").click().run()
while (race := page.session_state["kinds_race"]).going:
    shared_engine().wait(race.last, after=10**9)
    page.run()
unfold(page)
assert not page.exception, page.exception
assert page.get("plotly_chart")
for other in ("lab", "landscapes"):
    page.switch_page(f"views/{other}/page.py").run()
    unfold(page)
    assert not page.exception, page.exception
print(sorted({"torch", "sklearn", "scipy", "onnxruntime"} & set(sys.modules)), psutil.Process().children())
"""


@pytest.mark.xdist_group("scheduler")
def test_every_page_works_on_workers_started_by_hand_and_imports_no_torch_or_its_like(scheduler, tmp_path):
    environment = {**os.environ, "KDVIZ_HOME": str(tmp_path), "KDVIZ_SCHEDULER": scheduler}
    done = subprocess.run(
        [sys.executable, "-c", EVERY_PAGE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.stdout.strip() == "[] []", done.stderr
