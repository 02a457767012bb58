"""One engine: submitting, the log, viewers and their leases, the queue's limit."""

import os
import re
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import psutil
import pytest
from safetensors.numpy import load_file

import kdviz
from kdviz.engine import Engine, EngineError
from kdviz.engine.pulse import Pulse
from kdviz.experiment import Experiment, Sweep
from kdviz.results import RunFailedError, RunResult, Status
from kdviz.store import leases, teachers
from kdviz.store.database import StoreError
from kdviz.store.home import job_folder
from kdviz.store.names import RUN, UnknownJobError
from kdviz.verdicts.run import verdict
from tests.conftest import LEASE
from tests.serving import PATIENCE

QUICK = {"teacher": "16", "teacher_steps": 40, "steps": 20, "seeds": 2}
# Long enough that no test sees its end.
LONG = {"teacher": "16", "teacher_steps": 40, "steps": 20_000, "seeds": 8}


def somebody() -> str:
    return uuid.uuid4().hex


def begun(engine: Engine, viewer: str, **knobs) -> str:
    """Submit and wait for the first word from its worker."""
    run_id = engine.submit(Experiment(**{**LONG, **knobs}), viewer).job_id
    assert engine.wait(run_id, timeout=PATIENCE)
    return run_id


def until(engine: Engine, run_id: str, status: Status) -> None:
    seen = 0
    while (now := engine.history.status(run_id)) is not status:
        assert now.in_flight, now
        events = engine.wait(run_id, seen, timeout=PATIENCE)
        seen = events[-1].seq if events else seen


def test_a_run_streams_numbered_snapshots_and_keeps_its_files(engine, home):
    run_id = engine.submit(Experiment(**QUICK), somebody()).job_id
    result = engine.result(run_id)
    record = engine.record(run_id)
    assert (record.status, record.attempt, record.result) == (Status.FINISHED, 1, result)
    events = engine.events(run_id)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    snapshots = [event.snapshot for event in events]
    places = [(snapshot.stage == "students", snapshot.step) for snapshot in snapshots]
    assert places == sorted(set(places))
    assert [snapshot for snapshot in snapshots if snapshot.stage == "students"] == result.curves
    assert all(len(numbers) == 2 for snapshot in result.curves for numbers in snapshot.loss.values())
    assert engine.events(run_id, after=3) == events[3:]
    assert load_file(job_folder(home, run_id) / "students.safetensors")["layers.0.weight"].shape == (2, 3, 32, 64)
    assert engine.history.arrays(run_id, "arrays")["test_student_logits"].shape == (2, 3, 500, 10)


def test_an_equal_experiment_is_the_same_run_unless_it_is_wanted_afresh(engine):
    first = engine.submit(Experiment(**QUICK, first_seed=7), somebody())
    together = engine.submit(Experiment(**QUICK, first_seed=7), somebody(), afresh=True)
    assert first.begun
    assert (together.job_id, together.begun, together.repeated) == (first.job_id, False, False)
    numbers = engine.result(first.job_id).arms
    repeat = engine.submit(Experiment(**QUICK, first_seed=7), somebody())
    assert (repeat.job_id, repeat.begun, repeat.repeated) == (first.job_id, False, True)
    afresh = engine.submit(Experiment(**QUICK, first_seed=7), somebody(), afresh=True)
    assert afresh.begun
    assert engine.result(afresh.job_id).arms == numbers
    assert engine.submit(Experiment(**QUICK, first_seed=7), somebody()).job_id == afresh.job_id


def test_the_teacher_of_another_run_is_not_trained_again(engine):
    for first_seed, stages in ((0, {"teacher", "students"}), (1, {"students"})):
        run_id = engine.submit(Experiment(**QUICK, teacher_seed=77, first_seed=first_seed), somebody()).job_id
        engine.result(run_id)
        assert {event.snapshot.stage for event in engine.events(run_id)} == stages


def test_the_default_teacher_ships(engine):
    run_id = engine.submit(Experiment(steps=20, seeds=2), somebody()).job_id
    engine.result(run_id)
    assert {event.snapshot.stage for event in engine.events(run_id)} == {"students"}


