"""Take it with you, on the pages that offer it."""

import pytest
from streamlit.testing.v1 import AppTest

from kdviz.engine import Engine
from kdviz.experiment import Compression, Experiment, Sweep
from kdviz.store.history import History
from tests.web.maps import charts
from tests.web.pages import open_at, texts

QUICK = Experiment(teacher="16", teacher_steps=40, steps=20, seeds=2, student="6")


@pytest.fixture(scope="module")
def run_id(engine: Engine) -> str:
    run_id = engine.submit(QUICK, "viewer").job_id
    engine.result(run_id)
    return run_id


def offered(page: AppTest) -> list[str]:
    """Return the names of the files that are offered."""
    buttons = [each.proto for each in page.get("download_button") if "take_file" in each.proto.id]
    return [button.label.split(" ")[0] for button in buttons]


def settled(page: AppTest) -> AppTest:
    """Draw the page until no worker is at it."""
    while not offered(page):
        page.run()
        assert not page.exception
        assert not page.error
    return page


def take(page: AppTest, **chosen: object) -> AppTest:
    page.session_state["take"] = True
    page.run()
    for name, value in chosen.items():
        page.selectbox(key=f"take_{name}").set_value(value)
        page.run()
    page.button(key="take_make").click()
    return settled(page.run())


def test_a_student_of_a_run_is_offered_with_its_verification(run_id):
    page = take(open_at("runs", select=run_id[:8]), format="onnx-int8", whose="hard", seed=1)
    assert offered(page) == [f"onnx-int8-{run_id[:8]}.onnx"]
    (said,) = [text for text in texts(page) if text.startswith("8-bit integers: ")]
    assert said.startswith("8-bit integers: 100 % of 500 test samples get the answer of exact arithmetic")
    # Another choice is another file.
    page.selectbox(key="take_seed").set_value(0)
    assert offered(page.run()) == []


def test_a_script_of_a_run_is_offered_once_it_ran(run_id, monkeypatch):
    # One that trains nobody; tests/cli/test_take.py runs a real one.
    arms = History().get(run_id).result.arms
    lines = [f"print({arm!r}, *{measured.accuracy})" for arm, measured in arms.items()]
    monkeypatch.setattr("kdviz.engine.exports.script_of", lambda _experiment: "\n".join(lines))
    page = take(open_at("runs", select=run_id[:8]), format="script")
    assert offered(page) == [f"script-{run_id[:8]}.py"]
    assert [text for text in texts(page) if text.startswith("Script: it ran, and ")]
    assert not [box for box in page.selectbox if box.key == "take_seed"]


def test_a_compressed_student_is_offered_by_its_pipeline(engine):
    job_id = engine.submit(Compression.of(QUICK, ["distill", "distill,quantize=4"]), "viewer").job_id
    engine.result(job_id)
    page = open_at("compress", compression=job_id)
    page.session_state["fold_take"] = True
    page.run()
    assert page.selectbox(key="take_format").options[-1] == "Weights (safetensors)"
    page = take(page, whose="distill,quantize=4", format="c")
    assert offered(page) == [f"c-{job_id[:8]}.c", f"c-{job_id[:8]}.h"]


def test_a_cell_of_a_map_trains_once_and_is_taken_along(engine, run_id):
    job_id = engine.submit(Sweep.over(QUICK, {"temperature": [QUICK.temperature, 8.0]}), "viewer").job_id
    engine.result(job_id)
    page = open_at("landscapes", sweep=job_id, cell=0)
    page.session_state["take"] = True
    page.run()
    assert "A map keeps no students. Those of this cell train once more, by themselves." in texts(page)
    page.button(key="take_make").click()
    page.run()
    # It is the run of the other tests, which is kept.
    page = take(page, format="onnx")
    assert offered(page) == [f"onnx-{run_id[:8]}.onnx"]


def offering(page: AppTest, what: str) -> AppTest:
    page.session_state["take"] = True
    page.session_state["take_what"] = what
    return page.run()


def measured(page: AppTest) -> AppTest:
    page.button(key="take_make").click()
    page.run()
    while "take_again" not in [button.key for button in page.button]:
        page.run()
        assert not page.exception
        assert not page.error
    return page


def marks_of(page: AppTest) -> list[str]:
    """Return what the last figure shows: curves and marks."""
    return [trace["name"] for trace in charts(page)[-1]]


def test_speed_is_said_before_and_after_it_was_measured(run_id, home):
    (home / "latency.json").unlink(missing_ok=True)
    page = offering(open_at("runs", select=run_id[:8]), "speed")
    assert "Whether 8-bit integers pay here is not known yet. The first measurement finds out." in texts(page)
    page = measured(page)
    assert [text for text in texts(page) if "times as fast in 8-bit integers. No network of its family" in text]
    assert [text for text in texts(page) if text.startswith("Student against teacher: ")]
    assert marks_of(page) == ["Multilayer perceptron", "Teacher: measured", "Student: measured"]
    page.button(key="take_again").click()
    assert [button.key for button in page.run().button if button.key == "take_make"]
    # Faster, slower or about as fast: another machine, another answer.
    (said,) = [text for text in texts(page) if "On this machine, 8-bit integers should " in text]
    assert marks_of(page) == ["Multilayer perceptron", "Student: expected"]
    page = measured(page)
    assert said not in texts(page), "what was renewed since was not expected"
    assert marks_of(page)[1:] == [f"{who}: {how}" for who in ("Teacher", "Student") for how in ("expected", "measured")]


def test_what_is_pressed_begins_what_is_chosen_by_then(run_id):
    page = open_at("runs", select=run_id[:8])
    page.session_state["take"] = True
    page.run()
    # On a slow page the button of the choice before is still there.
    page.button_group(key="take_what").set_value("load")
    page.button(key="take_make").click().run()
    page.button(key="take_stop").click().run()
    page.button_group(key="take_what").set_value("file").run()
    assert [button.label for button in page.button if button.key == "take_make"] == ["Make the file"], "none was begun"


def test_load_is_a_job_that_is_stopped(run_id):
    page = offering(open_at("runs", select=run_id[:8]), "load")
    page.button(key="take_make").click()
    page.run()
    page.button(key="take_stop").click()
    page.run()
    assert [button.key for button in page.button if button.key == "take_make"]


def test_what_cannot_be_had_is_a_sentence(run_id, home):
    page = open_at("runs", select=run_id[:8])
    page.session_state["take"] = True
    page.run()
    file = home / "runs" / run_id / "students.safetensors"
    whole = file.read_bytes()
    try:
        file.write_bytes(b"")
        page.selectbox(key="take_format").set_value("safetensors").run()
        page.button(key="take_make").click().run()
        assert "is missing or damaged" in page.error[0].value
        assert offered(page) == []
    finally:
        file.write_bytes(whole)
    assert History().arrays(run_id, "students")
