import json

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax as scipy_softmax

from kdviz import figures
from kdviz.figures.softened import softmax
from kdviz.i18n import LANGUAGES, Translator
from kdviz.results import ARMS, Estimate, Outcome

EN = Translator("en")


def draw_all(outcome: Outcome, _: Translator = EN) -> dict[str, go.Figure]:
    result = outcome.result
    return {
        "dots": figures.accuracy_dots(result, _),
        "curves": figures.learning_curves(result.curves, result.experiment.seed_list, _),
        "compared": figures.compared_curves({"one": result, "another": result}, _),
        **{f"cost by {size}": figures.accuracy_against(size, result, _) for size in figures.SIZES},
    }


def numbers(figure: go.Figure) -> np.ndarray:
    parts = [np.ravel(np.asarray(trace[axis], dtype=float)) for trace in figure.data for axis in ("x", "y")]
    return np.concatenate(parts)


def test_figures_hold_finite_numbers_that_vary_and_change_with_the_seed(outcomes):
    for (name, first), second in zip(draw_all(outcomes[0]).items(), draw_all(outcomes[10]).values(), strict=True):
        assert np.isfinite(numbers(first)).all(), name
        assert np.ptp(numbers(first)) > 0, name
        assert not np.array_equal(numbers(first), numbers(second)), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_in_a_figure_is_translated(outcomes, language):
    for name, figure in draw_all(outcomes[0], Translator(language)).items():
        english = draw_all(outcomes[0])[name]
        for axis in ("xaxis", "yaxis"):
            title, ours = figure.layout[axis].title.text, english.layout[axis].title.text
            assert (title is None and ours is None) or (title != ours) == (language != "en"), (name, axis)


def test_compared_runs_are_told_apart_without_colour(outcomes):
    names = [f"run {place}" for place in range(6)]
    figure = figures.compared_curves(dict.fromkeys(names, outcomes[0].result), EN)
    means = [trace for trace in figure.data if trace.showlegend is not False]
    assert [trace.name for trace in means] == names
    assert len({(trace.line.dash, trace.marker.symbol) for trace in means}) == len({t.line.color for t in means}) == 6
    assert len(figure.data) == 6 * (3 + 1)


def test_no_name_of_a_run_is_markup_in_a_figure(outcomes):
    names = ['<a href="http://evil.example/t">x</a>', "<b>a</b> &lt;", "\u202ea"]
    figure = figures.compared_curves(dict.fromkeys(names, outcomes[0].result), EN)
    shown = [trace.name for trace in figure.data if trace.showlegend is not False]
    assert shown == ['&lt;a href="http://evil.example/t">x&lt;/a>', "&lt;b>a&lt;/b> &amp;lt;", "a"]


def test_dots_show_every_seed_of_every_arm(outcomes):
    result = outcomes[0].result
    figure = figures.accuracy_dots(result, EN)
    shown = [trace for trace in figure.data if trace.mode == "markers" and len(trace.x) == 3]
    assert [list(trace.x) for trace in shown] == [[100 * value for value in result.arms[arm].accuracy] for arm in ARMS]
    # Without a color of its own an interval gets the next one of the page's theme.
    bars = [trace for trace in figure.data if trace.error_x.array]
    assert [bar.error_x.color for bar in bars] == [trace.marker.color for trace in shown]
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    assert [list(line.x) for line in lines] == [
        [100 * result.arms[arm].accuracy[seed] for arm in ("smoothed", "hard", "distilled")] for seed in range(3)
    ]


def test_counts_near_zero_have_one_tick_each(outcomes):
    """Plotly's own ticks between them would be written as whole numbers, too: -1, -1, 0, 1, 1."""
    result = outcomes[0].result
    arms = {**result.arms, "distilled": result.arms["hard"]}
    equal = result.model_copy(update={"arms": arms, "gain": Estimate(mean=0.0, ci95=(0.0, 0.0))})
    assert figures.gain_dots(equal, None, EN).layout.xaxis.dtick == 1
    wide = equal.model_copy(update={"gain": Estimate(mean=0.0, ci95=(-0.1, 0.1))})
    assert figures.gain_dots(wide, None, EN).layout.xaxis.dtick is None


