"""The page Landscapes: axes to a sweep, a sweep to a map, a cell to the page Distill."""

import dataclasses
import json
import math

import pytest
from streamlit.testing.v1 import AppTest

from kdviz.experiment import Experiment, Sweep, knob, knobs_of
from kdviz.experiment.work import students_seconds
from kdviz.figures import map_story
from kdviz.i18n import ENGLISH, Translator
from kdviz.results import Status
from kdviz.store.recordings import recorded_map
from kdviz.verdicts.guess import Guess
from kdviz.verdicts.run import detail, headline, whole
from kdviz.verdicts.sweep import mean_gain
from kdviz.verdicts.why import map_explanations
from kdviz.web.parts.duration import map_seconds
from kdviz.web.session.knobs import PREFIX
from kdviz.web.session.sweeps import CELL, KEY
from kdviz.web.views.landscapes.ready import MAPS, axes_of, joined, split, suggestion
from kdviz.web.views.landscapes.state import MAP, MEASURE, NAMES, VALUES
from tests.web.inventory import FIGURES
from tests.web.maps import charts, decoded, ended, numbers, open_map, run_map
from tests.web.pages import QUICK, answer_each, answer_guess, curves, given, is_given, open_page, query, texts, unfold

SMALL = {**QUICK, "axis1": "temperature:1,4", "axis2": "alpha:0,0.9"}
# Cells of another number of steps are no population of the others: one ends long before the next.
LONG = {**QUICK, "axis1": "steps:20,20000"}


@pytest.fixture(scope="module")
def small(engine) -> AppTest:
    return run_map(engine, **SMALL)


def test_the_page_opens_with_a_recorded_map_and_tells_its_story(engine):
    page = open_map()
    assert page.title[0].value == "Where does a teacher help?"
    assert page.session_state[MAP] == "landscape"
    assert not page.button(key="run_sweep").disabled
    recorded = recorded_map("landscape")
    assert page.header[0].value == map_story(recorded, "gain", ENGLISH)
    shown = [value for trace in charts(page)[0][:2] for row in trace["z"] for value in row if value is not None]
    assert sorted(shown) == pytest.approx(sorted(100 * cell.result.gain.mean for cell in recorded.cells))
    assert "Recorded." in texts(page)
    assert KEY not in page.session_state
    assert not any("guess" in each.proto.component_name for each in page.get("bidi_component")), "it is seen already"


def test_cells_that_were_lost_are_drawn_anew(monkeypatch):
    """They are trained again under the same id, with as many of them done."""
    earlier = recorded_map("gap")
    turned = [cell.outcome for cell in reversed(earlier.cells)]
    cells = tuple(
        dataclasses.replace(cell, outcome=outcome) for cell, outcome in zip(earlier.cells, turned, strict=True)
    )
    later = dataclasses.replace(earlier, cells=cells, ended_at=(earlier.ended_at or 0) + 1)
    drawn = []
    for record in (earlier, later):
        monkeypatch.setattr("kdviz.web.views.landscapes.results.recorded_map", lambda _name, record=record: record)
        drawn.append(charts(open_map(map="gap"))[0])
    assert drawn[0] != drawn[1]


@pytest.mark.parametrize("name", MAPS)
def test_a_ready_made_map_is_picked_by_its_picture(engine, name):
    page = open_map(map=name)
    (pictures,) = [each for each in given(page, "maps")["maps"] if each["name"] == name]
    recorded = recorded_map(name)
    assert sum(len(row) for row in pictures["colors"]) == len(recorded.cells)
    assert len({color for row in pictures["colors"] for color in row}) > 1 or MAPS[name].measure == "sign"
    assert recorded.sweep == Sweep.over(
        Experiment(), [(axis, split(text)) for axis, text in axes_of(name, Experiment())]
    )
    assert page.header[0].value == map_story(recorded, MAPS[name].measure, ENGLISH)
    assert len(page.header[0].value.split()) <= 26