def test_a_diverged_teacher_is_a_failed_run_that_names_the_step(engine):
    with pytest.raises(RunFailedError, match=r"teacher's training diverged at step \d+\."):
        kdviz.run(Experiment(**QUICK, teacher_learning_rate=10, first_seed=11))
    wanted = Experiment(**QUICK, teacher_learning_rate=10, first_seed=11)
    (run,) = [run for run in engine.history.runs() if run.experiment == wanted]
    assert run.status is Status.FAILED
    assert run.result is None


def test_diverged_students_are_a_finished_run_that_says_so(engine):
    result = kdviz.run(Experiment(**QUICK, learning_rate=10))
    assert result.diverged is not None
    assert f"step {result.diverged.step} " in verdict(result)


def test_run_reports_as_it_goes(engine):
    seen = []
    result = kdviz.run(Experiment(**QUICK, first_seed=8), seen.append)
    assert isinstance(result, RunResult)
    assert [snapshot for snapshot in seen if snapshot.stage == "students"] == result.curves


@pytest.mark.parametrize("wrong", [3, {"temperature": 3}, None])
def test_what_is_no_experiment_is_named(engine, wrong):
    for call in (kdviz.run, lambda given: kdviz.sweep(given, temperature=[1, 4])):
        with pytest.raises(TypeError, match=re.escape(f"experiment is {wrong!r}: allowed is an Experiment")):
            call(wrong)


def test_run_interrupted_by_its_reader_stops(engine):
    def enough(_snapshot):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kdviz.run(Experiment(**LONG, first_seed=20), enough)
    (run,) = [run for run in engine.history.runs() if run.experiment == Experiment(**LONG, first_seed=20)]
    assert run.status is Status.STOPPED


def test_a_run_ends_with_its_last_viewer_and_not_before(engine):
    one, other = somebody(), somebody()
    run_id = begun(engine, one, first_seed=30)
    assert engine.submit(Experiment(**LONG, first_seed=30), other).job_id == run_id
    engine.stop(run_id, one)
    assert engine.history.status(run_id) is Status.RUNNING
    engine.stop(run_id, other)
    record = engine.record(run_id)
    assert record.status is Status.STOPPED
    assert engine.events(run_id)
    with pytest.raises(RunFailedError, match="was stopped before it had a result"):
        engine.result(run_id)
    # Its worker is free again: the next run gets it.
    engine.result(engine.submit(Experiment(**QUICK, first_seed=31), one).job_id)


def test_a_viewer_has_one_training_and_one_waiting_run(engine):
    me, neighbour = somebody(), somebody()
    first = begun(engine, me, first_seed=40)
    second = engine.submit(Experiment(**QUICK, first_seed=41), me).job_id
    theirs = engine.submit(Experiment(**QUICK, first_seed=42), neighbour).job_id
    assert [engine.position(run) for run in (first, second, theirs)] == [None, 2, 1]
    third = engine.submit(Experiment(**QUICK, first_seed=43), me).job_id
    assert engine.history.status(second) is Status.STOPPED
    assert [engine.position(run) for run in (third, theirs)] == [2, 1]
    grids = [Sweep.over(Experiment(**QUICK, first_seed=44), {"student": [name]}) for name in ("4", "6")]
    maps = [engine.submit(grid, me).job_id for grid in grids]
    assert [engine.history.status(job_id, None) for job_id in (third, *maps)] == [
        Status.STOPPED,
        Status.STOPPED,
        Status.WAITING,
    ]
    last = engine.submit(Experiment(**QUICK, first_seed=43), me).job_id
    assert engine.history.status(maps[1], None) is Status.STOPPED, "of whatever kind"
    engine.stop(first, me)
    assert engine.result(theirs).seconds > 0
    assert engine.result(last).seconds > 0


def test_who_joins_a_job_keeps_no_other_waiting(engine):
    me, neighbour = somebody(), somebody()
    first = begun(engine, me, first_seed=45)
    waits = engine.submit(Experiment(**QUICK, first_seed=46), me).job_id
    theirs = engine.submit(Experiment(**QUICK, first_seed=47), neighbour).job_id
    assert engine.submit(Experiment(**QUICK, first_seed=47), me).job_id == theirs
    assert engine.history.status(waits) is Status.STOPPED
    engine.stop(theirs, neighbour)
    assert engine.submit(Experiment(**QUICK, first_seed=47), me).job_id == theirs, "his own once more"
    assert engine.history.status(theirs) is Status.WAITING
    engine.stop(first, me)
    assert engine.result(theirs).seconds > 0


