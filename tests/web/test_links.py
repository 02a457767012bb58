"""What a link says is on the page, and what is on the page stands in the link."""

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from kdviz.experiment import knobs
from kdviz.i18n import Translator
from kdviz.web.session.knobs import PREFIX
from tests.web.pages import QUICK, finish, given, open_page, query, texts


def test_a_guess_is_kept_in_the_url_and_held_against_the_result(engine):
    page = open_page(**QUICK, guess="-140,5", first_seed="80")
    assert given(page, "guess")["guess"] == {"mark": -140, "give": 5}
    finish(page, engine)
    assert query(page)["guess"] == "-140,5"
    assert any(text.startswith("You said −145 to −135.") for text in texts(page))
    again = open_page(**query(page))
    assert any(text.startswith("You said −145 to −135.") for text in texts(again))
    page.button(key="new_seeds").click().run()
    assert "guess" not in query(page), "a guess is about one run"
    engine.result(page.session_state["run_id"])
    # A fraction is what links had before; nothing can be made of it.
    for nonsense in ("nan", "0.4", "-1", "x", "", "1,-1", "1e3,1"):
        assert given(open_page(guess=nonsense), "guess")["guess"] is None


def test_the_url_carries_the_run(engine):
    page = finish(open_page(**QUICK), engine)
    again = open_page(**query(page))
    assert len(again.get("plotly_chart")) == 3
    unknown = open_page(run="nothing")
    assert unknown.warning[0].value.startswith("From the link: There is no run nothing")


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
    assert wrong.warning[0].value == "From the link: There is no control temprature; did you mean temperature?"


def test_the_link_to_copy_carries_everything(engine):
    page = open_page(temperature="9", guess="40,5")
    here, hall = (code.value for code in page.code)
    assert {"temperature=9.0", "guess=40%2C5"} <= set(here.partition("?")[2].split("&"))
    assert "view=projector" in hall


def test_the_temperature_that_a_run_is_looked_at_with_is_in_its_link(engine):
    page = open_page(**QUICK, first_seed="80", look="1000")
    assert page.warning[0].value.startswith("From the link: look is 1000: allowed")
    assert page.warning[0].value.endswith("100 is used instead.")
    page = finish(page, engine)
    assert given(page, "knowledge")["looked"] == 4, "it was about the run that the link showed"
    assert "look" not in query(page)
    again = open_page(run=page.session_state["run_id"], look="9")
    assert (given(again, "knowledge")["looked"], query(again)["look"]) == (9, "9")


def test_a_scene_can_be_linked(engine):
    page = open_page(scene="all-labels", seeds="3")
    assert page.session_state[PREFIX + "labels"] == "all"
    assert page.session_state[PREFIX + "student"] == "16"
    assert page.session_state[PREFIX + "seeds"] == 3


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"scene": "fewlabels"}, "There is no scene fewlabels; did you mean few-labels?"),
        ({"hint_steps": "7"}, "hint_steps is 7: it is a knob that is not read: the kind of distillation is classic."),
    ],
)
def test_what_a_link_asks_in_vain_is_said(engine, asked, said):
    assert [warning.value for warning in open_page(**asked).warning] == [f"From the link: {said}"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"alpha": "0"}, "Soft weight α is 0.0: nothing beside the labels has a weight"),
        ({"distill_until": "0"}, "Distill until is 0.0: the teacher falls silent before the first step"),
        ({"kind": "relational", "batch_size": "2"}, "Batch size is 2: two images have one distance and no angle"),
        ({"kind": "similarity", "batch_size": "1"}, "Batch size is 1: one image is like itself in every network"),
        ({"kind": "assistant", "assistants": "512x512"}, "Assistants is 512x512: 512x512 is larger than 256x256"),
    ],
)
def test_what_is_odd_by_construction_is_said_before_the_run(engine, asked, said):
    page = open_page(**asked)
    (info,) = [each.value for each in page.info]
    assert info.startswith(said)
    assert not page.button(key="run").disabled


def test_the_language_follows_the_link_and_the_menu(engine):
    page = open_page(lang="zh-CN")
    assert page.title[0].value == Translator("zh_CN")("Can a big network's doubt help a small one?")
    assert query(page)["lang"] == "zh_CN"
    page.segmented_control(key="language").select("en").run()
    assert page.title[0].value == "Can a big network's doubt help a small one?"


OTHERS = ("lang", "scene", "sort", "image", "look", "logits", "guess", "run", "view", "lock", "zzz")


@settings(max_examples=25)
@drawn(
    st.dictionaries(
        st.sampled_from([*[name for name, _knob in knobs()], *OTHERS]),
        st.text(max_size=8) | st.integers().map(str) | st.floats().map(str),
        max_size=4,
    )
)
def test_no_url_breaks_the_page(query):
    page = open_page(**query)
    assert not page.exception
    assert not page.error


def test_a_picked_image_is_in_the_link(engine):
    page = finish(open_page(**QUICK, sort="fixed", image="12"), engine)
    assert given(page, "knowledge")["picked"] == {"sort": "fixed", "id": 12}
    assert (query(page)["sort"], query(page)["image"]) == ("fixed", "12")
    for nonsense in ("x", "-1", "9" * 40, "²"):
        assert "image" not in query(open_page(image=nonsense))