def test_a_cell_of_a_recorded_map_opens_as_settings_to_run(engine):
    page = open_map(cell="63")
    assert not page.warning
    assert json.loads(page.get("plotly_chart")[0].proto.spec)["layout"]["shapes"], "a frame around the cell"
    (said,) = [text for text in texts(page) if text.startswith("Temperature 20, Soft weight α 1: ")]
    assert said.endswith("more of 500 digits right."), "above the map, where one has clicked"
    page.button(key="cell_open").click().run()
    assert not page.exception
    assert page.session_state[PREFIX + "temperature"] == 20
    assert not any(text.startswith("This is a cell of a map") for text in texts(page))


def test_a_map_s_expected_duration_grows_with_its_work_and_shrinks_with_its_workers(engine):
    small, large, hints = (
        Sweep.over(Experiment(**knobs), axes)
        for knobs, axes in (
            ({}, {"temperature": [1, 4]}),
            ({}, {"temperature": [1, 2, 4, 8, 20], "labels": [10, 40, 150, 600]}),
            ({"kind": "hint"}, {"temperature": [1, 4]}),
        )
    )
    alone = map_seconds(small.digest(), small, 1)
    assert students_seconds(small.base) < alone < 2 * students_seconds(small.base), "two cells train together"
    assert map_seconds(hints.digest(), hints, 1) == pytest.approx(2 * students_seconds(hints.base)), "one by one"
    alone_there, shared = (map_seconds(large.digest(), large, workers) for workers in (1, 2))
    assert alone_there > 3 * alone
    assert alone_there / 2 <= shared < alone_there
    assert map_seconds(small.digest(), small, 8) == alone, "one chunk is for one worker"


def test_a_guess_about_a_map_meets_its_result(engine):
    page = open_map(**SMALL, first_seed="505")
    assert any(text.startswith("Takes about ") for text in texts(page))
    assert given(page, "guess")["words"]["ask"].startswith("On average over this map: how many more of 500 test digits")
    answer_guess(page, "landscapes", Guess(0, 150))
    page.button(key="run_sweep").click().run()
    sweep_id = page.session_state[KEY]
    ended(engine, page)
    page.run()
    record = engine.record(sweep_id)
    (said,) = [text for text in texts(page) if text.startswith("You said −150 to +150.")]
    assert f"It was {whole(500 * mean_gain(record), signed=True)}: your range held." in said
    points, mean = charts(page)[0]
    assert points["x"] == pytest.approx([500 * result.gain.mean for *_, result in record.trained if result.gain.mean])
    assert mean["x"] == pytest.approx([500 * mean_gain(record)]), "guess and result stand in one picture"
    answer_each(page, sweep_id, map_explanations(record, ENGLISH))


def test_a_map_over_data_sets_is_no_question_about_digits(engine):
    page = open_map(**{**QUICK, "axis1": "dataset:digits,moons", "first_seed": "506"})
    assert not page.error
    assert not page.button(key="run_sweep").disabled
    assert not is_given(page, "guess")
    assert is_given(open_map(**{**QUICK, "axis1": "labels:20,40", "first_seed": "506"}), "guess")


def test_a_map_shows_every_cell_and_says_how_sure_it_is(engine, small):
    record = engine.record(small.session_state[KEY])
    assert [cell.result is not None for cell in record.cells] == [True] * 4
    (traces,) = charts(small)
    shown = [value for trace in traces[:2] for row in trace["z"] for value in row if value is not None]
    assert sorted(shown) == pytest.approx(sorted(100 * cell.result.gain.mean for cell in record.cells))
    assert any(text.startswith("Of 2 cells distillation helps in") for text in texts(small))
    for measure, unit in (("accuracy", "%"), ("kl", "nats")):
        small.segmented_control(key=MEASURE).select(measure).run()
        assert any(text.startswith("Students with teacher are") and unit in text for text in texts(small))
        assert query(small)["measure"] == measure
    assert any(text.startswith("The baseline: two untaught students") for text in texts(small))


