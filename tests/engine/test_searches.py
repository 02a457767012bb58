"""Searches through the engine: rounds, the judgement, going on, and that equal searches find equal trials."""

import uuid
from dataclasses import fields
from itertools import count

import pytest

import kdviz
from kdviz import datasets
from kdviz.catalog import named
from kdviz.datasets import Dataset
from kdviz.engine.jobs import search as search_job
from kdviz.engine.jobs.job import Delivery, Heard, Upshot
from kdviz.engine.jobs.search import SearchJob
from kdviz.experiment import Experiment, Search
from kdviz.experiment.goal import Goal
from kdviz.experiment.search import Budget
from kdviz.measures import difference
from kdviz.results import Estimate, RunFailedError, Status
from kdviz.results.search import Fresh, Judged, Plan, SearchResult, TrialScores
from kdviz.training.compress import measured, pipelines
from kdviz.training.draws import draw
from kdviz.training.run import distill
from kdviz.training.run.steps import finish
from kdviz.training.search import trials
from kdviz.training.search.trials import train_trials
from kdviz.training.sweep import chunk
from tests.conftest import teacher_of
from tests.engine.test_engine import QUICK
from tests.serving import PATIENCE

BASE = Experiment(**{**QUICK, "seeds": 3}, student="6", first_seed=301)
FRESH = range(400, 404)


@pytest.fixture(scope="module")
def told():
    """What was told of the progress of the search."""
    return []


@pytest.fixture(scope="module")
def record(engine, told):
    """One search, which the tests of this file share."""
    return kdviz.tune(BASE, "40", told.append, fresh=FRESH, temperature="1:20:log", alpha="0:1")


def test_a_search_judges_its_winner_on_fresh_seeds(record, told):
    assert record.status is Status.FINISHED
    result = record.result
    assert result.students == record.students <= 40
    assert result.trials == len(record.trials) > 4
    assert told[-1].parts == 40
    assert 0 < told[-1].share <= 1
    best, by_hand = result.best, result.by_hand
    assert by_hand.settings == {"temperature": 4.0, "alpha": 0.9}
    assert best.validation.mean >= by_hand.validation.mean
    assert best.fresh is not None
    # The same students, trained as an ordinary run.
    alone = kdviz.run(Experiment.shared(**{**BASE.changes(), **best.settings, "first_seed": 400, "seeds": 4}))
    taught = alone.arms["distilled"].accuracy
    assert best.fresh.mean == pytest.approx(sum(taught) / 4, abs=1 / 500)
    hand = kdviz.run(Experiment.shared(**{**BASE.changes(), "first_seed": 400, "seeds": 4}))
    gain = difference(hand.arms["distilled"].accuracy, taught, paired=True)
    assert result.gain.mean == pytest.approx(gain.mean, abs=2 / 500)
    assert record.report()["optimism"] == result.optimism.model_dump(mode="json")
    assert record.verdict


def test_scores_are_those_of_the_trials_alone(record):
    whole = [trial for trial in record.trials if len(trial.accuracy) == 3]
    some = whole[-1]
    experiment = record.search.experiment_of(some.settings, (301, 3))
    (scores,) = finish(train_trials([experiment], teacher_of(experiment))).scores
    # Rounding differs with the size of a population, by an image now and then.
    assert some.accuracy == pytest.approx(scores, abs=2 / 297)


def test_a_search_is_found_again_and_listed(engine, record):
    assert kdviz.tune(BASE, 40, fresh=FRESH, temperature="1:20:log", alpha="0:1").search_id == record.search_id
    assert kdviz.Searches().get(record.search_id[:9]) == record
    assert record.search_id in [each.search_id for each in kdviz.Searches().all()]


