import json

from streamlit.testing.v1 import AppTest

from kdviz.dialects import DIALECTS
from kdviz.store.recordings import RECORDED_RUN
from kdviz.web.session.knobs import PREFIX
from kdviz.web.views.lab.optimizers import optimizer_sweeps
from tests.web.pages import QUICK, finish, given, open_at, open_page, query, texts, unfold


def open_lab(page: AppTest) -> AppTest:
    page.switch_page("views/lab/page.py").run()
    assert not page.exception
    return page


def test_the_lab_shows_the_recording_until_a_run_is_on_show(engine):
    page = open_lab(open_page(temperature="9", logits="1,2", sort="class", image="4"))
    shown = given(page, "lab")
    assert shown["run_id"] == RECORDED_RUN
    assert shown["settings"] == {"temperature": 9, "alpha": 0.9, "t_squared": True, "reduction": "batchmean"}
    assert (shown["logits"], shown["picked"]) == ("1,2", {"sort": "class", "id": 4})
    assert (query(page)["temperature"], query(page)["logits"]) == ("9.0", "1,2")
    page = open_lab(finish(open_page(**QUICK, first_seed="60"), engine))
    assert given(page, "lab")["run_id"] == page.session_state["run_id"]
    assert any("of your run" in text for text in texts(page))


def test_the_recording_says_which_data_it_is_of_where_others_are_chosen(engine):
    other = "Recorded with other data: "
    assert any(text.startswith(other) for text in texts(open_lab(open_page(dataset="wine"))))
    assert not any(text.startswith(other) for text in texts(open_lab(open_page())))


def test_what_the_lab_sets_is_set_for_the_other_pages_too(engine):
    page = open_lab(open_page())
    page.session_state[PREFIX + "temperature"] = 20.0
    page.run()
    assert given(page, "lab")["settings"]["temperature"] == 20
    page.switch_page("views/distill/page.py").run()
    assert page.select_slider(key=PREFIX + "temperature").value == 20


def test_real_runs_show_why_adam_hides_a_factor_and_sgd_does_not(engine):
    page = open_lab(finish(open_page(**QUICK, dataset="moons", labels="20", first_seed="70"), engine))
    assert not page.get("plotly_chart")
    page = unfold(page)
    page.button(key="train_optimizers").click().run()
    taught = engine.record(page.session_state["run_id"]).experiment
    for sweep in optimizer_sweeps(taught).values():
        sweep_id = engine.submit(sweep, "me").job_id
        seen = None
        while seen is None or seen.status.in_flight:
            seen = engine.progress(sweep_id, seen)
    page.run()
    assert not page.exception
    (chart,) = page.get("plotly_chart")
    assert len(json.loads(chart.proto.spec)["data"]) == 2
    assert any(text.startswith("**A factor before the loss moves the students by") for text in texts(page))


def test_the_loss_is_said_in_the_words_of_every_system_as_it_is_set(engine):
    page = unfold(open_lab(open_page(temperature="4", alpha="0.5")))
    labels = [expander.label for expander in page.expander][2:]
    assert len(labels) == len(DIALECTS)
    assert any("exactly equal" in label for label in labels)
    codes = [block.value for block in unfold(page).code]
    assert len(codes) >= len(DIALECTS)
    page.session_state[PREFIX + "t_squared"] = False
    page.run()
    assert [block.value for block in page.code] != codes


def test_a_link_unfolds_what_it_is_about(engine):
    page = open_at("lab")
    assert given(page, "lab")["opened"] == []
    assert [expander.proto.expanded for expander in page.expander] == [False, False], (
        "the dialects come with their fold"
    )
    page = open_at("lab", alpha="0.5")
    assert given(page, "lab")["opened"] == ["loss"], "the knob of the link is in there"
    page = open_at("lab", open="atlas,torchdistill")
    assert given(page, "lab")["opened"] == ["atlas"]
    assert [block.language for block in page.code].count("python") == 1, "the one dialect"
    assert query(page)["open"] == "atlas,words,torchdistill"
    page.session_state["fold_words"] = False
    assert query(page.run())["open"] == "atlas"
    page = open_at("lab", open="atlass")
    assert page.warning[0].value == "From the link: There is no open atlass; did you mean atlas?"