def test_what_is_on_the_page_stands_in_the_link(engine, small):
    small.selectbox(key=CELL).set_value(3).run()
    asked = query(small)
    assert (asked["axis1"], asked["axis2"], asked["cell"]) == ("temperature:1,4", "alpha:0,0.9", "3")
    again = open_map(**asked)
    assert not again.warning
    assert query(again) == asked
    assert len(charts(again)) == 3
    alone = open_map(sweep=asked["sweep"][:12])
    assert alone.session_state[PREFIX + "steps"] == 20
    assert alone.session_state[NAMES[0]] == "temperature"


def test_a_cell_opens_on_the_page_distill(engine, small):
    page = open_map(**{**SMALL, "sweep": small.session_state[KEY], "cell": "1"})
    assert any("95 % interval" in text for text in texts(page))
    (measures,) = [table.value for table in page.dataframe if "Two untaught students" in table.value.columns]
    assert float(measures.loc["Agrees with the teacher on the test set, %", "Two untaught students"]) > 0
    ran = len(engine.history.runs())
    page.button(key="cell_open").click().run()
    assert page.session_state[PREFIX + "temperature"] == 1
    assert page.session_state[PREFIX + "alpha"] == 0.9
    assert page.button(key="run")
    assert any(text.startswith("This is a cell of a map: Temperature 1, Soft weight α 0.9.") for text in texts(page))
    assert len(engine.history.runs()) == ran, "it is shown as it is"
    page.switch_page("views/landscapes/page.py").run()
    assert page.session_state[CELL] == 1
    page.selectbox(key=CELL).set_value(0).run()
    assert any("the gain is exactly 0" in text for text in texts(page))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_link_names_a_cell_that_is_shown_on_distill_as_the_map_has_it(engine, small, language):
    sweep_id = small.session_state[KEY]
    record, ran = engine.record(sweep_id), len(engine.history.runs())
    page = open_page(sweep=sweep_id[:12], cell="1", lang=language)
    assert not page.warning
    assert not page.exception
    shown = record.cells[1].result.as_run(record.sweep.cells[1].experiment, "")
    said = Translator(language)
    assert {headline(shown, said), detail(shown, said)} <= {*texts(page)}
    assert (query(page)["sweep"], query(page)["cell"], query(page)["steps"]) == (sweep_id, "1", "20")
    _gain, learned, dots, *_cost = charts(page)
    validated = record.cells[1].result.curves
    means = [100 * sum(values) / len(values) for values in validated.distilled]
    assert any(decoded(trace["y"]) == pytest.approx(means) for trace in learned)
    accuracy = [100 * value for value in record.cells[1].result.distilled.accuracy]
    assert any(decoded(trace["x"]) == pytest.approx(accuracy) for trace in dots)
    (measures,) = [table.value for table in unfold(page).dataframe if len(table.value.columns) == 4]
    assert measures.shape == (8, 4)
    assert len(engine.history.runs()) == ran
    again = open_page(**query(page))
    assert query(again) == query(page)
    page.button(key="watch_cell").click().run()
    assert not page.exception
    assert page.session_state["run_id"]
    assert "cell" not in query(page)
    assert curves(page)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"cell": "9"}, "cell is 9: allowed are the numbers of cells, counted from 0 to 3."),
        ({"cell": "-1"}, "cell is -1: allowed"),
        ({"sweep": "0" * 32, "cell": "1"}, "There is no sweep 0000"),
    ],
)
def test_a_link_to_no_cell_is_one_sentence_and_distill_as_ever(small, asked, sentence):
    page = open_page(**{"sweep": small.session_state[KEY], **asked})
    assert any(sentence in warning.value for warning in page.warning)
    assert "cell" not in query(page)
    assert curves(page)


def test_every_figure_is_finite_and_changes_with_the_seed(engine):
    asked = {**QUICK, "axis1": "student:4,8", "measure": "accuracy"}
    drawn = []
    for seed in ("500", "510"):
        page = run_map(engine, **asked, first_seed=seed)
        page.selectbox(key=CELL).set_value(1).run()
        costs = [{"x": [point["cost"], point["mean"], point["high"]]} for point in given(page, "tradeoff")["points"]]
        drawn.append([*charts(page), costs])
        assert len(drawn[-1]) == len(FIGURES["landscapes"])
    for first, second in zip(*drawn, strict=True):
        both = [[number for trace in figure for number in numbers(trace)] for figure in (first, second)]
        assert all(math.isfinite(number) for number in both[0])
        assert len({*both[0]}) > 1
        assert both[0] != both[1]


