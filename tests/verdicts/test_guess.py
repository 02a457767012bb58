"""A guess, its range, and what may be said of it once the result is known."""

import pytest

from kdviz.experiment import Experiment
from kdviz.i18n import ENGLISH, Translator
from kdviz.results import RunResult
from kdviz.verdicts.guess import Guess, reach, tally, told
from kdviz.verdicts.run import detail, headline, whole
from tests.verdicts.test_run import result

HELPS, HURTS, NEITHER = (
    result(mean, ci95) for mean, ci95 in ((0.054, (0.038, 0.071)), (-0.02, (-0.03, -0.01)), (0.01, (-0.01, 0.03)))
)
ENDINGS = {"helps": HELPS, "hurts": HURTS, "neither": NEITHER}


def of(found: RunResult, **knobs) -> RunResult:
    return found.model_copy(update={"experiment": Experiment(**knobs)})


@pytest.mark.parametrize("guess", [Guess(27, 10), Guess(-150, 0), Guess(0, 3)])
def test_a_guess_is_read_as_it_was_written(guess):
    assert Guess.read(guess.text()) == guess


@pytest.mark.parametrize(
    ("text", "is_one"), [("150,150", True), ("151,0", False), ("0,151", False), ("0,999999", False)]
)
def test_a_guess_beyond_its_scale_is_none(text, is_one):
    assert (Guess.read(text, Experiment().data) is not None) == is_one


@pytest.mark.parametrize("text", ["", "0.4", "27", "27,", "27,-1", "1e3,1", "nan,1", "9" * 9 + ",1"])
def test_nothing_else_is_read_as_a_guess(text):
    assert Guess.read(text) is None


@pytest.mark.parametrize(
    "said", [None, 3, {}, {"mark": 1}, {"mark": "1", "give": 1}, {"mark": 151, "give": 1}, {"mark": 0, "give": -1}]
)
def test_what_a_browser_says_is_not_trusted(said):
    most = reach(Experiment().data)
    assert Guess.heard(said, (-most, most)) is None
    assert Guess.heard({"mark": -most, "give": 7}, (-most, most)) == Guess(-150, 7)
    assert Guess.heard({"mark": -1, "give": 7}, (0, 100)) is None


def test_a_range_covers_its_ends_and_counts_as_they_are_said():
    guess = Guess(20, 7)
    assert [guess.covers(count) for count in (12.4, 12.6, 27.4, 27.6)] == [False, True, True, False]
    gain, data = HELPS.gain.mean, HELPS.experiment.data
    assert told(guess, gain, data, ENGLISH) == "You said +13 to +27. It was +27: your range held."
    assert told(Guess(80, 10), gain, data, ENGLISH) == "You said +70 to +90. It was +27."


def test_the_tally_counts_what_held_from_the_second_on():
    assert [tally(held, ENGLISH) for held in ([], [True])] == ["", ""]
    assert tally([True, False, True], ENGLISH) == "Your ranges held 2 of 3 times."


def test_counts_follow_the_language_and_are_never_rounded_to_nothing():
    assert [whole(count) for count in (0.0, 27.1, -0.04, 1234.4)] == ["0", "27", "−0.04", "1,234"]
    assert [whole(count, signed=True) for count in (27.1, -3.2, 0.0)] == ["+27", "−3", "0"]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("helps", ("多认对 27 个", "多 19～36 个")),
        ("hurts", ("少认对 10 个", "少 5～15 个")),
        ("neither", ("看不出差别", "从 −5 到 +15")),
    ],
)
def test_the_three_endings_are_told_in_chinese(found, said):
    chinese, shown = Translator("zh_CN"), ENDINGS[found]
    for part, text in zip(said, (headline(shown, chinese), detail(shown, chinese)), strict=True):
        assert part in text


def test_points_are_counted_as_points():
    moons = of(HELPS, dataset="moons", labels=20)
    assert headline(moons, ENGLISH) == "54 more of 1,000 points right."
