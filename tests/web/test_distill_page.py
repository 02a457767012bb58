import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

import kdviz
from kdviz.catalog import SCENES
from kdviz.engine import Engine, EngineError
from kdviz.experiment import Experiment, knobs
from kdviz.i18n import Translator
from kdviz.results import Status
from kdviz.store.ledger import Ledger
from kdviz.store.recordings import recording
from kdviz.web.url import PREFIX

MAIN = Path(kdviz.__file__).parent / "web" / "main.py"
QUICK = {"teacher": "16", "teacher_steps": "40", "steps": "20", "seeds": "2"}


def open_page(**query: str) -> AppTest:
    page = AppTest.from_file(str(MAIN), default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def texts(page: AppTest) -> list[str]:
    kinds = [page.markdown, page.header, page.caption, page.warning, page.error, page.info]
    return [element.value for kind in kinds for element in kind]


def query(page: AppTest) -> dict[str, str]:
    """Return the URL's parameters; AppTest has lists of what a test set and texts of what the page set."""
    return {name: value if isinstance(value, str) else value[0] for name, value in page.query_params.items()}


def race(page: AppTest) -> dict:
    """Return what the race on the page was given."""
    (component,) = page.get("bidi_component")
    return json.loads(component.proto.json or component.proto.mixed.json)


def type_network(page: AppTest, text: str) -> AppTest:
    """Type a student that is not among the options, which AppTest's own selectbox cannot."""
    box = page.selectbox(key=PREFIX + "student")
    box.options.append(text)
    return box.set_value(text).run()


def finish(page: AppTest, engine: Engine) -> AppTest:
    """Press Run and wait for the run to end, as the page does by looking again."""
    page.button(key="run").click().run()
    engine.wait(page.session_state["run_id"], after=10**9)
    return page.run()


def begin(page: AppTest, engine: Engine) -> AppTest:
    """Press Run and wait for the first word from the worker."""
    page.button(key="run").click().run()
    assert engine.wait(page.session_state["run_id"], timeout=60)
    return page.run()


def test_the_page_opens_with_the_default_experiment_and_nothing_run(engine):
    page = open_page()
    assert not page.exception
    assert page.header[0].value == "Does a teacher help a small network?"
    assert page.session_state[PREFIX + "labels"] == 60
    assert not page.get("plotly_chart")
    shown = race(page)
    assert [event["seq"] for event in shown["events"]] == list(range(1, len(shown["events"]) + 1))
    assert any(text.startswith("Recorded when kdviz was built: Distillation helps") for text in texts(page))


def test_the_recording_is_what_the_code_trains(engine):
    """Not number by number, which another processor may not give, but to the same verdict."""
    shown = recording("few-labels")
    assert shown.experiment == Experiment(**SCENES["few-labels"].knobs)
    again = engine.result(engine.submit(shown.experiment, "me").run_id)
    assert again.gain.mean == pytest.approx(shown.gain.mean, abs=0.02)
    assert len(again.curves) == len(shown.curves)


def test_a_guess_is_kept_in_the_url_and_held_against_the_result(engine):
    page = finish(open_page(**QUICK, guess="0.5"), engine)
    assert race(page)["guess"] == 0.5
    assert query(page)["guess"] == "0.5"
    assert any(text.startswith("You guessed 50.0 %; on the validation images") for text in texts(page))
    for nonsense in ("nan", "1.5", "-1", "x", ""):
        assert race(open_page(guess=nonsense))["guess"] is None


def test_sizes_follow_the_networks_before_run(engine):
    page = open_page()
    assert "85,002 parameters · 84,480 MACs · 340 kB" in texts(page)
    assert "2,410 parameters · 2,368 MACs · 9.64 kB" in texts(page)
    page.selectbox(key=PREFIX + "student").select("16").run()
    assert "1,210 parameters · 1,184 MACs · 4.84 kB" in texts(page)
    assert query(page)["student"] == "16"


def test_running_shows_the_verdict_of_that_very_run(engine):
    page = finish(open_page(**QUICK), engine)
    assert not page.exception
    result = engine.result(page.session_state["run_id"])
    assert result.verdict in texts(page)
    assert result.experiment == Experiment(teacher="16", teacher_steps=40, steps=20, seeds=2)
    assert len(page.get("plotly_chart")) == 4
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


def test_a_running_run_shows_where_it_stands_and_can_be_stopped(engine):
    page = begin(open_page(**{**QUICK, "steps": "20000", "seeds": "8", "first_seed": "22"}), engine)
    assert not page.exception
    run_id = page.session_state["run_id"]
    shown = race(page)
    assert (shown["run_id"], shown["path"]) == (run_id, f"/live/{run_id}")
    assert (shown["state"], shown["in_flight"]) == ("training", True)
    page.button(key="stop").click().run()
    assert engine.record(run_id).status is Status.STOPPED
    assert "Stopped before it had a result; its curves end there." in texts(page)
    assert page.button(key="afresh")


def test_who_waits_is_told_the_place_in_the_queue(engine):
    first = begin(open_page(**{**QUICK, "steps": "20000", "seeds": "8", "first_seed": "23"}), engine)
    second = open_page(**{**QUICK, "first_seed": "24"})
    second.button(key="run").click().run()
    assert (race(second)["state"], race(second)["position"]) == ("waiting", 1)
    first.button(key="stop").click().run()
    engine.result(second.session_state["run_id"])
    assert len(second.run().get("plotly_chart")) == 4


def test_a_session_s_earlier_run_can_be_stopped_from_the_one_that_waits_for_it(engine):
    page = begin(open_page(**{**QUICK, "steps": "20000", "seeds": "8", "first_seed": "27"}), engine)
    earlier = page.session_state["run_id"]
    page.slider(key=PREFIX + "alpha").set_value(0.5).run()
    page.button(key="run").click().run()
    assert "Your run before this one is still training." in texts(page)
    page.button(key="stop_earlier").click().run()
    assert engine.history.status(earlier) is Status.STOPPED
    assert engine.history.status(page.session_state["run_id"]).in_flight
    page.button(key="stop").click().run()


def test_leaving_a_run_that_others_watch_leaves_it_going(engine):
    query = {**QUICK, "steps": "20000", "seeds": "8", "first_seed": "25"}
    first = begin(open_page(**query), engine)
    second = open_page(run=first.session_state["run_id"])
    assert second.button(key="stop")
    first.button(key="stop").click().run()
    assert first.header[0].value == "Does a teacher help a small network?"
    assert engine.history.status(second.session_state["run_id"]) is Status.RUNNING
    second.button(key="stop").click().run()
    assert engine.history.status(second.session_state["run_id"]) is Status.STOPPED


def test_a_refused_run_is_a_sentence(engine, monkeypatch):
    monkeypatch.setattr(
        Engine, "submit", lambda *_args, **_knobs: (_ for _ in ()).throw(EngineError("It is {x}.", x=1))
    )
    page = open_page(**QUICK)
    page.button(key="run").click().run()
    assert page.error[0].value == "It is 1."
    assert not page.exception


def test_an_interrupted_run_is_shown_as_such_with_run_afresh(engine):
    neighbour = Ledger(engine.history.database, engine.history.folder)
    run_id = neighbour.enter(Experiment(first_seed=26), "me", afresh=False, room=True).run_id
    neighbour.close([])
    page = open_page(run=run_id)
    assert "Interrupted: the app ended while this run was going on." in texts(page)
    page.button(key="afresh").click().run()
    assert page.session_state["run_id"] != run_id
    engine.result(page.session_state["run_id"])


def test_the_url_carries_the_run(engine):
    page = finish(open_page(**QUICK), engine)
    again = open_page(**query(page))
    assert len(again.get("plotly_chart")) == 4
    unknown = open_page(run="nothing")
    assert unknown.warning[0].value.startswith("From the link: There is no run nothing")


def test_a_store_out_of_reach_is_a_sentence_on_the_page(home, tmp_path):
    (tmp_path / "kdviz.sqlite").write_text("no database, by any means")
    code = (
        "import sys; from streamlit.testing.v1 import AppTest; page = AppTest.from_file(sys.argv[1]).run();"
        "print(len(page.exception), page.error[0].value)"
    )
    environment = {**os.environ, "KDVIZ_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(MAIN)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith(f"0 {tmp_path}/kdviz.sqlite is no database of kdviz, or is damaged"), done.stderr


def test_every_scene_sets_the_knobs_it_names(engine):
    page = open_page()
    for scene in SCENES.values():
        page.selectbox(key="scene").select(scene.name).run()
        assert not page.exception
        expected = Experiment(**scene.knobs)
        assert {name: page.session_state[PREFIX + name] for name, _knob in knobs()} == expected.model_dump()
        assert scene.summary in texts(page)


def test_the_url_carries_everything_and_is_clamped_with_a_notice(engine):
    page = open_page(labels="99999", temperature="0.01", student="3xx4", alpha="0.35", bogus="1")
    assert not page.exception
    warnings = [element.value for element in page.warning]
    assert len(warnings) == 3
    assert any("labels is 99999" in warning for warning in warnings)
    assert any("student is 3xx4" in warning for warning in warnings)
    assert query(page)["labels"] == "1000"
    assert query(page)["temperature"] == "0.25"
    assert query(page)["alpha"] == "0.35"
    again = open_page(**query(page))
    assert not again.warning
    assert query(again) == query(page)


def test_a_teacher_hides_controls_and_shows_a_hall_the_few_that_matter(engine):
    page = open_page(lock="temperature,scene", temperature="9")
    keys = {widget.key for kind in (page.selectbox, page.slider, page.select_slider) for widget in kind}
    assert PREFIX + "labels" in keys
    assert not {PREFIX + "temperature", "scene"} & keys
    assert query(page)["lock"] == "temperature,scene"
    finish(page, engine)
    assert engine.record(page.session_state["run_id"]).experiment.temperature == 9
    hall = open_page(view="projector")
    keys = {
        widget.key for kind in (hall.selectbox, hall.slider, hall.select_slider, hall.number_input) for widget in kind
    }
    assert keys >= {"scene", PREFIX + "labels", PREFIX + "temperature", PREFIX + "alpha"}
    assert PREFIX + "student" not in keys
    assert not hall.expander
    assert query(hall)["view"] == "projector"
    wrong = open_page(lock="temprature")
    assert wrong.warning[0].value.startswith("From the link: lock is temprature: allowed are names of controls")


def test_the_link_to_copy_carries_everything(engine):
    page = open_page(temperature="9", guess="0.4")
    here, hall = (code.value for code in page.code)
    assert {"temperature=9.0", "guess=0.4"} <= set(here.partition("?")[2].split("&"))
    assert "view=projector" in hall


def test_a_scene_can_be_linked(engine):
    page = open_page(scene="all-labels", seeds="3")
    assert page.session_state[PREFIX + "labels"] == "all"
    assert page.session_state[PREFIX + "student"] == "16"
    assert page.session_state[PREFIX + "seeds"] == 3


def test_wrong_input_is_a_sentence_beside_its_field_and_run_waits(engine):
    page = open_page()
    type_network(page, "3xx4")
    assert not page.exception
    assert page.error[0].value.startswith("Student network is 3xx4: allowed are widths")
    assert page.button(key="run").disabled
    type_network(page, "9")
    assert not page.error
    assert not page.button(key="run").disabled


def test_the_last_result_stays_while_a_field_is_wrong(engine):
    page = finish(open_page(**QUICK), engine)
    type_network(page, "x")
    assert len(page.get("plotly_chart")) == 4


def test_a_diverged_teacher_is_told_in_a_sentence(engine):
    page = finish(open_page(**QUICK, teacher_learning_rate="10"), engine)
    assert not page.exception
    assert page.error[0].value.startswith("The teacher's training diverged at step")


@pytest.mark.parametrize("name", ["moons", "gaussians"])
def test_points_in_the_plane_run_too(engine, name):
    page = finish(open_page(**QUICK, dataset=name, labels="20"), engine)
    assert not page.exception
    assert len(page.get("plotly_chart")) == 4


def test_switching_the_data_set_keeps_the_page_whole(engine):
    page = open_page(omit_class="7", labels="500")
    page.selectbox(key=PREFIX + "dataset").select("moons").run()
    assert not page.exception


def test_the_language_follows_the_link_and_the_menu(engine):
    page = open_page(lang="zh-CN")
    assert page.header[0].value == Translator("zh_CN")("Does a teacher help a small network?")
    assert query(page)["lang"] == "zh_CN"
    page.segmented_control(key="language").select("en").run()
    assert page.header[0].value == "Does a teacher help a small network?"


@pytest.mark.parametrize("state", ["before", "after"])
def test_no_text_escapes_translation(engine, monkeypatch, state):
    """In a language of brackets, whatever is not in brackets was never given to the translator."""

    def marked(_self: Translator, message: str) -> str:
        return f"⟦{message}⟧" if message else ""

    monkeypatch.setattr(Translator, "__call__", marked)
    page = open_page(**QUICK, lang="en")
    if state == "after":
        page = finish(page, engine)
    widgets = [page.selectbox, page.slider, page.select_slider, page.number_input, page.toggle, page.button]
    labels = [widget.label for kind in widgets for widget in kind]
    helps = [widget.help for kind in widgets for widget in kind if getattr(widget, "help", "")]
    seen = [*texts(page), *labels, *helps, *[expander.label for expander in page.expander]]
    assert len(seen) > 30
    assert [text for text in seen if "⟦" not in text] == []


@settings(max_examples=25)
@given(
    st.dictionaries(
        st.sampled_from([*[name for name, _knob in knobs()], "lang", "scene", "zzz"]),
        st.text(max_size=8) | st.integers().map(str) | st.floats().map(str),
        max_size=4,
    )
)
def test_no_url_breaks_the_page(query):
    page = open_page(**query)
    assert not page.exception
    assert not page.error


EVERY_PAGE = """
import sys
from streamlit.testing.v1 import AppTest
page = AppTest.from_file(sys.argv[1], default_timeout=60)
for name, value in {"teacher": "16", "teacher_steps": "40", "steps": "20", "seeds": "2"}.items():
    page.query_params[name] = value
page.run()
page.button(key="run").click().run()
from kdviz.engine import shared_engine
shared_engine().result(page.session_state["run_id"])
page.run()
assert not page.exception, page.exception
assert page.get("plotly_chart")
page.query_params["select"] = page.session_state["run_id"][:8]
page.switch_page("views/runs.py").run()
assert not page.exception, page.exception
assert page.get("plotly_chart")
print(sorted({"torch", "sklearn", "scipy"} & set(sys.modules)))
"""


def test_the_web_process_never_imports_torch_or_its_like(home):
    done = subprocess.run(
        [sys.executable, "-c", EVERY_PAGE, str(MAIN)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr
