"""What may vary, the goal and the budget of a search."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdviz.catalog.limits import LIMITS
from kdviz.experiment import Experiment, Pipeline, Search, SearchError
from kdviz.experiment.effort import SAID, most_work, student_seconds
from kdviz.experiment.goal import Goal, cost_of, networks_of, read_limits
from kdviz.experiment.search import Budget
from kdviz.experiment.vary import USUAL, Vary
from kdviz.experiment.work import students_seconds, teacher_seconds, together_seconds
from kdviz.results.search import Trial

USUALLY = Experiment(labels=60)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("temprature", "1:20", "did you mean temperature?"),
        ("temperature", "", "may vary over nothing"),
        ("temperature", "20:1", "from 20 to 1: the first number must be the lower one"),
        ("temperature", "5:5", "the first number must be the lower one"),
        ("alpha", "0:1:log", "from 0 by factors: they begin above 0"),
        ("temperature", "1:20:cubic", "a range, such as 1:20 or 1:20:log, or choices"),
        ("batch_size", "8.2:8.7", "from 8.2 to 8.7: there are no two whole numbers in it"),
        ("batch_size", "8.2:9.7", "no two whole numbers"),
        ("temperature", "1:x", "from or to x: allowed is a number"),
        ("temperature", "nan:2", "from or to nan: allowed is a number"),
        ("temperature", "1:1000", "temperature cannot vary so: temperature is 1000"),
        ("student", "8,8", "student has the choice 8 twice"),
        ("student", "8,huge", "student is huge"),
        ("seeds", "2:8", "seeds cannot vary in a search"),
        ("target_weight", "0:1", "the kind classic does not read it"),
    ],
)
def test_what_cannot_vary_is_refused_in_a_sentence(name, text, said):
    with pytest.raises(SearchError) as refused:
        Search.of(USUALLY, {name: text}, Budget(200))
    assert said in refused.value.sentence()


@pytest.mark.parametrize(
    ("budget", "options", "said"),
    [
        (Budget(15), {}, "comes to 15 students: allowed are 16"),
        (Budget(LIMITS.search_students + 1), {}, f"to {LIMITS.search_students}"),
        (Budget(seconds=1e9), {}, "allowed are 1 to"),
        (Budget(200), {"fresh": range(5, 12)}, "fresh seeds 5 to 11 overlap with those to search on, 0 to 7"),
        (Budget(200), {"fresh": range(50, 51)}, "The number of fresh seeds is 1: allowed is 2 to 64."),
        (Budget(200), {"fresh": range(-1, 15)}, "The first fresh seed is -1: allowed are 0 to 2147483"),
        (Budget(200), {"fresh": range(2**31, 2**31 + 2)}, "The first fresh seed is 2147483648: allowed"),
        (Budget(200), {"fresh": range(50, 60, 2)}, "The fresh seeds are range(50, 60, 2): allowed are whole numbers"),
        (Budget(200), {"fresh": [50, 51, 51]}, "The fresh seeds are [50, 51, 51]: allowed are whole numbers without a"),
        (Budget(200), {"fresh": [50.5, 51.5]}, "The fresh seeds are [50.5, 51.5]: allowed"),
        (Budget(200), {"fresh": []}, "The fresh seeds are []: allowed"),
        (Budget(200), {"fresh": 50}, "The fresh seeds are 50: allowed"),
        (Budget(seconds=6), {}, "The budget is 6 s: the start, the teacher and the judgement take"),
        (Budget(seconds=1, is_taught=lambda _: False), {}, "the start, the teacher and the judgement take"),
        (Budget(200), {"sampler": "magic"}, "The sampler is magic: allowed is one of tpe"),
        (Budget(200), {"goal": Goal(at_most={"bytes": 10})}, "the smallest student, 32, takes 9640"),
        (Budget(200), {"goal": Goal(at_most={"byte": 5000})}, "There is no cost byte; did you mean bytes?"),
        (Budget(200), {"goal": Goal(at_most={"seconds": 5})}, "A limit is seconds=5: allowed is a cost"),
        (Budget(200), {"goal": Goal(at_most={"bytes": float("nan")})}, "A limit is bytes=nan: allowed"),
        (Budget(200), {"goal": Goal(at_least=150)}, "At least 150 % right were asked for: allowed are 0 to 100 %."),
        (Budget(200), {"goal": Goal(lose_at_most=-1)}, "At most -1 points may be lost: allowed are 0 to 100 points."),
        (Budget(200), {"goal": Goal(at_least=float("nan"))}, "At least nan % right were asked for"),
    ],
)
def test_a_budget_or_goal_that_leads_nowhere_is_refused(budget, options, said):
    with pytest.raises(SearchError) as refused:
        Search.of(USUALLY, {}, budget, **options)
    assert said in refused.value.sentence()


@pytest.mark.parametrize("text", ["", "s", "0s", "-3s", "soon", "1.5", "1e3"])
def test_a_budget_that_cannot_be_read_is_refused(text):
    with pytest.raises(SearchError, match="The budget is"):
        Budget.read(text)


def test_budgets_and_limits_are_read():
    assert Budget.read("30s") == Budget(seconds=30)
    assert Budget.read("2min") == Budget(seconds=120)
    assert Budget.read("500") == Budget(500)
    assert read_limits(["bytes=5000", "macs=2e3"]) == {"bytes": 5000, "macs": 2000}
    assert Goal(at_most=read_limits(["packed=500", "parameters=900"])).at_most == {"bytes": 500, "parameters": 900}
    assert Goal(at_most={"packed": 500, "bytes": 400}) == Goal(at_most={"bytes": 400})
    for wrong in ("bytes", "bytes=", "bytes=-1", "seconds=3"):
        with pytest.raises(SearchError, match="A limit is"):
            read_limits([wrong])


@pytest.mark.parametrize("text", ["1:20:log", "0.5:1", "8,16", "conv:4,32"])
def test_what_varies_is_written_as_it_is_read(text):
    name = "student" if "," in text else "temperature"
    assert Vary.read(USUALLY, name, text).text == text


@given(st.floats(0.001, 0.1), st.integers(1, 40))
def test_values_are_rounded_within_their_range(rate, whole):
    vary = Vary.read(USUALLY, "learning_rate", "0.001:0.1:log")
    assert vary.low <= vary.rounded(rate) <= vary.high
    assert vary.rounded(rate) == pytest.approx(rate, rel=1e-3)
    batch = Vary.read(USUALLY, "batch_size", "7.5:32.9")
    assert batch.rounded(float(whole) + 0.4) == min(max(whole, 8), 32)


@pytest.mark.parametrize("fresh", [[52, 50, 51], np.arange(50, 53), (50, 51, 52), {50, 51, 52}])
def test_fresh_seeds_may_be_any_numbers_without_a_gap(fresh):
    assert Search.of(USUALLY, {}, Budget(200), fresh=fresh) == Search.of(USUALLY, {}, Budget(200), fresh=range(50, 53))


def test_teachers_that_are_not_kept_are_among_the_seconds():
    known = Search.of(USUALLY, {}, Budget(seconds=60)).students
    one = Search.of(USUALLY, {}, Budget(seconds=60, is_taught=lambda _: False)).students
    two = Search.of(USUALLY, {"teacher": "256x256,300x300"}, Budget(seconds=60, is_taught=lambda _: False)).students
    assert two < one < known
    each = student_seconds(USUALLY, [Vary.read(USUALLY, *each) for each in USUAL.items()], 3)
    assert (known - one) * each == pytest.approx(teacher_seconds(USUALLY), abs=200 * each)


def test_seconds_become_students_by_the_pace_before_the_first_trial():
    slow, fast = (Search.of(USUALLY, {}, Budget(seconds=30), speed=speed).students for speed in (1, 2))
    # What passes between two rounds is as long however fast they train.
    assert 1.5 * slow < fast < 2 * slow
    # They are enough for all of the students and the judgement.
    assert slow / 64 * together_seconds(USUALLY, 64) < 30
    # A pace that differs by a little asks for the same search.
    assert Search.of(USUALLY, {}, Budget(seconds=30), speed=1.001).students in (slow, slow + 100)


@pytest.mark.parametrize(
    ("costly", "cheap"),
    [
        ({"steps": "1000:2000"}, {"steps": "100:200"}),
        ({"student": "8,256x256"}, {"student": "8,16"}),
        ({"kind": "classic,hint"}, {"kind": "classic,logits"}),
        ({"batch_size": "16:128"}, {"batch_size": "16,32"}),
        ({"pipeline": "distill|distill,prune=0.5,tune=teacher:500"}, {"pipeline": "distill"}),
    ],
)
def test_whatever_may_vary_is_in_the_pace_and_in_the_limit(costly, cheap):
    few, many = (Search.of(USUALLY, vary, Budget(seconds=60)).students for vary in (costly, cheap))
    assert 0 < few < 0.7 * many
    work = most_work(USUALLY, Search.of(USUALLY, costly, Budget(100)).vary)
    assert work > 1.5 * most_work(USUALLY, [])
    assert work > most_work(USUALLY, Search.of(USUALLY, cheap, Budget(100)).vary)


def test_long_students_are_few_and_few_train_together():
    with pytest.raises(SearchError, match="The budget comes to 0 students"):
        Search.of(USUALLY, {"steps": "19000:20000"}, Budget(seconds=40))
    with pytest.raises(SearchError, match="billion multiply-accumulates"):
        Search.of(USUALLY, {"steps": "250:20000"}, Budget(LIMITS.search_students))
    # Hardly two settings have as many steps, so each trains on its own.
    alone = student_seconds(USUALLY, [Vary.read(USUALLY, "steps", "249:251")], 3)
    apart = student_seconds(USUALLY, [Vary.read(USUALLY, "steps", "200:300")], 3)
    assert together_seconds(USUALLY, 63) / 63 < alone < apart < together_seconds(USUALLY, 3) / 3 * 1.1


def test_the_wall_leaves_time_for_the_judgement():
    search = Search.of(USUALLY, {"steps": "250:2000"}, Budget(seconds=30))
    mean = USUALLY.model_copy(update={"steps": 1125, "seeds": search.fresh_seeds})
    judged = search.judged_seconds
    assert judged == pytest.approx(students_seconds(mean) + SAID, rel=0.2)
    assert not search.is_late(45 - judged - 0.1, 2 * search.students)
    assert search.is_late(45 - judged + 0.1, 2 * search.students)
    # Where training is slower than expected, so is the judgement; but one slow piece says nothing yet.
    assert search.is_late(45 - 1.5 * judged, search.students // 2)
    assert not search.is_late(5.0, 1)
    assert not search.is_late(0.5, 0)
    assert not Search.of(USUALLY, {}, Budget(100)).is_late(1e9, 1)


def test_a_slow_machine_judges_as_slowly_as_was_planned():
    usual, slow = (Search.of(USUALLY, {"steps": "250:2000"}, Budget(seconds=60), speed=speed) for speed in (1, 0.5))
    assert slow.judged_seconds == pytest.approx(2 * usual.judged_seconds)
    assert slow.is_late(90 - 2 * usual.judged_seconds + 0.1, 2 * slow.students)
    assert not slow.is_late(90 - 2 * usual.judged_seconds - 0.1, 2 * slow.students)
    # Many workers do not speed up one piece.
    assert Search.of(USUALLY, {}, Budget(seconds=60), speed=4).judged_seconds == pytest.approx(
        Search.of(USUALLY, {}, Budget(seconds=60)).judged_seconds
    )
    assert Search.of(USUALLY, {}, Budget(seconds=60), speed=8).students == LIMITS.search_students
    assert Search.of(USUALLY, {}, Budget(100), speed=0.5).digest() == Search.of(USUALLY, {}, Budget(100)).digest()


def test_equal_searches_have_one_digest_whatever_way_they_came():
    one = Search.of(USUALLY, {}, Budget(400))
    other = Search.kept(one.model_dump(mode="json"))
    assert other == one
    assert other.digest() == one.digest() == Search.of(USUALLY, USUAL, Budget(400)).digest()
    assert one.digest() != Search.of(USUALLY, {}, Budget(401)).digest()
    assert one.digest() != Search.of(USUALLY, {}, Budget(400), fresh=range(9, 25)).digest()


def test_seeds_to_search_on_and_to_judge_on_are_apart():
    search = Search.of(Experiment(first_seed=5, seeds=8), {}, Budget(400))
    first, others = ({*search.experiment_of({}, seeds).seed_list} for seeds in (search.first_seeds, search.other_seeds))
    assert first | others == {*range(5, 13)}
    assert not first & others
    assert {*search.fresh({}).seed_list} == {*range(13, 29)}
    assert search.by_hand == {"temperature": 4.0, "alpha": 0.9, "learning_rate": 0.01}


def test_students_over_a_limit_are_not_tried():
    goal = Goal(at_most={"bytes": 5000})
    (sizes,) = Search.of(USUALLY, {"student": "4,8,16,32"}, Budget(200), goal=goal).vary
    assert sizes.choices == ("4", "8", "16")


PIPES = "distill|distill,quantize=4|distill,prune=0.8,tune=teacher:250,quantize=4"


def test_pipelines_vary_and_are_written_as_they_are_read():
    vary = Vary.read(USUALLY, "pipeline", " distill | distill,quantize=4|distill, prune=0.80, tune=teacher,quantize=4")
    assert vary.text == PIPES
    search = Search.of(USUALLY, {"pipeline": PIPES, "student": "8,32"}, Budget(200))
    assert search.by_hand == {"pipeline": "distill", "student": "32"}
    settings = {"pipeline": "distill,quantize=4", "student": "8"}
    assert search.experiment_of(settings, (0, 3)).student == "8"
    assert (
        search.cost(settings, "bytes")
        == Pipeline.read("distill,quantize=4").deployed(USUALLY.model_copy(update={"student": "8"})).packed
    )
    assert search.cost({**settings, "pipeline": "distill"}, "bytes") == 4 * (64 * 8 + 8 + 8 * 10 + 10)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("distill|distil", "There is no stage distil; did you mean distill?"),
        ("quantize=4", "has no training"),
        ("distill|distill", "pipeline has the choice distill twice"),
        ("distill,prune=0.5:only9", "there is no layer 9"),
    ],
)
def test_pipelines_that_cannot_be_gone_through_are_refused(text, said):
    with pytest.raises(SearchError) as refused:
        Search.of(USUALLY, {"pipeline": text}, Budget(200))
    assert said in refused.value.sentence()


def test_limits_of_bytes_are_those_after_compression():
    goal = Goal(at_most={"bytes": 2000})
    search = Search.of(USUALLY, {"pipeline": PIPES, "student": "8,32"}, Budget(200), goal=goal)
    assert [each.choices for each in search.vary if each.name == "student"] == [("8", "32")]
    allowed = {text for text in PIPES.split("|") if search.allows({"pipeline": text, "student": "32"})}
    assert allowed == {text for text in PIPES.split("|")[1:] if search.cost({"pipeline": text}, "bytes") <= 2000}
    assert not search.allows({"pipeline": "distill", "student": "8"})


def test_limits_of_bytes_say_their_kind():
    vary = {"pipeline": "distill|distill,quantize=4|distill,shrink=0.5"}
    packed, parameters = (
        Search.of(USUALLY, vary, Budget(200), goal=Goal(at_most={kind: 5000})) for kind in ("packed", "parameters")
    )
    texts = vary["pipeline"].split("|")
    assert [packed.allows({"pipeline": text}) for text in texts] == [False, True, True]
    assert [parameters.allows({"pipeline": text}) for text in texts] == [False, False, True], "bits do not count"
    assert packed.unit("bytes") == "packed"
    plain = Search.of(USUALLY, {"student": "8,32"}, Budget(200))
    assert plain.unit("bytes") == "parameters"
    for student in ("8", "32", "conv:4x32"):
        own = Experiment(student=student)
        assert cost_of(own, "bytes", Pipeline.read("distill")) == cost_of(own, "parameters") == cost_of(own, "bytes")


def test_a_front_is_over_the_cost_that_the_goal_names():
    tried = [
        Trial(number=number, settings={"student": student}, accuracy=[accuracy] * 8)
        for number, (student, accuracy) in enumerate([("32", 0.9), ("8", 0.8), ("conv:4x4", 0.85), ("16", 0.79)])
    ]

    def front(**limits: float) -> list[str]:
        search = Search.of(USUALLY, {"student": "8,16,32,conv:4x4"}, Budget(200), goal=Goal(at_most=limits))
        return [trial.settings["student"] for trial in search.front(tried)]

    # A convolution has few parameters and calculates much.
    assert front() == front(bytes=5000) == ["conv:4x4", "32"]
    assert front(macs=1500) == ["8", "32"]
    assert front(macs=1500, bytes=5000) == front(macs=1500)


def test_limits_of_microseconds_go_by_what_was_measured_before():
    vary, goal = {"student": "8,16,64"}, Goal(at_most={"us": 12})
    assert networks_of(USUALLY, {**vary, "pipeline": "distill|distill,shrink=0.5"})[:2] == ["8", "4"]
    micros = {"8": 9.0, "16": 11.0, "64": 14.0}
    search = Search.of(USUALLY, vary, Budget(200), goal=goal, micros=micros)
    (sizes,) = search.vary
    assert sizes.choices == ("8", "16")
    assert search.cost({"student": "16"}, "us") == 11
    again = Search.of(USUALLY, vary, Budget(200), goal=goal, micros={**micros, "8": 9.5})
    assert again.digest() == search.digest(), "equal searches are one, also where the clock differs a little"
    with pytest.raises(SearchError, match="At most 5 µs were asked for: the smallest student, 8, takes 9"):
        Search.of(USUALLY, vary, Budget(200), goal=Goal(at_most={"us": 5}), micros=micros)
