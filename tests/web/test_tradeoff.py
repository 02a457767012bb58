"""What accuracy costs, on the page Landscapes: counted or measured, within a budget."""

from concurrent.futures import Future

import numpy as np

from kdviz.engine import EngineError
from kdviz.engine.workers import NOBODY
from kdviz.verdicts.run import interval_ends, points
from kdviz.web.session.sweeps import KEY
from kdviz.web.views.landscapes.tradeoff import _measuring, _networks
from tests.web.maps import run_map
from tests.web.pages import QUICK, given, query, texts


def test_costs_are_counted_or_measured_and_the_budget_is_kept(engine):
    asked = {**QUICK, "axis1": "student:4,8", "first_seed": "500", "measure": "accuracy"}
    page = run_map(engine, **asked, budget="300")
    drawn = given(page, "tradeoff")
    assert drawn["budget"] == 300
    assert [(point["network"], point["cost"]) for point in drawn["points"]] == [("4", 310)] * 2 + [("8", 610)] * 2
    front = [drawn["points"][place] for place in drawn["front"]]
    assert front[-1]["mean"] == max(point["mean"] for point in drawn["points"])
    assert drawn["teacher"]["network"] == "16"
    assert drawn["teacher"]["interval"] is None
    results = [cell.result for cell in engine.record(page.session_state[KEY]).cells]
    found = [result.arms[arm].estimate("accuracy") for result in results for arm in ("hard", "distilled")]
    ends = {accuracy.mean: accuracy.ci95 for accuracy in found}
    for point in drawn["points"]:
        low, high = interval_ends(ends[point["mean"]])
        assert point["interval"] == {"low": low, "high": high}
        assert ("† cut at 0 or 100 %" in point["cut"]) == ("†" in low + high)
    assert any(point["cut"] for point in drawn["points"])
    page.selectbox(key="map_cost").set_value("latency_64").run()
    assert "budget" not in query(page), "what was parameters would be seconds"
    experiments = [cell.experiment for cell in engine.record(page.session_state[KEY]).sweep.cells]
    _measuring(_networks(engine.record(page.session_state[KEY])), experiments[0].dataset).result()
    page.run()
    assert any(text.startswith("Measured on ") for text in texts(page))
    assert query(page)["cost"] == "latency_64"
    measured = given(page, "tradeoff")
    assert measured["kind"] == "seconds"
    assert all(0 < point["cost"] < 1 for point in [*measured["points"], measured["teacher"]])


def test_costs_of_students_of_different_data_sets_are_not_compared(engine):
    asked = {**QUICK, "axis1": "student:4,8", "measure": "accuracy", "first_seed": "500"}
    two = run_map(engine, **asked, axis2="dataset:moons,circles")
    assert any("Students of different data sets solve different tasks" in text for text in texts(two))
    assert not [each for each in two.get("bidi_component") if each.proto.component_name.endswith("tradeoff")]
    one = run_map(engine, **asked, axis2="temperature:1,4")
    assert len(given(one, "tradeoff")["points"]) == 4
    assert any("the cell that is best on the validation set is drawn" in text for text in texts(one))


def test_the_largest_teacher_is_held_against_the_best_smaller_one(engine):
    page = run_map(engine, **{**QUICK, "axis1": "teacher:8,16,24", "measure": "accuracy", "first_seed": "500"})
    cells = engine.record(page.session_state[KEY]).cells
    best = max(cells[:2], key=lambda cell: cell.result.curves.last("distilled"))
    mean = np.subtract(cells[2].result.distilled.accuracy, best.result.distilled.accuracy).mean()
    (said,) = [text for text in texts(page) if "the best smaller" in text]
    assert f" {best.values['teacher']}, the best smaller" in said
    assert f"{points(mean)} points" in said


def test_a_measurement_that_fails_is_said_and_tried_again(engine, monkeypatch):
    page = run_map(engine, **QUICK, axis1="student:4,8", first_seed="500", measure="accuracy")
    broken: Future = Future()
    broken.set_exception(EngineError(NOBODY))
    monkeypatch.setattr(engine, "begin", lambda *_arguments: broken)
    _measuring.clear()
    page.selectbox(key="map_cost").set_value("latency_1").run()
    assert NOBODY in [error.value for error in page.error]
    monkeypatch.undo()
    page.run()
    _measuring(_networks(engine.record(page.session_state[KEY])), "digits").result()
    page.run()
    assert not page.error
    assert given(page, "tradeoff")["kind"] == "seconds"