def play(job: SearchJob, most: int = 10**9, workers: int = 1):
    """Work on a job's pieces in this process; return the parts that it kept until it ended, or had `most`.

    Of several `workers` the one that began last is the first to end.
    """
    kept, pending, out = {}, [*job.pieces("cpu")], []
    while (pending or out) and len(kept) < most:
        while pending and len(out) < workers:
            out.append(pending.pop(0))
            job.begun(out[-1])
        piece = out.pop()
        given = () if piece.teacher is None else (teacher_of(piece.teacher),)
        (stage,) = piece.stages
        upshot = job.delivered(piece, Delivery((finish(named(stage.task)(*stage.arguments, *given, None)),)))
        assert upshot.failure is None
        pending, out = ([], []) if upshot.instead else (pending, out)
        kept |= {place: part.outcome for place, part in upshot.parts.items()}
        pending += upshot.pieces
    return kept


def test_equal_numbers_of_students_give_equal_trials_however_many_workers():
    vary = {"student": "4,6,8", "temperature": "1:20:log", "steps": "20,25"}
    search = Search.of(BASE, vary, Budget(60), fresh=FRESH)
    jobs = [SearchJob("", search, {}) for _count in range(3)]
    rounds = [play(job, workers=workers) for job, workers in zip(jobs, (1, 2, 5), strict=True)]
    assert len(rounds[0]) > 2
    assert sum(len(part["trials"]) for part in rounds[0].values()) > 10
    assert rounds[0] == rounds[1] == rounds[2]
    assert jobs[0].final() == jobs[1].final() == jobs[2].final()


class Watched(SearchJob):
    """Says once it is chosen who is judged."""

    is_chosen = False

    def delivered(self, piece, delivery):
        upshot = super().delivered(piece, delivery)
        self.is_chosen = self.is_chosen or piece.stages[0].task.endswith("racing:chosen")
        return upshot


def test_no_test_image_and_no_fresh_seed_is_touched_before_the_choice(monkeypatch):
    # Those who are trained in a population; by recipes, which train others first; and through a pipeline.
    vary = {"kind": "classic,self,ensemble", "pipeline": "distill|distill,quantize=4"}
    search = Search.of(BASE, vary, Budget(18), fresh=FRESH)
    # What it takes to have a teacher is no part of a search.
    teacher_of(BASE)
    job, load, early, late = Watched("", search, {}), datasets.load, [], []

    class Untested(Dataset):
        def __getattribute__(self, name):
            assert name != "test" or job.is_chosen, "test images are touched before the choice"
            return super().__getattribute__(name)

    def guarded(experiment, dataset, seed):
        assert seed not in FRESH or job.is_chosen, "a fresh seed is drawn before the choice"
        (late if seed in FRESH else early).append(seed)
        return draw(experiment, dataset, seed)

    def guarded_load(*asked):
        known = load(*asked)
        return Untested(**{part.name: getattr(known, part.name) for part in fields(known)})

    monkeypatch.setattr(datasets, "load", guarded_load)
    for room in (trials, chunk, distill, pipelines):
        monkeypatch.setattr(room, "draw", guarded)
    scored = [trial for part in play(job).values() for trial in part["trials"]]
    assert job.is_chosen
    assert {*early} == {301, 302, 303}
    assert {*late} == {*FRESH}
    tried = {(trial["settings"]["kind"], trial["settings"]["pipeline"]) for trial in scored if trial["accuracy"]}
    assert {kind for kind, pipeline in tried if pipeline == "distill"} == {"classic", "self", "ensemble"}
    assert {pipeline for _kind, pipeline in tried} == {"distill", "distill,quantize=4"}


def test_fresh_seeds_are_drawn_for_the_judgement_alone(monkeypatch):
    def guarded(experiment, dataset, seed):
        assert seed not in FRESH, "a fresh seed was drawn before the judgement"
        return draw(experiment, dataset, seed)

    monkeypatch.setattr(trials, "draw", guarded)
    judged = []
    monkeypatch.setattr(chunk, "draw", lambda *asked: judged.append(asked[-1]) or draw(*asked))
    play(SearchJob("", Search.of(BASE, {"temperature": "1:20:log"}, Budget(12), fresh=FRESH), {}))
    assert {*judged} == {*FRESH}


