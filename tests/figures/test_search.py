"""The figures of a search."""

import numpy as np
import pytest

from kdviz import figures
from kdviz.experiment import Experiment, Search
from kdviz.experiment.goal import Goal
from kdviz.experiment.search import Budget
from kdviz.i18n import ENGLISH
from kdviz.results import Estimate, Status
from kdviz.results.search import Judged, SearchRecord, SearchResult, Trial

SEARCH = Search.of(Experiment(), {"temperature": "1:16:log", "alpha": "0:1"}, Budget(100))


def trial(number: int, temperature: float, alpha: float, score: float, seeds: int = 8, **more) -> Trial:
    return Trial(number=number, settings={"temperature": temperature, "alpha": alpha}, accuracy=[score] * seeds, **more)


def test_the_map_between_the_trials_is_nearest_to_the_nearest():
    trials = [trial(0, 1.0, 0.0, 0.8), trial(1, 16.0, 1.0, 0.9), trial(2, 4.0, 0.5, 0.85, seeds=3, dropped=True)]
    figure = figures.trials_picture(SEARCH, trials, ("temperature", "alpha"), ENGLISH)
    heat = figure.data[0]
    # From the lowest corner to the highest, in the colors of the trials there.
    z = np.array(heat.z, dtype=float)
    assert z[0][0] == pytest.approx(80, abs=0.1)
    assert z[-1][-1] == pytest.approx(90, abs=0.1)
    # Nobody is near the other corners.
    assert np.isnan(z[0][-1])
    assert np.isnan(z[-1][0])
    assert heat.x[0] == pytest.approx(1)
    assert heat.x[-1] == pytest.approx(16)
    assert heat.x[1] / heat.x[0] == pytest.approx(heat.x[-1] / heat.x[-2])


def test_an_axis_by_factors_has_its_numbers_written_out():
    search = Search.of(Experiment(), {"temperature": "1:20:log", "learning_rate": "0.001:0.1:log"}, Budget(100))
    layout = figures.trials_picture(search, [], ("temperature", "learning_rate"), ENGLISH).layout
    assert layout.xaxis.ticktext == ("1", "2", "5", "10", "20")
    assert layout.yaxis.ticktext == ("0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1")
    assert [float(text) for text in layout.yaxis.ticktext] == [*layout.yaxis.tickvals]


def test_zero_by_hand_stands_at_the_low_end_of_an_axis_by_factors():
    search = Search.of(Experiment(), {"label_noise": "0.01:0.4:log", "alpha": "0:1"}, Budget(100))
    trials = [
        Trial(number=place, settings={"label_noise": noise, "alpha": 0.5}, accuracy=[0.9] * 8)
        for place, noise in enumerate((0.0, 0.1, 0.2))
    ]
    figure = figures.trials_picture(search, trials, ("label_noise", "alpha"), ENGLISH)
    hand = next(trace for trace in figure.data if trace.name == "By hand")
    assert 0 < hand.x[0] <= 0.01
    assert np.log10(hand.x[0]) >= figure.layout.xaxis.range[0]
    assert "Wrong labels 0" in hand.customdata[0][0]


def test_what_is_by_hand_is_seen_also_beside_the_ranges():
    hand = [Trial(number=0, settings={"temperature": 100.0, "alpha": -0.5}, accuracy=[])]
    layout = figures.trials_picture(SEARCH, hand, ("temperature", "alpha"), ENGLISH).layout
    assert layout.xaxis.range[0] < np.log10(1) < np.log10(100) < layout.xaxis.range[1]
    assert layout.xaxis.ticktext[-1] == "100"
    assert layout.yaxis.range[0] < -0.5 < 1 < layout.yaxis.range[1]


def test_dropped_trials_are_faint_and_small_and_the_best_is_marked():
    trials = [trial(0, 4.0, 0.9, 0.9), trial(1, 8.0, 0.5, 0.95), trial(2, 2.0, 0.1, 0.99, seeds=3, dropped=True)]
    figure = figures.trials_picture(SEARCH, trials, ("temperature", "alpha"), ENGLISH)
    dropped, going, hand, best = figure.data[1:]
    assert [*dropped.x] == [2.0]
    assert dropped.marker.opacity < going.marker.opacity
    assert max(dropped.marker.size) < min(going.marker.size)
    assert [*hand.x] == [4.0]
    # Three lucky seeds do not make a best.
    assert [*best.x] == [8.0]
    assert SEARCH.best(trials) == trials[1]


def test_a_mark_tells_the_interval_of_its_repeats():
    trials = [trial(0, 4.0, 0.9, 0.9), trial(1, 8.0, 0.5, 0.9).model_copy(update={"accuracy": [0.88, 0.9, 1.0]})]
    *_map, hand, best = figures.trials_picture(SEARCH, trials, ("temperature", "alpha"), ENGLISH, trials[1]).data
    assert hand.customdata[0][1] == "90.0 % (95 % interval 90.0 to 90.0) on the validation part, repeats: 8"
    told, note = best.customdata[0][1].split("<br>")
    assert told == "92.7 % (95 % interval 76.7 to 100.0†) on the validation part, repeats: 3"
    assert note.startswith("†")


