"""The words of a search say what its goal asked for, and no more than its intervals show."""

from dataclasses import replace

import pytest

from kdviz.experiment import Experiment, Search
from kdviz.experiment.goal import Goal
from kdviz.experiment.search import Budget
from kdviz.results import Estimate, Status
from kdviz.results.search import FrontPoint, Judged, Overtime, SearchRecord, SearchResult, Trial
from kdviz.verdicts.report import search_report
from kdviz.verdicts.search import best_told, goal_text, judgement_told, one_seed_lesson, optimism_told, search_verdict

BASE = Experiment(labels=60)


def around(mean: float, reach: float = 0.01) -> Estimate:
    return Estimate(mean=mean, ci95=(mean - reach, mean + reach))


def record_of(
    goal: Goal, *, best="8", by_hand="32", fresh=0.9, gain=-0.005, optimism=0.02, one_seed=0.03, **more
) -> SearchRecord:
    search = Search.of(BASE, {"student": "4,8,16,32"}, Budget(100), goal=goal)

    def judged(size: str) -> Judged:
        return Judged(settings={"student": size}, validation=around(0.9), fresh=around(fresh))

    known = {"met": True, "importance": {}, "front": [], "trials": 9, "students": 100} | more
    result = SearchResult(
        best=judged(best),
        by_hand=judged(by_hand),
        gain=around(gain),
        optimism=around(optimism),
        one_seed=around(one_seed),
        **known,
    )
    return SearchRecord("1", search, Status.FINISHED, "", 0.0, 1.0, 1.0, None, [], 100, result)


@pytest.mark.parametrize(
    ("goal", "values", "kept", "said"),
    [
        ({"at_least": 85}, {}, True, "On fresh seeds it keeps at least 85 % right: 90.0 % (89.0 to 91.0)."),
        ({"at_least": 90}, {}, None, "it is not shown to keep at least 90 % right"),
        ({"at_least": 95}, {}, False, "it does not keep at least 95 % right"),
        ({"lose_at_most": 2}, {}, True, "it loses at most 2 points: −0.5 points, 95 % interval −1.5 to 0.5."),
        ({"lose_at_most": 1}, {}, None, "it is not shown to lose at most 1 points"),
        ({"lose_at_most": 1}, {"gain": -0.05}, False, "it loses more than 1 points"),
        ({"lose_at_most": 2, "at_least": 95}, {}, False, "it loses at most 2 points"),
    ],
)
def test_the_verdict_of_a_smallest_student_says_its_size_and_whether_fresh_seeds_keep_the_floor(
    goal, values, kept, said
):
    record = record_of(Goal(**goal), **values)
    verdict, report = search_verdict(record), search_report(record)
    assert "Student network 8 takes 2,440 bytes of parameters; the setting by hand takes 9,640." in verdict
    assert said in verdict
    assert "beat" not in verdict
    assert report["kept"] is kept
    assert [(report[name]["bytes"], report[name]["bytes_kind"]) for name in ("best", "by_hand")] == [
        (2440, "parameters"),
        (9640, "parameters"),
    ]
    assert {True: "keeps", None: "is not shown to keep", False: "misses"}[kept] in judgement_told(record)


@pytest.mark.parametrize(
    ("goal", "early", "verdict", "headline"),
    [
        (Goal(lose_at_most=1), False, "No smaller setting that was tried is accurate enough.", "found nothing smaller"),
        (Goal(lose_at_most=1), True, "Time was up before a smaller setting was found", "Time was up before the search"),
        (Goal(), False, "Nothing better was found", "found nothing better"),
        (Goal(), True, "Time was up before anything better was found", "Time was up before the search"),
    ],
)
def test_what_is_the_one_by_hand_is_no_finding_nor_that_there_is_none(goal, early, verdict, headline):
    record = record_of(goal, best="32", gain=0.0, ended_early=early)
    assert verdict in search_verdict(record)
    assert headline in judgement_told(record)
    assert ("found nothing" in judgement_told(record)) is not early


@pytest.mark.parametrize(
    ("begun", "said"),
    [
        (40.0, "The judgement, which is never cut short, took 22.5 s of these."),
        (50.0, "Its judgement could not begin before second 50.0."),
    ],
)
def test_a_search_that_took_longer_than_it_may_says_so_and_why(begun, said):
    record = record_of(Goal(), ended_early=True, overtime=Overtime(seconds=62.5, judged_from=begun))
    timed = replace(record, search=record.search.model_copy(update={"seconds": 30.0}))
    words = f"Time was up before all students were trained. It took 62.5 s, over its limit of 45 s. {said}"
    assert search_verdict(timed).endswith(words)
    assert search_report(timed)["overtime"] == {"seconds": 62.5, "judged_from": begun}
    assert search_report(record_of(Goal()))["overtime"] is None
    assert "over its limit" not in search_verdict(record_of(Goal(), ended_early=True))