def test_two_pages_of_a_browser_are_one_viewer(engine):
    first = begun(engine, "ann.1", first_seed=48)
    waits = engine.submit(Experiment(**QUICK, first_seed=49), "ann.1").job_id
    race = engine.submit(Experiment(**QUICK, first_seed=56), "ann-race.1").job_id
    engine.watch(waits, "ann.3")
    instead = engine.submit(Experiment(**QUICK, first_seed=57), "ann.2").job_id
    assert engine.history.status(waits) is Status.STOPPED, "on all of her pages"
    assert engine.history.status(race).in_flight, "which waits in a place of its own"
    assert [engine.position(run_id) for run_id in (race, instead)] == [1, 2]
    engine.stop(first, "ann.1")
    assert engine.result(race).seconds > 0
    assert engine.result(instead).seconds > 0


def test_a_renewed_lease_keeps_a_run_alive_and_one_that_is_not_ends_with_its_run(engine, monkeypatch):
    """The leases' clock is put on, so that no machine is too slow to renew in time."""
    now = [time.time()]
    monkeypatch.setattr(leases, "time", lambda: now[0])
    monkeypatch.setattr(engine.pulse, "period", 0.1)
    me, gone = somebody(), somebody()
    watched = begun(engine, me, first_seed=50)
    left = engine.submit(Experiment(**LONG, first_seed=51), gone).job_id
    for _time in range(3):
        now[0] += 0.6 * LEASE
        engine.renew(me)
    until(engine, left, Status.STOPPED)
    assert engine.history.status(watched) is Status.RUNNING
    now[0] += 1.1 * LEASE
    until(engine, watched, Status.STOPPED)


def test_two_hundred_at_once_fill_the_queue_and_the_rest_hear_a_sentence(engine):
    watching, refused = {}, []

    def submit(number: int) -> None:
        viewer = somebody()
        try:
            run_id = engine.submit(Experiment(**LONG, first_seed=1000 + 100 * number), viewer).job_id
            watching[run_id] = viewer
        except EngineError as error:
            refused.append(str(error))

    with ThreadPoolExecutor(20) as crowd:
        list(crowd.map(submit, range(200)))
    assert len(watching) + len(refused) == 200
    assert 60 <= len(watching) <= 62
    assert set(refused) == {"60 runs are waiting, as many as are allowed: try again in a while."}
    waiting = [engine.position(run_id) for run_id in watching]
    assert sorted(place for place in waiting if place) == list(range(1, 1 + len([p for p in waiting if p])))
    for run_id, viewer in watching.items():
        engine.stop(run_id, viewer)
    engine.result(engine.submit(Experiment(**QUICK, first_seed=70), somebody()).job_id)


def test_a_viewer_can_join_a_run_by_its_id(engine):
    me, friend = somebody(), somebody()
    run_id = begun(engine, me, first_seed=80)
    engine.watch(run_id[:10], friend)
    engine.stop(run_id, me)
    assert engine.history.status(run_id) is Status.RUNNING
    engine.stop(run_id, friend)
    assert engine.history.status(run_id) is Status.STOPPED
    with pytest.raises(UnknownJobError, match="There is no run zzz"):
        engine.watch("zzz", me, RUN)


def test_statistics_are_made_by_a_worker_also_while_it_trains(engine):
    me = somebody()
    run_id = begun(engine, me, first_seed=90)
    estimate = engine.call("kdviz.measures:difference", [0.5, 0.6], [0.7, 0.9], True)
    assert estimate.mean == pytest.approx(0.25)
    assert engine.history.status(run_id) is Status.RUNNING
    engine.stop(run_id, me)


def test_a_run_that_cannot_be_sent_fails_and_the_next_one_trains(engine, monkeypatch):
    monkeypatch.setattr(teachers, "load", lambda *_arguments: 1 / 0)
    run_id = engine.submit(Experiment(**QUICK, first_seed=96), somebody(), afresh=True).job_id
    with pytest.raises(RunFailedError, match=r"lost this run \(ZeroDivisionError: division by zero\)"):
        engine.result(run_id)
    monkeypatch.undo()
    engine.result(engine.submit(Experiment(**QUICK, first_seed=96), somebody(), afresh=True).job_id)


