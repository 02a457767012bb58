"""The ranking of kinds: what is drawn of a row, what its title claims, what the table holds."""

import json

import numpy as np
import pytest

from kdviz import figures
from kdviz.catalog import KINDS
from kdviz.figures.style import kind_look
from kdviz.i18n import LANGUAGES, Translator
from kdviz.measures import over_seeds
from kdviz.results import Row, RunResult, StageResult

EN = Translator("en")
TWIN = [0.70, 0.74, 0.72]


def result(base: RunResult, accuracy: list[float], *, seeds: int = 3, **change) -> RunResult:
    """Return a run whose distilled students got `accuracy`, and whose twins got `TWIN`."""
    arms = dict(base.arms)
    for arm, values in (("distilled", accuracy[:seeds]), ("hard", TWIN[:seeds])):
        arms[arm] = arms[arm].model_copy(update={"accuracy": values, **dict(over_seeds(values))})
    gain = over_seeds(np.subtract(accuracy[:seeds], TWIN[:seeds]))
    experiment = base.experiment.model_copy(update={"seeds": seeds})
    return base.model_copy(update={"arms": arms, "gain": gain, "experiment": experiment, **change})


@pytest.fixture
def rows(outcomes) -> list[Row]:
    base = outcomes[0].result
    ensemble = StageResult(name="ensemble", accuracy=[0.96], mean=0.96, parameters=999, steps=7, seconds=2.0)
    return [
        Row("hint", 1, True, result(base, [0.84, 0.89, 0.87])),
        Row("ensemble", 1, True, result(base, [0.84, 0.88, 0.86], stages=[ensemble], extra_parameters=666)),
        Row("smoothing", 3, False, result(base, [0.71, 0.73, 0.73])),
        Row("data-free", 4, False, result(base, [0.30, 0.31, 0.32])),
        Row("attention", skipped="it needs a ConvNet"),
    ]


def test_a_row_holds_its_seeds_its_mean_and_two_intervals(rows):
    figure = figures.kinds_ranking(rows, EN)
    seeds, gain, mean = (trace for trace in figure.data if 3 in np.unique(trace.y))
    hint = rows[0].result
    np.testing.assert_allclose(seeds.x, 100 * np.array(hint.arms["distilled"].accuracy))
    np.testing.assert_allclose(gain.x, 100 * np.array(hint.gain.ci95))
    assert gain.xaxis == "x2"
    low, high = hint.arms["distilled"].ci95
    np.testing.assert_allclose(mean.x[0] - mean.error_x.arrayminus[0], 100 * low)
    np.testing.assert_allclose(mean.x[0] + mean.error_x.array[0], 100 * high)


def test_no_interval_of_an_accuracy_leaves_the_scale(rows):
    wide = Row("hint", 1, False, result(rows[0].result, [0.99, 0.4, 0.95]))
    assert wide.result.arms["distilled"].ci95[1] > 1
    figure = figures.kinds_ranking([wide], EN)
    (mean,) = [trace for trace in figure.data if trace.error_x.array]
    assert mean.x[0] + mean.error_x.array[0] == pytest.approx(100)
    assert mean.hovertemplate.startswith("mean 78.0 %, 95 % interval 0.0† to 100.0†")
    table = figures.kinds_table([wide], EN)
    assert table[["Test accuracy, %, lower end", "Test accuracy, %, upper end"]].values.tolist() == [[0, 100]]


def test_the_upper_axis_is_the_lower_one_counted_from_the_twins(rows):
    layout = figures.kinds_ranking(rows, EN).layout
    twin = 100 * np.mean(TWIN)
    np.testing.assert_allclose(np.subtract(layout.xaxis.range, twin), layout.xaxis2.range)
    assert [shape.x0 for shape in layout.shapes] == [twin, 100 * rows[0].result.teacher.accuracy]


def test_twin_and_teacher_are_named_a_line_of_text_apart(rows):
    layout = figures.kinds_ranking(rows, EN).layout
    twin, teacher = (note for note in layout.annotations if note.text in ("Labels only", "Teacher"))
    bottom, top = layout.yaxis.range
    # Plotly's own size of text is 12 pixels; above and below the plot are at most 110.
    assert (twin.xanchor, teacher.xanchor) == ("left", "left" if teacher.x < sum(layout.xaxis.range) / 2 else "right")
    assert (twin.y - teacher.y) * (layout.height - 110) / (top - bottom) > 16


def test_what_may_be_no_gain_is_hollow_and_what_ends_far_below_is_told_at_the_edge(rows):
    figure = figures.kinds_ranking(rows, EN)
    hollow = {trace.y[0]: trace.marker.symbol.endswith("-open") for trace in figure.data if trace.error_x.array}
    assert hollow == {3: False, 2: False, 1: True, 0: True}
    assert figure.layout.xaxis.range[0] > 60
    (edge,) = [note for note in figure.layout.annotations if "31.0 %" in note.text]
    assert edge.y == 0


