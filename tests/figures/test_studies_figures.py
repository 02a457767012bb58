"""Figures and words of a compression's studies, of made-up results."""

import pytest

from kdviz import figures
from kdviz.i18n import ENGLISH
from kdviz.verdicts.studies import borne, order_sentence, sensitivity_sentence, tuning_sentence
from tests.figures.studies import order, root, tuning

ROOT = root(
    "train",
    prune_1={0.5: 0.0, 0.8: 0.004, 0.9: 0.3},
    quantize_1={8: 0.0, 3: 0.02, 2: 0.4},
    prune_2={0.5: 0.2, 0.8: 0.0, 0.9: 0.5},
    quantize_2={8: 0.0, 3: 0.009, 2: 0.1},
)


def test_what_a_layer_bears_ends_before_the_first_point_that_may_be_lost():
    """Its intervals reach a point to both sides, so that a mean loss of .4 points may be one of more than a point."""
    assert borne(ROOT, "prune") == {1: 0.5, 2: None}
    assert borne(ROOT, "quantize") == {1: 8, 2: 8}
    assert sensitivity_sentence(ROOT, "prune") == (
        "Before a point is lost, one can cut 50 % of layer 1, 0 % of layer 2."
    )
    assert sensitivity_sentence(ROOT, "quantize") == (
        "Before a point is lost, one can go down to 8 bits in layer 1, 8 bits in layer 2."
    )


def test_one_repeat_shows_nothing_of_what_a_layer_bears():
    single = ROOT.model_copy(
        update={"sensitivity": [loss.model_copy(update={"ci95": None}) for loss in ROOT.sensitivity]}
    )
    assert sensitivity_sentence(single, "prune") == "One repeat cannot show what a layer bears."


def test_a_map_has_a_row_a_student_and_layer_and_the_points_lost():
    other = root("distill", prune_1={0.5: 0.1, 0.8: 0.2, 0.9: 0.3}, prune_2={0.5: 0.1, 0.8: 0.2, 0.9: 0.4})
    (heat,) = figures.sensitivity_map([ROOT, other], "prune", ENGLISH).data
    assert list(heat.x) == ["50", "80", "90"]
    assert [*heat.y] == [f"{who},<br>layer {n}" for who in ("Labels only", "With teacher") for n in (1, 2)]
    assert heat.z[0] == pytest.approx([0.0, 0.4, 30.0])
    assert heat.z[3] == pytest.approx([10.0, 20.0, 40.0])
    assert heat.customdata[0][2] == "30.0 points lost, 95 % interval 29.0 to 31.0"
    table = figures.sensitivity_table([ROOT, other], "prune", ENGLISH)
    assert len(table) == 12
    assert table["Loss, points"].tolist()[:3] == pytest.approx([0.0, 0.4, 30.0])


@pytest.mark.parametrize(
    ("gains", "reach", "said"),
    [
        ((0.0, -0.06, 0.02, 0.05), 0.01, "The sign flips: −6.0 points after 100 steps, +5.0 after 300."),
        ((0.0, 0.01, 0.02, 0.05), 0.01, "With the teacher it is 5.0 points better after 300 steps."),
        ((0.0, 0.03, 0.02, -0.05), 0.04, "With the teacher it is 5.0 points worse after 300 steps."),
        ((0.0, -0.06, 0.02, 0.005), 0.01, "After 300 steps the teacher's gain is not shown: +0.5 points."),
        ((0.0, 0.05), None, "After 100 steps the teacher is 5.0 points ahead; one repeat shows nothing."),
        ((0.0, -0.05), None, "After 100 steps the teacher is 5.0 points behind; one repeat shows nothing."),
    ],
)
def test_a_tuning_is_told_no_surer_than_its_intervals(gains, reach, said):
    assert tuning_sentence(tuning(*gains, reach=reach)) == said


def test_a_tuning_is_drawn_by_both_with_the_gain_below():
    known = tuning(0.0, -0.06, 0.05)
    _band, labels, _other, taught = figures.tuning_curves(known, ENGLISH).data
    assert (labels.name, taught.name) == ("Labels only", "With teacher")
    assert list(taught.y) == pytest.approx([80, 74, 85])
    band, gain = figures.tuning_gain(known, ENGLISH).data
    assert list(gain.y) == pytest.approx([0, -6, 5])
    assert list(band.y) == pytest.approx([1, -5, 6, 4, -7, -1])
    assert figures.tuning_table(known, ENGLISH)["Gain, points"].tolist() == pytest.approx([0, -6, 5])


@pytest.mark.parametrize(
    ("mean", "reach", "said"),
    [
        (0.004, 0.01, "The order is not shown to matter: +0.4 points, 95 % interval −0.6 to 1.4."),
        (0.04, 0.01, "The first order is better: +4.0 points, 95 % interval 3.0 to 5.0."),
        (-0.04, 0.01, "The second order is better: −4.0 points, 95 % interval −5.0 to −3.0."),
        (0.04, None, "One repeat cannot show which order is better: +4.0 points."),
    ],
)
def test_an_order_is_told_no_surer_than_its_interval(mean, reach, said):
    assert order_sentence(order(mean, reach)) == said


def test_orders_are_drawn_pair_by_pair():
    orders = [order(0.004), order(-0.2)]
    repeats, dots = figures.order_dots(orders, ENGLISH).data
    assert [*repeats.y] == ["1", "1", "2", "2"]
    assert list(repeats.x) == pytest.approx([-0.6, 1.4, -21, -19])
    assert list(dots.x) == pytest.approx([0.4, -20])
    assert list(dots.error_x.array) == pytest.approx([1, 1])
    assert figures.order_table(orders, ENGLISH)["Second"].tolist() == ["distill,quantize=4,prune=0.8"] * 2