def test_a_sweep_fills_in_live_and_goes_on_after_it_was_stopped(engine):
    page = open_map(**LONG, first_seed="520")
    page.button(key="run_sweep").click().run()
    ended(engine, page, lambda progress: progress.done == 1)
    page.run()
    assert not page.exception
    (job,) = given(page, "progress")["jobs"]
    assert (job["done"], job["parts"], job["ended"], job["state"]) == (1, 2, False, "training")
    assert all(len(trace["x"]) == 1 for trace in charts(page)[0] if "x" in trace and trace.get("mode"))
    sweep_id = page.session_state[KEY]
    page.button(key="stop_sweep").click().run()
    assert ended(engine, page).status is Status.STOPPED
    page.run()
    assert any(text.startswith("Ended early with 1 of 2 cells") for text in texts(page))
    page.button(key="sweep_go_on").click().run()
    assert page.session_state[KEY] == sweep_id
    assert engine.progress(sweep_id).status.in_flight
    assert given(page, "progress")
    page.button(key="stop_sweep").click().run()
    ended(engine, page)


def test_a_map_whose_lease_has_ended_is_watched_again(engine):
    page = open_map(**LONG, first_seed="525")
    page.button(key="run_sweep").click().run()
    sweep_id = page.session_state[KEY]
    (me,) = engine.ledger.leases.viewers([sweep_id])[sweep_id]
    engine.watch(sweep_id, "a neighbor")
    engine.ledger.leases.leave(sweep_id, me)
    page.run()
    assert engine.ledger.leases.viewers([sweep_id])[sweep_id] == {me, "a neighbor"}
    engine.stop(sweep_id, "a neighbor")
    page.button(key="stop_sweep").click().run()
    ended(engine, page)


def test_wrong_axes_are_named_beside_their_fields(engine):
    page = open_map(**SMALL)
    for text, said in (
        ("", "The axis “Temperature” is empty: give it at least one value."),
        ("4, 4.0", "The axis “Temperature” has the value 4.0 twice: give every value once."),
        ("0.1, 4", "Temperature is 0.1: allowed is a number from 0.25 to 100."),
    ):
        unfold(page).multiselect(key=VALUES[0]).set_value([text] if text else []).run()
        unfold(page)
        assert [error.value for error in page.error] == [said]
        assert page.button(key="run_sweep").disabled == ("0.1" not in text)
    unfold(page).selectbox(key=NAMES[0]).set_value("alpha").run()
    unfold(page)
    assert page.error[0].value == f"Both axes are “{knob('alpha').label}”: take two different knobs."
    unfold(page).selectbox(key=NAMES[0]).set_value("first_seed").run()
    assert not page.error
    unfold(page).multiselect(key=VALUES[0]).set_value([*map(str, range(300))]).run()
    unfold(page)
    assert page.error[0].value == "The grid of 300 × 2 has 600 cells: allowed are at most 400."
    assert page.session_state[MAP] is None


def test_a_comma_that_may_be_a_decimal_point_is_asked_about(engine):
    page = open_map(**SMALL)
    for name, text in (
        ("learning_rate", "0,02"),
        ("learning_rate", "0,02, 0,1"),
        ("learning_rate", "0,1 0,2"),
        ("temperature", "1,5; 2,5"),
        ("temperature", "1, 2, 4,5"),
        ("steps", "1,500, 2,600"),
        ("steps", "1,000"),
    ):
        unfold(page).selectbox(key=NAMES[0]).set_value(name).run()
        unfold(page).multiselect(key=VALUES[0]).set_value([text] if text else []).run()
        unfold(page)
        assert [error.value for error in page.error] == [
            f"The axis “{knob(name).label}” is {text}: a comma separates values. Write 1.5 with a point, 1500 without "
            "a comma, and the same separator everywhere."
        ]
        assert page.button(key="run_sweep").disabled
    for name, text, count in (
        ("temperature", "1,5", 2),
        ("temperature", "0.5,1.5, 2.5", 3),
        ("temperature", "1.5，2.5", 2),
        ("labels", "10,30", 2),
        ("labels", "10, 20,40", 3),
        ("student", "4,8, 16x16", 3),
    ):
        unfold(page).selectbox(key=NAMES[0]).set_value(name).run()
        unfold(page).multiselect(key=VALUES[0]).set_value([text] if text else []).run()
        unfold(page)
        assert not page.error
        assert any(each.startswith(f"{2 * count} cells, ") for each in texts(page))