def test_labels_carry_ranks_with_their_ties_and_the_best_stands_on_top(rows):
    axis = figures.kinds_ranking(rows, EN).layout.yaxis
    assert [text.partition("</b>")[0] for text in axis.ticktext] == ["<b>1=", "<b>1=", "<b>3", "<b>4"]
    assert list(axis.tickvals) == [3, 2, 1, 0]


def test_those_trained_on_the_way_stand_in_their_row(rows):
    figure = figures.kinds_ranking(rows, EN)
    (on_the_way,) = [trace for trace in figure.data if trace.text]
    assert (on_the_way.x, on_the_way.y, on_the_way.text) == ((96.0,), (2,), ("Ensemble of teachers",))
    table = figures.stages_table([rows[1]], EN)
    assert table["Who"].tolist() == ["Ensemble of teachers", "With teacher"]
    assert table["Parameters"].tolist() == [999, rows[1].result.student.parameters]


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ([0, 1, 2], "Hints (FitNets) and ensemble of teachers share the first place; the seeds cannot tell them apart"),
        ([2, 3], "No kind is shown to beat labels alone"),
        ([4], "No kind has a result yet"),
    ],
)
def test_the_title_claims_no_more_than_the_intervals(rows, places, said):
    assert figures.kinds_takeaway([rows[place] for place in places], EN) == said


def test_the_title_of_one_first_of_many_firsts_of_one_kind_and_of_one_seed(rows, outcomes):
    first, second, third = (row.result for row in rows[:3])
    ranked = [Row("hint", 1, False, first), Row("smoothing", 2, False, third)]
    assert figures.kinds_takeaway(ranked, EN).startswith("Hints (FitNets) comes first: +73 of 500 digits")
    assert figures.kinds_takeaway(ranked[:1], EN).startswith("Hints (FitNets): +73 of 500 digits")
    ranked[0] = Row("hint", 1, True, first)
    assert (
        figures.kinds_takeaway(ranked, EN)
        == "Hints (FitNets) leads, but the seeds cannot tell it from every other kind"
    )
    many = [Row(kind, 1, True, second) for kind in ("hint", "classic", "logits", "self")]
    assert figures.kinds_takeaway(many, EN).startswith("4 kinds share the first place")
    alone = [Row("hint", 1, True, result(outcomes[0].result, [0.9], seeds=1))]
    assert figures.kinds_takeaway(alone, EN) == "One seed cannot tell which kind is best: take several"
    assert json.loads(figures.kinds_ranking(alone, EN).to_json())["data"]


def test_the_table_holds_the_numbers_of_the_figure_and_why_a_kind_is_missing(rows):
    table = figures.kinds_table(rows, EN).set_index("Kind")
    assert table["Rank"].tolist() == ["1=", "1=", "3", "4", "—"]
    ensemble = table.loc["Ensemble of teachers"]
    assert ensemble["Paired gain, points, lower end"] == pytest.approx(100 * rows[1].result.gain.ci95[0])
    assert ensemble["Parameters trained beside the student"] == 666
    whole = rows[1].result
    assert ensemble["Seconds, stages apart"] == pytest.approx(whole.seconds - whole.teacher_seconds - 2.0)
    assert ensemble["Stages"] == "Ensemble of teachers (2.0 s)"
    assert table.loc["Attention transfer", "Remark"] == "it needs a ConvNet"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_translated(rows, language):
    shown, english = (figures.kinds_ranking(rows, Translator(name)) for name in (language, "en"))
    for words in (lambda figure: figure.layout.yaxis.ticktext, lambda figure: figure.layout.xaxis2.title.text):
        assert (words(shown) != words(english)) == (language != "en")


def test_no_two_kinds_look_alike():
    looks = [kind_look(kind) for kind in KINDS]
    assert len({(look.color, look.dash) for look in looks}) == len(KINDS)
    assert len({(look.color, look.symbol) for look in looks}) == len(KINDS)


def test_of_many_kinds_a_hall_sees_three_and_how_many_more(rows):
    many = [*rows[:4], Row("logits", 5, False, rows[3].result), rows[4]]
    axis = figures.kinds_ranking(many, EN, briefly=True).layout.yaxis
    assert [text.partition("</b> ")[2] for text in axis.ticktext[:3]] == [
        "Hints (FitNets)",
        "Ensemble of<br>teachers",
        "Label smoothing",
    ]
    assert axis.ticktext[3:] == ("2 more",)
    assert len({*axis.tickvals}) == 4
    assert figures.kinds_ranking(rows, EN, briefly=True).layout.yaxis.ticktext[3:] == (
        "<b>4</b> Data-free<br>distillation",
    )