def test_curves_hold_a_line_a_seed_and_their_mean(outcomes):
    result = outcomes[0].result
    figure = figures.learning_curves(result.curves, result.experiment.seed_list, EN)
    assert len(figure.data) == len(ARMS) * (3 + 1)
    *seeds, mean = figure.data[-4:]
    np.testing.assert_allclose(np.mean([trace.y for trace in seeds], axis=0), mean.y)
    assert mean.mode == "lines+markers"
    assert mean.y[-1] == pytest.approx(100 * np.mean(result.curves[-1].accuracy["distilled"]))


def test_costs_are_those_of_the_networks(outcomes):
    result = outcomes[0].result
    for size in figures.SIZES:
        figure = figures.accuracy_against(size, result, EN)
        assert figure.data[0].x == (getattr(result.teacher, size),)
        assert {trace.customdata for trace in figure.data[1:]} == {(getattr(result.student, size),)}


def test_tables_hold_the_numbers_of_their_figures(outcomes):
    result = outcomes[0].result
    seeds = figures.accuracy_table(result, EN)
    assert seeds["Paired gain, points"].mean() == pytest.approx(100 * result.gain.mean)
    assert seeds["With teacher"].tolist() == [100 * value for value in result.arms["distilled"].accuracy]
    cost = figures.cost_table(result, EN).set_index("Students")
    assert cost.loc["Teacher", ["Parameters", "Bytes of parameters", "MACs"]].tolist() == [
        result.teacher.parameters,
        result.teacher.bytes,
        result.teacher.macs,
    ]
    assert cost.loc["With teacher", "lower end"] == 100 * result.arms["distilled"].ci95[0]
    curves = figures.curves_table(result.curves, EN)
    assert curves["Training step"].tolist() == [snapshot.step for snapshot in result.curves]
    last = result.curves[-1]
    assert curves.iloc[-1]["Labels only: loss, nats"] == pytest.approx(np.mean(last.loss["hard"]))
    assert curves.iloc[-1]["With teacher: accuracy, %, upper end"] == 100 * last.ci95["accuracy"]["distilled"][1]
    compared = figures.compared_table({"one": result, "another": result}, EN)
    assert len(compared) == 2 * len(result.curves)


def test_a_table_of_softened_answers_sums_to_one_hundred_and_flattens_with_the_temperature(outcomes):
    logits = {"teacher": outcomes[0].course["teacher"][None, 3], "hard": outcomes[0].course["students"][-1][:, 0, 3]}
    data = outcomes[0].result.experiment.data
    cold, hot = (figures.softened_table(logits, temperature, data, EN) for temperature in (0.5, 50))
    for name in ("Teacher", "Labels only"):
        assert cold[name].sum() == pytest.approx(100)
        assert hot[name].max() < cold[name].max()
        assert hot[name].idxmax() == cold[name].idxmax()


def test_takeaways_say_what_the_figures_show(outcomes):
    result = outcomes[0].result
    better = sum(
        one < other for one, other in zip(result.arms["hard"].accuracy, result.arms["distilled"].accuracy, strict=True)
    )
    assert f"in {better} of 3 seeds" in figures.dots_takeaway(result, EN)
    assert f"{100 * np.mean(result.curves[-1].accuracy['hard']):.1f} %" in figures.curves_takeaway(result, EN)
    for size in figures.SIZES:
        times = getattr(result.teacher, size) / getattr(result.student, size)
        assert f"{times:.3g} times" in figures.cost_takeaway(result, size, EN)
    small = result.model_copy(update={"teacher": result.teacher.model_copy(update={"macs": 10})})
    assert "times the teacher's computation" in figures.cost_takeaway(small, "macs", EN)
    worse = result.model_copy(update={"curves": []})
    assert figures.compared_takeaway({"a": worse, "b": result}, EN).startswith(
        "On the validation set, the students with teacher of “b” end highest"
    )


@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=12), st.floats(0.25, 100))
def test_softmax_is_scipy_s(logits, temperature):
    expected = scipy_softmax(np.array(logits) / temperature)
    np.testing.assert_allclose(softmax(np.array(logits), temperature), expected, atol=1e-12)


def test_a_run_that_ended_at_once_still_draws(outcomes):
    outcome = outcomes[0]
    empty = Outcome(outcome.result.model_copy(update={"curves": []}), outcome.students, outcome.arrays, {})
    for figure in draw_all(empty).values():
        json.loads(figure.to_json())