def test_after_an_early_end_those_on_their_first_repeats_have_a_name_of_their_own():
    trials = [trial(0, 4.0, 0.9, 0.9), trial(1, 8.0, 0.5, 0.95), trial(2, 2.0, 0.1, 0.92, seeds=3)]
    figure = figures.trials_picture(SEARCH, trials, ("temperature", "alpha"), ENGLISH, chosen=trials[1])
    drawn = {trace.name: [*trace.x] for trace in figure.data[1:]}
    assert drawn["Got all repeats"] == [4.0, 8.0]
    assert drawn["Time was up before all repeats"] == [2.0]
    going = figures.trials_picture(SEARCH, trials, ("temperature", "alpha"), ENGLISH)
    assert {trace.name: [*trace.x] for trace in going.data[1:]}["May still win"] == [4.0, 8.0, 2.0]
    ended = figures.trials_picture(SEARCH, trials[:2], ("temperature", "alpha"), ENGLISH, chosen=trials[1])
    assert "Time was up before all repeats" not in {trace.name for trace in ended.data}


def test_choices_are_drawn_as_such_and_without_a_map_between():
    search = Search.of(Experiment(), {"student": "4,8", "alpha": "0:1"}, Budget(100))
    trials = [
        Trial(number=place, settings={"student": size, "alpha": 0.5}, accuracy=[0.9] * 8)
        for place, size in enumerate(("8", "4"))
    ]
    figure = figures.trials_picture(search, trials, ("student", "alpha"), ENGLISH)
    assert not [trace for trace in figure.data if trace.type == "heatmap"]
    assert [*figure.layout.xaxis.categoryarray] == ["4", "8"]


SIZES = [("32", 0.9), ("8", 0.8), ("16", 0.85)]


def front_of(goal: Goal, vary: dict[str, str], settings: list[dict[str, str]]):
    """Return the picture of a front of three settings."""
    search = Search.of(Experiment(), vary, Budget(100), goal=goal)
    trials = [
        Trial(number=number, settings=each, accuracy=[accuracy] * 8)
        for number, (each, (_size, accuracy)) in enumerate(zip(settings, SIZES, strict=True))
    ]
    judged = Judged(settings=settings[0], validation=Estimate(mean=0.9, ci95=None), fresh=None)
    nothing = dict.fromkeys(("gain", "optimism", "one_seed"))
    result = SearchResult(
        best=judged, by_hand=judged, met=True, importance={}, front=[], trials=3, students=24, **nothing
    )
    record = SearchRecord("1", search, Status.FINISHED, "", 0.0, 1.0, 1.0, None, trials, 24, result)
    return figures.front_picture(record, ENGLISH)


@pytest.mark.parametrize(
    ("cost", "limit", "title", "amounts"),
    [
        ("macs", 1500, "Multiply-accumulates an input (log scale)", [592, 1184, 2368]),
        ("bytes", 5000, "Bytes of parameters (log scale)", [2440, 4840, 9640]),
        (None, None, "Bytes of parameters (log scale)", [2440, 4840, 9640]),
    ],
)
def test_the_front_is_over_the_cost_that_the_goal_names_with_its_line(cost, limit, title, amounts):
    sizes = [{"student": size} for size, _accuracy in SIZES]
    picture = front_of(Goal(at_most={cost: limit} if cost else {}), {"student": "8,16,32"}, sizes)
    traces = {trace.name: trace for trace in picture.data}
    assert [*traces["None is cheaper and more accurate"].x] == amounts
    assert picture.layout.xaxis.title.text == title
    low, high = (10**end for end in picture.layout.xaxis.range)
    assert low < amounts[0] < amounts[-1] < high
    if cost is None:
        assert traces.keys().isdisjoint({"the goal", "Over a limit"})
        return
    assert [*traces["the goal"].x] == [limit, limit]
    assert [*traces["Over a limit"].x] == amounts[-1:], "by hand it is over the limit"


def test_packed_bytes_are_called_so_on_the_axis_and_at_the_marks():
    pipelines = ["distill", "distill,quantize=4", "distill,quantize=8"]
    settings = [{"pipeline": text} for text in pipelines]
    goal = Goal(at_most={"packed": 5000}, at_least=84)
    picture = front_of(goal, {"pipeline": "|".join(pipelines)}, settings)
    assert picture.layout.xaxis.title.text == "Packed bytes (log scale)"
    traces = {trace.name: trace for trace in picture.data if trace.showlegend is not False}
    assert [told.split()[1:] for _settings, told in traces["Over a limit"].customdata] == [["packed", "bytes"]]
    lines = [(*trace.x, *trace.y) for trace in picture.data if trace.name == "the goal"]
    assert len(lines) == 2
    assert lines[1][2:] == (84, 84)