def test_housekeeping_outlives_whatever_goes_wrong(engine, monkeypatch):
    failed = threading.Event()

    def fail() -> None:
        failed.set()
        raise ZeroDivisionError

    monkeypatch.setattr(engine.workers, "connect", fail)
    assert failed.wait(PATIENCE)
    monkeypatch.undo()
    engine.result(engine.submit(Experiment(**QUICK, first_seed=96), somebody()).job_id)


def test_a_worker_that_does_not_answer_keeps_nobody_else_waiting(engine):
    me = somebody()
    run_id = begun(engine, me, first_seed=97)
    worker = psutil.Process(next(iter(engine.workers.cluster.client.run(os.getpid).values())))
    worker.suspend()
    try:
        engine.stop(run_id, me)
        assert engine.history.status(run_id) is Status.STOPPED
        waiting = engine.submit(Experiment(**QUICK, first_seed=98), me).job_id
        assert engine.position(waiting) == 1
    finally:
        worker.resume()
    assert engine.result(waiting).arms


def test_events_that_cannot_be_written_do_not_end_a_run(engine, monkeypatch):
    def full(*_arguments):
        raise StoreError("The disk is full.")

    monkeypatch.setattr(engine.ledger, "append", full)
    run_id = engine.submit(Experiment(**QUICK, first_seed=99), somebody()).job_id
    result = engine.result(run_id)
    assert [event.snapshot for event in engine.events(run_id)] == result.curves


def test_events_that_could_not_be_written_are_written_later(engine, monkeypatch):
    append, refused = engine.ledger.append, []

    def sometimes(run_id, events):
        if len(refused) < 3:
            refused.append(len(events))
            raise StoreError("The disk is full.")
        append(run_id, events)

    monkeypatch.setattr(engine.ledger, "append", sometimes)
    run_id = engine.submit(Experiment(**QUICK, first_seed=199), somebody()).job_id
    result = engine.result(run_id)
    assert refused == [1, 2, 3]
    assert [event.seq for event in engine.events(run_id)] == list(range(1, len(engine.events(run_id)) + 1))
    assert [event.snapshot for event in engine.events(run_id) if event.snapshot.stage == "students"] == result.curves


@pytest.mark.parametrize(
    ("clock", "steady"), [(1000, 0), (1000, 1000), (3600, 1), (-3600, 1)], ids=["slept", "held", "set", "set back"]
)
def test_a_pause_or_a_clock_that_is_set_gives_everybody_their_whole_time(clock, steady):
    """A laptop whose lid was closed must not find that everybody left meanwhile."""
    beats, expired, now, ran = [], [], [1e9], [0.0]
    leases = SimpleNamespace(expire=lambda _seconds: expired.append(ran[0]))
    ledger = SimpleNamespace(beat=lambda: beats.append(ran[0]), leases=leases)
    pulse = Pulse(ledger, lease=90.0, clock=lambda: now[0], steady=lambda: ran[0])

    def pass_(by_clock: float, by_steady: float) -> None:
        now[0] += by_clock
        ran[0] += by_steady
        pulse.beat()

    for passed in (0.0, 1.0, 5.0):
        pass_(passed, passed)
    assert (beats, expired) == ([0, 6], [6])
    pass_(clock, steady)
    assert beats[-1] == 6 + steady, "at once"
    for _second in range(94):
        pass_(1, 1)
    assert expired == [6, 6 + steady + 90]


def test_a_run_submitted_while_viewers_are_counted_is_not_taken_for_unwatched(engine, monkeypatch):
    count, late, submitted = engine.ledger.leases.viewers, [], threading.Event()

    def count_then_submit(run_ids):
        counted = count(run_ids)
        if not late and threading.current_thread().name == "kdviz-housekeeping":
            late.append(None)
            late[0] = engine.submit(Experiment(**QUICK, first_seed=94), somebody()).job_id
            submitted.set()
        return counted

    monkeypatch.setattr(engine.ledger.leases, "viewers", count_then_submit)
    assert submitted.wait(PATIENCE)
    monkeypatch.undo()
    assert engine.result(late[0]).arms
