"""Whether an answer held: what is said of it follows from the intervals, and says no more."""

from dataclasses import replace
from itertools import product
from typing import get_args

import pytest

from kdviz.experiment import Experiment
from kdviz.i18n import ENGLISH
from kdviz.lessons import lessons
from kdviz.lessons.courses import t_squared
from kdviz.lessons.held import answer_told, repeats_told, right_after, until_opposite
from kdviz.lessons.lesson import Ask, Bar, Choice, Do, Ending, Mark, Order, Why
from kdviz.lessons.measured import outcome_of, outcomes
from kdviz.measures import difference, shown_better
from tests.lessons.made_up import claim

FEW = Experiment(labels=30, seeds=3)
BARS = tuple(Bar(name, name.upper()) for name in "abc")
# A is shown below both others, and those two cannot be told apart.
VALUES = {"a": (0.50, 0.51, 0.52), "b": (0.80, 0.82, 0.81), "c": (0.81, 0.80, 0.83)}


def paired(first, second):
    return difference(first, second, paired=True)


def told(way, answer, *claims, values=VALUES):
    do = Do("", FEW, BARS, claims)
    said = outcomes(do, values, FEW.data, paired)
    return answer_told(Ask("", way), answer, do, values, said, paired, shown_better, ENGLISH)


@pytest.mark.parametrize(
    ("answer", "said"),
    [("a", "You said: A. None is shown to beat B / C."), ("b", "You said: B. None is shown to be better.")],
)
def test_of_those_that_cannot_be_told_apart_none_is_ranked(answer, said):
    assert told(Choice(("A", "B", "C"), "best"), answer) == said


def test_an_order_is_right_in_pairs_that_can_be_told_apart():
    said = "Your order is right in {} of 2 pairs that can be told apart."
    assert told(Order(3), "cba") == told(Order(3), "bca") == said.format(2)
    assert told(Order(3), "bac") == said.format(1)
    alike = dict.fromkeys(VALUES, VALUES["b"])
    assert told(Order(3), "abc", values=alike) == "No two of them can be told apart in these repeats."


@pytest.mark.parametrize(
    ("least", "answer", "said"),
    [
        (0.7, "b", "That held."),
        (0.7, "a", "What came out: B."),
        (0.805, "b", "That is still open."),
        (0.805, "a", "That did not hold; still open: B / C."),
        (0.9, "c", "What came out: none of these."),
    ],
)
def test_the_smallest_that_is_enough_is_the_first_that_is_shown_to_be(least, answer, said):
    way = Choice(("A", "B", "C"), "smallest")
    assert told(way, answer, claim("a", "", least=least)) == f"You said: {answer.upper()}. {said}"


@pytest.mark.parametrize(("answer", "said"), [("b", "That is still open."), ("a", "That did not hold; still open: B.")])
def test_one_that_may_be_enough_and_is_not_shown_to_be_is_open(answer, said):
    way = Choice(("A", "B"), "smallest")
    assert told(way, answer, claim("a", "", least=0.805)) == f"You said: {answer.upper()}. {said}"


def test_that_only_one_fails_holds_only_where_the_other_is_shown_not_to():
    """Where T² is left out; whether it helps with SGD, and whether with Adam, ends one of three ways."""
    way = Choice(t_squared.FAIL, t_squared.RIGHT)
    for sgd, adam in product(get_args(Ending), repeat=2):
        stands = right_after(way, [sgd, adam])
        assert ("a" in stands.letters) or "other" in (sgd, adam)
        if not stands.is_open:
            assert "not shown" not in (sgd, adam)


def test_endings_decide_and_what_they_leave_open_is_said_to_be_open():
    way = Choice(("up", "down"), {("shown",): "a", ("other",): "b"})
    assert told(way, "a", claim("b", "a")) == "You said: up. That held."
    assert told(way, "a", claim("a", "b")) == "You said: up. What came out: down."
    assert told(way, "a", claim("b", "c")) == told(way, "a", claim("c", "b")) == "You said: up. That is still open."


def test_a_range_in_percent_is_held_against_the_mean():
    assert told(Mark("percent"), "45~7") == "You said 38 to 52 %. It was 51.0 %: your range held."
    assert told(Mark("percent"), "45~5") == "You said 40 to 50 %. It was 51.0 %."


