"""A guess belongs to one page and one request, from the question to the result."""

from streamlit.testing.v1 import AppTest

from kdviz.engine import Engine, EngineError
from kdviz.verdicts.guess import Guess
from kdviz.web.session.compressions import PIPELINES
from kdviz.web.session.guess import KEY
from kdviz.web.session.knobs import PREFIX
from tests.web.pages import (
    QUICK,
    answer_guess,
    begin,
    finish,
    given,
    is_given,
    open_at,
    open_page,
    query,
    texts,
    unfold,
)

SAID = "You said "


def asked(page: AppTest) -> dict | None:
    """Return what the question on the page has been answered with."""
    return given(page, "guess")["guess"]


def told(page: AppTest) -> list[str]:
    return [text for text in texts(page) if text.startswith(SAID)]


def test_a_guess_is_about_no_other_page_and_no_other_request(engine):
    page = open_page(guess="30,5")
    thirty = {"mark": 30, "give": 5}
    assert asked(page) == thirty
    page.slider(key=PREFIX + "alpha").set_value(0.5).run()
    assert asked(page) is None
    page.switch_page("views/compress/page.py").run()
    assert asked(page) is None, "of these knobs nothing is recorded"
    page.switch_page("views/kinds/page.py").run()
    page.selectbox(key="kinds_bet").set_value("classic").run()
    assert asked(page) is None
    page.switch_page("views/landscapes/page.py").run()
    assert not is_given(page, "guess") or asked(page) is None
    page.switch_page("views/distill/page.py").run()
    page.slider(key=PREFIX + "alpha").set_value(0.9).run()
    assert asked(page) == thirty, "the same question again"


def test_a_guess_waits_where_run_is_refused_and_is_held_against_nothing_else(engine, monkeypatch):
    page = finish(open_page(**QUICK, first_seed="40"), engine)
    page.slider(key=PREFIX + "alpha").set_value(0.5).run()
    answer_guess(page, "distill", Guess(-150, 0))
    page.run()
    with monkeypatch.context() as full:
        full.setattr(Engine, "submit", lambda *_args, **_knobs: (_ for _ in ()).throw(EngineError("Full.")))
        page.button(key="run").click().run()
    assert page.error[0].value == "Full."
    assert not told(page)
    assert asked(page) == {"mark": -150, "give": 0}
    finish(page, engine)
    assert told(page)[0].startswith("You said −150 to −150. It was ")
    assert "your range held" not in told(page)[0]


def test_a_guess_outlives_stop_and_a_second_run(engine):
    page = open_page(**{**QUICK, "steps": "20000", "seeds": "8", "first_seed": "41"}, guess="30,5")
    begin(page, engine)
    for again in ("run", "run"):
        assert "Your guess: +30 ± 5" in texts(page)
        page.button(key="stop").click().run()
        page.button(key=again).click().run()
    page.button(key="stop").click().run()
    done = finish(open_page(**QUICK, first_seed="42", guess="30,5"), engine)
    before = told(done)
    assert before
    done.button(key="run").click().run()
    assert told(done) == before
    assert query(done)["guess"] == "30,5"


def test_what_has_met_its_result_is_not_guessed_again(engine):
    page = finish(open_page(**QUICK, first_seed="43", guess="-150,0"), engine)
    (said,) = told(page)
    page.slider(key=PREFIX + "alpha").set_value(0.5).run()
    finish(page, engine)
    page.slider(key=PREFIX + "alpha").set_value(0.9).run()
    answer_guess(page, "distill", Guess(0, 150))
    finish(page, engine)
    assert told(page) == [said]


def test_a_guess_beyond_the_scale_is_none(engine):
    assert asked(open_page(guess="0,999999")) is None
    assert asked(open_page(guess="151,0")) is None
    known = finish(open_page(**QUICK, first_seed="44"), engine)
    again = open_page(**query(known), guess="0,999999")
    assert again.session_state[KEY] == {}
    assert not told(again)


def test_a_guess_of_a_link_answers_the_first_question(engine):
    page = open_at("lab", guess="30,5")
    assert query(page)["guess"] == "30,5"
    page.switch_page("views/kinds/page.py").run()
    page.selectbox(key="kinds_bet").set_value("classic").run()
    assert asked(page) == {"mark": 30, "give": 5}
    assert query(page)["guess"] == "30,5"
    page.switch_page("views/distill/page.py").run()
    assert asked(page) is None
    assert "guess" not in query(page)


def test_compress_does_not_ask_beside_the_answer(engine):
    page = unfold(open_at("compress"))
    assert not is_given(page, "guess")
    usual = page.session_state[PIPELINES]
    page.multiselect(key=PIPELINES).set_value([text for text in usual if text != "train"]).run()
    assert not is_given(page, "guess"), "the smallest student is on show"
    page.multiselect(key=PIPELINES).set_value([*usual, "distill,quantize=2"]).run()
    assert not is_given(page, "guess"), "two bits a weight are more than four of every fifth"
    page.multiselect(key=PIPELINES).set_value([*usual, "distill,prune=0.9,quantize=2"]).run()
    assert "instead of 9,640: how many more or fewer" in given(page, "guess")["words"]["ask"]
    page.multiselect(key=PIPELINES).set_value(["train", "distill"]).run()
    assert not is_given(page, "guess"), "nothing is compressed"


def test_other_repeats_of_what_is_on_show_are_no_question(engine):
    page = finish(open_page(**QUICK, first_seed="44"), engine)
    page.slider(key=PREFIX + "alpha").set_value(0.5).run()
    assert is_given(page, "guess")
    page.slider(key=PREFIX + "alpha").set_value(0.9).run()
    unfold(page).number_input(key=PREFIX + "first_seed").set_value(45).run()
    assert not is_given(page, "guess"), "others have been seen"
    assert is_given(open_at("attack", trained_at="50"), "guess")
    for repeats in ({"first_seed": "45"}, {"seeds": "4"}):
        assert not is_given(open_at("attack", **repeats), "guess"), "the recorded one is on show"
        assert not is_given(open_at("landscapes", **repeats), "guess"), "the recorded map is on show"