def test_a_search_whose_time_is_up_judges_what_it_has_and_says_so(monkeypatch):
    search = Search.of(BASE, {"temperature": "1:20:log"}, Budget(seconds=10), fresh=FRESH)
    now = iter(range(0, 10**6, 40))
    monkeypatch.setattr(search_job, "monotonic", lambda: next(now))
    job = SearchJob("", search, {})
    rounds = play(job)
    assert 0 < max(rounds) < search.students
    assert job.final().result["ended_early"]
    in_time = SearchJob("", Search.of(BASE, {"temperature": "1:20:log"}, Budget(12), fresh=FRESH), {})
    play(in_time)
    assert not in_time.final().result["ended_early"]


def test_a_round_whose_time_is_up_ends_with_what_has_arrived(monkeypatch):
    search = Search.of(BASE, {"student": "4,6,8"}, Budget(seconds=10), fresh=FRESH)
    clock = 0.0
    monkeypatch.setattr(search_job, "monotonic", lambda: clock)
    job = SearchJob("", search, {})
    new = [{"student": size} for size in ("6", "4", "8")]
    planned = Delivery((Plan(new=new, promoted=[], dropped=[]),))
    (plan,) = job.pieces("cpu")
    job.begun(plan)
    first, second, third = job.delivered(plan, planned).pieces
    assert job.delivered(first, Delivery((TrialScores(scores=[[0.5]], device="cpu"),))) == Upshot()
    clock = 1.0
    assert not search.is_late(clock, 1)
    assert job.heard(second, 0.5) == Heard(0.5)
    clock = 15.0
    upshot = job.heard(third, 0.25).upshot
    assert upshot is not None
    assert upshot.instead
    ((place, kept),) = upshot.parts.items()
    assert (place, [trial["accuracy"] for trial in kept.outcome["trials"]]) == (1, [[0.5], [], []])
    assert [piece.stages[0].task for piece in upshot.pieces] == ["kdviz.training.search.racing:chosen"]
    assert job._ended_early


@pytest.mark.parametrize(("new", "early"), [([], False), ([{"student": "8"}], True)])
def test_time_is_up_only_where_students_were_left(monkeypatch, new, early):
    search = Search.of(BASE, {"student": "4,6,8"}, Budget(seconds=10), fresh=FRESH)
    clock = 0.0
    monkeypatch.setattr(search_job, "monotonic", lambda: clock)
    job = SearchJob("", search, {})
    (plan,) = job.pieces("cpu")
    job.begun(plan)
    (some,) = job.delivered(plan, Delivery((Plan(new=[{"student": "6"}], promoted=[], dropped=[]),))).pieces
    clock = 15.0
    (next_plan,) = job.delivered(some, Delivery((TrialScores(scores=[[0.5]], device="cpu"),))).pieces
    (choice,) = job.delivered(next_plan, Delivery((Plan(new=new, promoted=[], dropped=[]),))).pieces
    assert choice.stages[0].task == "kdviz.training.search.racing:chosen"
    assert job._ended_early is early


def judged_alone() -> SearchResult:
    """Return what a search came to, as far as its clock is concerned."""
    judged = Judged(settings={"student": "6"}, validation=Estimate(mean=0.5, ci95=None), fresh=None)
    nothing = dict.fromkeys(("gain", "optimism", "one_seed"))
    return SearchResult(best=judged, by_hand=judged, met=True, importance={}, front=[], trials=1, students=1, **nothing)