@pytest.mark.parametrize(("best", "by_hand"), [("32", "8"), ("8", "8")])
def test_a_smallest_student_that_is_no_smaller_is_held_against_the_one_by_hand_by_its_accuracy(best, by_hand):
    record = record_of(Goal(at_least=85), best=best, by_hand=by_hand, gain=0.05)
    assert record.result is not None
    # Of one size, and other settings.
    own = record.result.by_hand.model_copy(update={"settings": {"student": by_hand, "temperature": 2.0}})
    record = replace(record, result=record.result.model_copy(update={"by_hand": own}))
    assert "beats the setting by hand on fresh seeds: +5.0 points" in search_verdict(record)
    assert "keeps at least 85 % right" in search_verdict(record)
    assert judgement_told(record).startswith("The search beats your choice")


def test_a_setting_by_hand_over_the_limit_is_said_to_be():
    record = record_of(Goal(at_most={"bytes": 5000}))
    assert "The setting by hand takes 9,640 bytes of parameters, over the limit of 5,000." in search_verdict(record)
    assert "within the limits" in judgement_told(record)
    unmet = record_of(Goal(at_most={"bytes": 5000}), best="32", gain=0.0, met=False)
    assert judgement_told(unmet) == "No setting that was tried meets the goal."
    assert "over the limit" not in search_verdict(record_of(Goal(at_most={"bytes": 9640})))


@pytest.mark.parametrize(
    ("mean", "said"), [(0.02, "2.0 points too good"), (0.005, "not shown"), (0.0, "not shown"), (-0.03, "too low")]
)
def test_optimism_is_said_as_far_as_its_interval_goes(mean, said):
    record = record_of(Goal(), optimism=mean, one_seed=mean)
    assert record.result is not None
    assert said in optimism_told(record.result)
    assert said in search_verdict(record)
    lesson = one_seed_lesson(record.result)
    assert lesson.count("not shown to look too good") == (0 if mean == 0.02 else 2)


def test_bytes_are_told_with_their_kind():
    vary, goal = {"pipeline": "distill|distill,quantize=4"}, Goal(at_most={"packed": 2000}, lose_at_most=1)
    packed = Search.of(BASE, vary, Budget(100), goal=goal)
    assert goal_text(packed) == "The smallest student, at most 2,000 packed bytes, at most 1 points lost"
    record = record_of(goal)
    assert record.result is not None
    small, large = ({"pipeline": text} for text in ("distill,quantize=4", "distill"))
    judged = {
        "best": record.result.best.model_copy(update={"settings": small}),
        "by_hand": record.result.by_hand.model_copy(update={"settings": large}),
        "front": [
            FrontPoint(settings=settings, accuracy=0.9, bytes=100, macs=100, us=None) for settings in (small, large)
        ],
    }
    record = replace(record, search=packed, result=record.result.model_copy(update=judged))
    assert "takes 1,360 packed bytes; the setting by hand takes 9,640." in search_verdict(record)
    assert "A student of 1,360 packed bytes" in judgement_told(record)
    report = search_report(record)
    assert report["best"]["bytes_kind"] == report["by_hand"]["bytes_kind"] == "packed"
    assert [(point["bytes_kind"], point["within_limits"]) for point in report["front"]] == [
        ("packed", True),
        ("packed", False),
    ]
    sizes = Search.of(BASE, {"student": "4,8"}, Budget(100), goal=Goal(at_most={"bytes": 5000, "macs": 2000}))
    assert goal_text(sizes).endswith("at most 5,000 bytes of parameters, at most 2,000 MACs")


def test_before_its_first_trial_a_search_says_that_it_has_begun():
    assert "press Run" in best_told(None)
    assert best_told(None, begun=True) == "Somewhere here is the best setting. The search has begun."


def test_the_best_so_far_is_told_with_its_interval():
    # Of five numbers t is 2.776, their deviation .01581.
    trial = Trial(number=3, settings={"student": "8"}, accuracy=[0.88, 0.89, 0.9, 0.91, 0.92])
    assert best_told(trial) == "Best so far: 90.0 % (95 % interval 88.0 to 92.0) of the validation part right."
    by_hand = trial.model_copy(update={"number": 0})
    assert best_told(by_hand).startswith("Best so far is your choice: 90.0 % (95 % interval 88.0 to 92.0) of")
    assert best_told(trial, ended=True).startswith("Chosen: 90.0 % (95 % interval 88.0 to 92.0) of")
    of_one = trial.model_copy(update={"accuracy": [0.9]})
    assert best_told(of_one) == "Best so far: 90.0 % of the validation part right."


def test_of_an_importance_the_report_tells_what_is_on_the_scale():
    record = record_of(Goal(), importance={"student": around(0.9, 0.3)})
    said = search_report(record)["importance"]["student"]
    assert said["ci95"] == pytest.approx([0.6, 1.2])
    assert said["ci95_cut"] == pytest.approx([0.6, 1])