def test_where_training_came_to_no_number_that_is_said_and_the_others_are_compared():
    nothing, lost = {**VALUES, "b": ()}, "You said: B. Its training came to no result."
    best, smallest = (Choice(("A", "B", "C"), right) for right in ("best", "smallest"))
    assert told(best, "b", values=nothing) == told(smallest, "b", claim("a", "", least=0.7), values=nothing) == lost
    assert told(best, "c", values=nothing) == "You said: C. None is shown to be better."
    assert told(best, "a", values=nothing) == "You said: A. None is shown to beat C."
    assert told(smallest, "c", claim("a", "", least=0.7), values=nothing) == "You said: C. That held."
    assert told(Order(3), "cba", values=nothing) == "Your order is right in 1 of 1 pairs that can be told apart."
    assert told(Mark("percent"), "45~7", values={**VALUES, "a": ()}) == ""


def test_a_claim_without_numbers_lends_its_place_to_no_other():
    do = Do("", FEW, BARS, (claim("a", "b"), claim("c", "b")))
    nothing = {**VALUES, "a": ()}
    said = outcomes(do, nothing, FEW.data, paired)
    assert outcome_of(do, said, 0) is None
    assert outcome_of(do, said, 1).claim == do.claims[1]
    assert told(Mark(), "5~7", *do.claims, values=nothing) == ""


@pytest.mark.parametrize(
    ("gains", "said"),
    [
        ((0.002,), "Repeat 1: +1 of 500. Would you bet on the next?"),
        ((0.002, 0.004, 0.002), "All 3 repeats point the same way; the last says +1 of 500."),
        ((0.0, 0.002, 0.0), "No repeat says the opposite of another; 2 of 3 show no difference."),
        ((0.0, 0.0, 0.0), "No repeat says the opposite of another; 3 of 3 show no difference."),
        ((0.0, 0.002, -0.004), "Repeat 3 says the opposite: −2 of 500. Repeat 2 said +1."),
        ((0.002, -0.002), "Repeat 2 says the opposite: −1 of 500. Repeat 1 said +1."),
    ],
)
def test_a_repeat_of_zero_points_nowhere(gains, said):
    assert repeats_told(gains, 3, FEW.data, ENGLISH) == said


def test_repeats_are_drawn_until_one_says_the_opposite():
    assert until_opposite((0.0, 1.0, -1.0, 1.0)) == (0.0, 1.0, -1.0)
    assert until_opposite((0.0, 1.0, 0.0)) == (0.0, 1.0, 0.0)


@pytest.mark.parametrize("lesson", lessons().values(), ids=lessons())
def test_what_a_reader_says_of_a_run_can_hold_and_reasons_are_about_a_claim(lesson):
    for place, step in enumerate(lesson.steps):
        if isinstance(step, Why) and (before := lesson.trained_before(place)) is not None:
            assert step.about < len(lesson.steps[before].claims)
        if not isinstance(step, Ask) or not isinstance(step.way, Choice | Mark):
            continue
        following = lesson.following(place)
        if isinstance(step.way, Mark) or following.trains:
            assert following.trains
            assert isinstance(step.way, Mark) or step.way.right, "an answer is resolved"
        if isinstance(step.way, Choice) and step.way.right in ("best", "smallest"):
            assert len(step.way.options) <= len(following.bars)
            assert step.way.right == "best" or following.claims[0].least is not None


def test_a_mark_stands_on_its_scale_and_repeats_are_no_more_than_there_are():
    lesson = lessons()["worth-anything"]
    assert lesson.allows(0, "150~20")
    assert not any(lesson.allows(0, text) for text in ("151~0", "-151~0", "0~151", "nan~1", "1e3~1", "١~١"))
    percent = replace(lesson, steps=(Ask("", Mark("percent")), lesson.steps[1]))
    assert percent.allows(0, "100~100")
    assert not any(percent.allows(0, text) for text in ("101~0", "-1~0", "0~101"))
    luck = lessons()["was-it-luck"]
    assert luck.allows(1, "d6")
    assert not luck.allows(1, "d7")
