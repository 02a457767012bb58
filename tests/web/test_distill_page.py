import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

import kdviz
from kdviz.catalog import SCENES
from kdviz.engine import Engine
from kdviz.experiment import Experiment, knobs
from kdviz.i18n import Translator
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


def test_the_page_opens_with_the_default_experiment_and_nothing_run(engine):
    page = open_page()
    assert not page.exception
    assert page.header[0].value == "Does a teacher help a small network?"
    assert page.session_state[PREFIX + "labels"] == 60
    assert not page.get("plotly_chart")


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
    assert len(page.get("plotly_chart")) == 5
    assert not page.info
    page.slider(key=PREFIX + "alpha").set_value(0.5).run()
    assert page.info[0].value.startswith("The settings have changed since this run")


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
    assert len(page.get("plotly_chart")) == 5


def test_a_diverged_teacher_is_told_in_a_sentence(engine):
    page = finish(open_page(**QUICK, teacher_learning_rate="10"), engine)
    assert not page.exception
    assert page.error[0].value.startswith("The teacher's training diverged at step")


@pytest.mark.parametrize("name", ["moons", "gaussians"])
def test_points_in_the_plane_run_too(engine, name):
    page = finish(open_page(**QUICK, dataset=name, labels="20"), engine)
    assert not page.exception
    assert len(page.get("plotly_chart")) == 5


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
    marked = lambda _self, message: f"⟦{message}⟧" if message else ""  # noqa: E731 - a method for one test
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
print(sorted({"torch", "sklearn", "scipy"} & set(sys.modules)))
"""


def test_the_web_process_never_imports_torch_or_its_like(home):
    done = subprocess.run(
        [sys.executable, "-c", EVERY_PAGE, str(MAIN)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr
