import json

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax as scipy_softmax

from kdviz import figures
from kdviz.i18n import LANGUAGES, Translator
from kdviz.results import ARMS, Outcome

EN = Translator("en")


def draw_all(outcome: Outcome, _: Translator = EN) -> dict[str, go.Figure]:
    result, arrays = outcome.result, outcome.arrays
    picked = {"teacher": arrays["test_teacher_logits"][None, 7], "distilled": arrays["test_student_logits"][:, 2, 7]}
    return {
        "dots": figures.accuracy_dots(result, _),
        "curves": figures.learning_curves(result.curves, result.experiment.seed_list, _),
        "compared": figures.compared_curves({"one": result, "another": result}, _),
        "cost": figures.accuracy_against_bytes(result, _),
        "softened": figures.softened_bars(picked, 4.0, int(arrays["test_labels"][7]), _),
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


def test_dots_show_every_seed_of_every_arm(outcomes):
    result = outcomes[0].result
    figure = figures.accuracy_dots(result, EN)
    shown = [trace for trace in figure.data if trace.mode == "markers" and len(trace.x) == 3]
    assert [list(trace.x) for trace in shown] == [[100 * value for value in result.arms[arm].accuracy] for arm in ARMS]
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    assert [list(line.x) for line in lines] == [
        [100 * result.arms[arm].accuracy[seed] for arm in ("smoothed", "hard", "distilled")] for seed in range(3)
    ]


def test_curves_hold_a_line_a_seed_and_their_mean(outcomes):
    result = outcomes[0].result
    figure = figures.learning_curves(result.curves, result.experiment.seed_list, EN)
    assert len(figure.data) == len(ARMS) * (3 + 1)
    *seeds, mean = figure.data[-4:]
    np.testing.assert_allclose(np.mean([trace.y for trace in seeds], axis=0), mean.y)
    assert mean.y[-1] == pytest.approx(100 * np.mean(result.curves[-1].accuracy["distilled"]))


def test_softened_bars_sum_to_one_hundred_and_flatten_with_the_temperature(outcomes):
    logits = {"teacher": outcomes[0].arrays["test_teacher_logits"][None, 3]}
    cold, hot = (figures.softened_bars(logits, temperature, 0, EN).data[0].y for temperature in (0.5, 50))
    assert sum(cold) == pytest.approx(100)
    assert sum(hot) == pytest.approx(100)
    assert max(hot) < max(cold)
    assert np.argmax(hot) == np.argmax(cold)


@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=12), st.floats(0.25, 100))
def test_softmax_is_scipy_s(logits, temperature):
    expected = scipy_softmax(np.array(logits) / temperature)
    np.testing.assert_allclose(figures.softmax(np.array(logits), temperature), expected, atol=1e-12)


def test_a_run_that_ended_at_once_still_draws(outcomes):
    outcome = outcomes[0]
    empty = Outcome(outcome.result.model_copy(update={"curves": []}), outcome.students, outcome.arrays, {})
    for figure in draw_all(empty).values():
        json.loads(figure.to_json())


def test_a_sample_is_a_picture_or_a_marked_point(outcomes):
    arrays = outcomes[0].arrays
    picture = figures.sample_picture(arrays["test_inputs"], arrays["test_labels"], 5, EN)
    np.testing.assert_array_equal(picture.data[0].z, arrays["test_inputs"][5, 0])
    points = np.random.default_rng(0).normal(size=(30, 2))
    plane = figures.sample_picture(points, np.zeros(30, dtype=int), 5, EN)
    assert (plane.data[1].x[0], plane.data[1].y[0]) == tuple(points[5])
