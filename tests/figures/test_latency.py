"""The picture of where integers begin to pay."""

from kdviz.figures.latency import Stand, crossing_picture, crossing_table
from kdviz.i18n import ENGLISH
from kdviz.results.latency import Crossing, expected

CURVE = [
    Crossing(parameters=4000, speedup=8.0),
    Crossing(parameters=1000, speedup=0.5),
    Crossing(parameters=100, speedup=0.25, family="convnet"),
]


def test_a_family_has_a_curve_of_its_own_by_size_and_its_look_whatever_else_is_there():
    convnet, mlp = crossing_picture(CURVE, [], ENGLISH).data
    assert [*mlp.x] == [1000, 4000]
    assert [*mlp.y] == [0.5, 8.0]
    (alone,) = crossing_picture(CURVE[:2], [], ENGLISH).data
    assert (alone.name, alone.line.color) == (mlp.name, mlp.line.color)
    compressed = crossing_picture([], [Stand("compressed", 10, 1.0)], ENGLISH).data[0]
    assert len({convnet.line.color, mlp.line.color, compressed.marker.color}) == 3


def test_what_is_expected_is_hollow_and_lies_on_its_curve():
    at = Stand("student", 2000, expected(CURVE, "8", 2000), expected=True)
    figure = crossing_picture(CURVE, [at, Stand("student", 2000, 1.5)], ENGLISH)
    assert {figure.layout.xaxis.type, figure.layout.yaxis.type} == {"log"}, "where its line is straight"
    soon, now = figure.data[2:]
    assert [mark.name for mark in (soon, now)] == ["Student: expected", "Student: measured"]
    assert (soon.marker.symbol, now.marker.symbol) == ("triangle-up-open", "triangle-up")


def test_its_numbers_are_in_a_table():
    table = crossing_table(CURVE, [Stand("teacher", 3000, 1.5)], ENGLISH)
    assert table.to_dict("list") == {
        "Network": ["Small ConvNet", "Multilayer perceptron", "Multilayer perceptron", "Teacher: measured"],
        "Parameters": [100, 1000, 4000, 3000],
        "Times as fast in integers": [0.25, 0.5, 8.0, 1.5],
    }