@pytest.mark.parametrize(
    ("planned_at", "judged_at", "overtime"),
    [(20.0, 26.0, (26.0, 21.0)), (1.0, 16.0, (16.0, 2.0)), (1.0, 14.0, None)],
)
def test_the_clock_runs_from_the_first_piece_and_through_the_judgement(monkeypatch, planned_at, judged_at, overtime):
    search = Search.of(BASE, {"student": "4,6,8"}, Budget(seconds=10), fresh=FRESH)
    clock = 0.0
    monkeypatch.setattr(search_job, "monotonic", lambda: 1000 + clock)
    job = SearchJob("", search, {})
    (plan,) = job.pieces("cpu")
    job.begun(plan)
    # Optuna is loaded.
    clock = planned_at
    new = [{"student": "6"}, {"student": "4"}]
    first, _second = job.delivered(plan, Delivery((Plan(new=new, promoted=[], dropped=[]),))).pieces
    clock = planned_at + 1
    going_on = job.delivered(first, Delivery((TrialScores(scores=[[0.5]], device="cpu"),))).pieces
    late = overtime is not None and planned_at > 15
    assert [piece.stages[0].task for piece in going_on] == ["kdviz.training.search.racing:chosen"] * late
    (choice,) = going_on or job._end_round(early=True).pieces
    asked = job.delivered(choice, Delivery((0,))).pieces
    clock = judged_at
    fresh = Fresh(test=[0.5] * 4, validation=[0.5] * 4)
    upshots = [
        job.delivered(piece, Delivery(({} if "importance" in piece.stages[0].task else [fresh],))) for piece in asked
    ]
    (judged,) = upshots[-1].pieces
    assert job.delivered(judged, Delivery((judged_alone(),))) == Upshot()
    found = SearchResult.model_validate(job.final().result).overtime
    assert (found and (found.seconds, found.judged_from)) == overtime


def test_workers_leave_a_round_whose_time_is_up(engine, monkeypatch):
    # Steps apart: four pieces, in which students of the same shape are traced once.
    search = Search.of(BASE, {"steps": "200,300,400,500"}, Budget(60), fresh=FRESH)
    search = search.model_copy(update={"seconds": 600.0})
    looks = count()
    monkeypatch.setattr(search_job, "monotonic", lambda: 10_000 * next(looks))
    job_id = engine.submit(search, uuid.uuid4().hex).job_id
    record = engine.result(job_id)
    assert record.result.ended_early
    assert 0 < record.students < search.students
    assert 0 < record.result.trials < len(record.trials)


def test_what_goes_on_from_its_rounds_ends_as_if_it_had_not_been_interrupted():
    search = Search.of(BASE, {"temperature": "1:20:log"}, Budget(30), fresh=FRESH)
    whole = SearchJob("", search, {})
    kept = play(whole)
    assert len(kept) > 2
    begun = play(SearchJob("", search, {}), most=2)
    gone_on = SearchJob("", search, begun)
    assert begun | play(gone_on) == kept
    assert gone_on.final() == whole.final()


def test_a_stopped_search_says_how_to_go_on(engine):
    viewer = uuid.uuid4().hex
    search = Search.of(BASE, {"temperature": "1:20:log"}, Budget(5_000), fresh=FRESH)
    job_id = engine.submit(search, viewer).job_id
    assert engine.progress(job_id, None, timeout=PATIENCE).status.in_flight
    engine.stop(job_id, viewer)
    with pytest.raises(RunFailedError, match="it goes on from its last round"):
        engine.result(job_id)


def test_pipelines_are_searched_on_validation_images_and_judged_as_a_compression_is(engine, monkeypatch):
    touched = []
    tested = measured.Tested.__init__

    def counted(self, dataset, images="test"):
        touched.append(images)
        tested(self, dataset, images)

    monkeypatch.setattr(measured.Tested, "__init__", counted)
    small = "distill,quantize=4"
    goal = Goal(at_most={"bytes": 1000})
    search = Search.of(BASE, {"pipeline": f"distill|{small}"}, Budget(6), fresh=FRESH, goal=goal)
    job = SearchJob("", search, {})
    scored = [trial for kept in play(job).values() for trial in kept["trials"]]
    assert touched.index("test") == touched.count("validation") - 1, "test images are for the judgement alone"
    result = SearchResult.model_validate(job.final().result)
    assert result.best.settings == {"pipeline": small}, "the one by hand is over the limit"
    assert {trial["settings"]["pipeline"]: len(trial["accuracy"]) for trial in scored}[small] == 3
    assert result.optimism is not None
    alone = kdviz.compress(Experiment.shared(**{**BASE.changes(), "first_seed": 400, "seeds": 4}), small)
    (row,) = alone.result.rows
    assert result.best.fresh.mean == pytest.approx(row.accuracy.mean, abs=2 / 500)