@pytest.mark.parametrize(("dataset", "word"), [("moons", "points"), ("digits", "images")])
def test_points_are_not_called_images(engine, dataset, word):
    page = run_map(engine, **QUICK, axis1="labels:10,20", unlabeled="5", dataset=dataset, measure="accuracy")
    (chart,) = page.get("plotly_chart")
    assert json.loads(chart.proto.spec)["layout"]["xaxis"]["title"]["text"] == f"Labelled {word}"
    unfold(page)
    assert f"Labelled {word}" in page.selectbox(key=NAMES[0]).options
    assert f"training {word}" in page.multiselect(key=VALUES[0]).help
    assert any(f"Unlabelled transfer {word} 5" in text for text in texts(page))
    assert any(f", at Labelled {word} " in text for text in texts(page))


def test_a_wrong_link_is_mended_with_a_notice(engine):
    page = open_map(axis1="depth:1,2", measure="size", cost="gold", budget="-3", sweep="nothing", map="x")
    said = [element.value for element in page.warning]
    assert len(said) == 6
    (alone,) = [each.value for each in open_map(axis2="alpha:0,1").warning]
    assert alone == "From the link: axis2 is alpha:0,1: allowed only together with axis1."
    (second,) = [each.value for each in open_map(axis1="temperature:1,2", axis2="depth:1").warning]
    assert "The axis depth is no knob" in second
    assert [each.value for each in open_map(cell="64").warning] == [
        "From the link: cell is 64: allowed are the numbers of cells, counted from 0 to 63."
    ]
    (cell,) = [each.value for each in open_map(axis1="steps:20,30", cell="3").warning]
    assert cell == "From the link: cell is 3: allowed only together with sweep, the map of this cell."
    assert any("The axis depth is no knob of an experiment" in text for text in said)
    assert any("There is no sweep nothing." in text for text in said)
    assert any("measure is size: allowed is one of gain, sign" in text for text in said)
    assert page.session_state[MAP] == "landscape"
    assert page.session_state[MEASURE] == "gain"


@pytest.mark.parametrize("dataset", ["digits", "moons"])
@pytest.mark.parametrize("name", MAPS)
def test_every_ready_made_map_can_be_trained(name, dataset):
    base = Experiment(dataset=dataset)
    sweep = Sweep.over(base, [(axis, split(values)) for axis, values in axes_of(name, base)])
    assert not [cell.problem for cell in sweep.cells if cell.problem]
    if name == "landscape":
        assert sweep.shape == (8, 8)


def test_values_that_are_written_and_read_again_make_the_same_sweep():
    asked = Sweep.over(Experiment(), {"learning_rate": [0.0100001, 0.01000012, 0.01234567, 0.25, 1, 1e-6]})
    (axis,) = asked.axes
    assert joined(axis.values) == "0.0100001, 0.01000012, 0.01234567, 0.25, 1, 1e-06"
    assert Sweep.over(Experiment(), {"learning_rate": split(joined(axis.values))}).digest() == asked.digest()


@pytest.mark.parametrize("name", [name for name, _knob in knobs_of("classic")])
def test_any_knob_gets_values_that_make_an_axis(name):
    sweep = Sweep.over(Experiment(), {name: split(suggestion(name, Experiment()))})
    assert sum(cell.experiment is not None for cell in sweep.cells) > (0 if name == "kind" else 1)
