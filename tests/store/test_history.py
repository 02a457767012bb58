"""The database on SQLite and on a real PostgreSQL: what is written is read, and edited as one would expect."""

import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, func, select, update

from kdviz.engine.jobs.job import Delivery
from kdviz.engine.jobs.run import RunJob
from kdviz.experiment import Experiment
from kdviz.experiment.work import students_seconds
from kdviz.results import Failure, Outcome, Snapshot, Status
from kdviz.store import processes as owners
from kdviz.store import schema
from kdviz.store.database import Database, StoreError
from kdviz.store.history import UNMEASURED
from kdviz.store.ledger import Final, Ledger
from kdviz.store.names import RUN, UnknownJobError, find
from kdviz.store.tables import Base, JobRow, OwnerRow
from kdviz.verdicts.tables import as_table
from tests.serving import PATIENCE
from tests.store.conftest import stop


def enter(ledger: Ledger, **knobs) -> str:
    entry = ledger.enter(RunJob.asked(Experiment(**knobs)), "me")
    assert entry.begun
    return entry.job_id


def finish(ledger: Ledger, outcome: Outcome) -> str:
    """Enter a run as the engine does it, and keep what it came to."""
    experiment = outcome.result.experiment
    run_id = ledger.enter(RunJob.asked(experiment), "me", afresh=True).job_id
    job = RunJob(run_id, experiment, {})
    (piece,) = job.pieces("cpu")
    job.delivered(piece, Delivery((outcome,)))
    ledger.start(run_id, 1)
    ledger.finish(run_id, job.final(), 1.5)
    return run_id


def finished(ledger: Ledger, outcomes, first_seed: int = 0) -> str:
    return finish(ledger, outcomes[first_seed])


def test_a_finished_run_is_read_as_it_was_written(history, ledger, outcomes):
    run_id = finished(ledger, outcomes)
    record, outcome = history.get(run_id), outcomes[0]
    assert record.result == outcome.result.model_copy(update={"run_id": run_id})
    assert (record.status, record.attempt, record.title, record.pinned) == (Status.FINISHED, 1, "", False)
    assert record.created_at <= record.ended_at
    for name, kept in (("students", outcome.students), ("arrays", outcome.arrays), ("course", outcome.course)):
        read = history.arrays(run_id, name)
        assert read.keys() == kept.keys()
        for key, value in kept.items():
            np.testing.assert_array_equal(read[key], value)


def test_the_pace_is_how_much_longer_runs_took_than_expected(history, ledger, outcomes):
    assert history.pace() == UNMEASURED
    result = outcomes[0].result
    slow = 3 * students_seconds(result.experiment)
    for extra in (0.0, 5.0, 5.0):
        timed = result.model_copy(update={"seconds": slow + extra, "teacher_seconds": extra})
        finish(ledger, replace(outcomes[0], result=timed))
    assert history.pace() == pytest.approx(3)


def tell(history, ledger: Ledger, *told: Snapshot) -> list[bool]:
    """Have a run tell snapshots, and return which of them were new to it."""
    run_id = enter(ledger)
    job = RunJob(run_id, Experiment(), {})
    (piece,) = job.pieces("cpu")
    events = [job.heard(piece, snapshot.model_dump()).event for snapshot in told]
    for event in events:
        ledger.append(run_id, [event] if event else [])
    kept = [snapshot for snapshot, event in zip(told, events, strict=True) if event]
    assert [(event.seq, event.snapshot) for event in history.events(run_id)] == [*enumerate(kept, 1)]
    return [event is not None for event in events]


def test_snapshots_are_numbered_and_repeats_dropped(history, ledger, outcomes):
    curves = outcomes[0].result.curves
    late = Snapshot(stage="teacher", step=9, steps=9, seconds=0, accuracy={}, loss={})
    told = [*curves[:3], *curves[1:5], curves[0], late]
    new = [True] * 3 + [False] * 2 + [True] * 2 + [False] * 2
    assert tell(history, ledger, *told) == new, "the teacher's stage was over"


def test_stages_are_logged_in_their_order_and_dropped_when_they_are_told_again(history, ledger):
    nothing = {"steps": 9, "seconds": 0.0, "accuracy": {}, "loss": {}}
    told = [
        Snapshot(stage="teacher", step=9, **nothing),
        *(
            Snapshot(stage="stage", name=f"generation {place}", place=place, step=step, **nothing)
            for place in (0, 1)
            for step in (4, 9)
        ),
        Snapshot(stage="students", step=1, **nothing),
    ]
    assert tell(history, ledger, *told[:4], *told) == [True] * 4 + [False] * 4 + [True] * 2


def test_equal_experiments_in_flight_are_one_run_whoever_submits(history, ledger):
    neighbour = Ledger(history.database, history.folder)
    mine = enter(ledger)
    joined = neighbour.enter(RunJob.asked(Experiment()), "neighbour", afresh=True)
    assert (joined.job_id, joined.begun, joined.repeated) == (mine, False, False)
    assert ledger.leases.viewers([mine]) == {mine: {"me", "neighbour"}}
    assert neighbour.enter(RunJob.asked(Experiment(seeds=3)), "neighbour", room=False) is None


def test_a_run_that_has_ended_does_not_change_any_more(history, ledger):
    run_id = enter(ledger)
    stop(ledger, run_id)
    ledger.start(run_id, 1)
    ledger.fail(run_id, Failure(template="too late"))
    record = history.get(run_id)
    assert (record.status, record.attempt, record.failure) == (Status.STOPPED, 0, None)


def test_runs_of_an_owner_who_left_are_interrupted(history, ledger):
    run_id = enter(ledger)
    ledger.close()
    assert history.get(run_id).status is Status.INTERRUPTED
    assert Ledger(history.database, history.folder).enter(RunJob.asked(Experiment()), "me").begun


def test_the_pinned_come_first_then_the_newest(history, ledger):
    old, middle, new = (enter(ledger, first_seed=seed) for seed in range(3))
    assert [run.run_id for run in history.runs()] == [new, middle, old]
    history.pin(old)
    history.rename(middle[:12], "  the middle one ")
    assert [(run.run_id, run.pinned, run.title) for run in history.runs()] == [
        (old, True, ""),
        (new, False, ""),
        (middle, False, "the middle one"),
    ]
    history.pin(old, False)
    assert history.runs()[-1].run_id == old


def test_deleting_takes_everything_of_a_run_and_nothing_of_others(history, ledger, outcomes):
    gone, stays = finished(ledger, outcomes, 0), finished(ledger, outcomes, 10)
    history.delete(gone, now=True)
    assert [run.run_id for run in history.runs()] == [stays]
    with pytest.raises(UnknownJobError, match=f"There is no run {gone}"):
        history.events(gone)
    assert [folder.name for folder in (history.folder / "runs").iterdir()] == [stays]
    assert history.get(stays).result.curves
    in_flight = enter(ledger)
    for now in (False, True):
        with pytest.raises(StoreError, match=f"Run {in_flight[:8]} is still going on: stop it first."):
            history.delete(in_flight, now=now)


def test_what_is_kept_is_looked_at_without_writing(history, ledger, outcomes, monkeypatch):
    """On a full or read-only disk."""
    run_id, left = finished(ledger, outcomes), enter(ledger, first_seed=5)
    with history.database.write() as session:
        session.delete(session.get(OwnerRow, ledger.owner))

    def refuse():
        raise StoreError("The disk is full.")

    monkeypatch.setattr(history.database, "write", refuse)
    late = Ledger(history.database, history.folder)
    known = late.enter(RunJob.asked(outcomes[0].result.experiment), "me")
    assert (known.job_id, known.begun, known.repeated) == (run_id, False, True)
    late.leases.take(run_id, "me")
    assert history.get(run_id).result.curves
    assert history.status(left) is Status.INTERRUPTED, "its owner is gone, though that cannot be written"
    assert {run.run_id: run.status for run in history.runs()} == {
        run_id: Status.FINISHED,
        left: Status.INTERRUPTED,
    }
    with pytest.raises(StoreError, match="full"):
        late.enter(RunJob.asked(Experiment(first_seed=6)), "me")
    late.close()


def test_every_reading_takes_the_beginning_of_an_id(history, ledger, outcomes):
    run_id = finished(ledger, outcomes)
    assert history.get(run_id[:12]).run_id == run_id
    assert history.status(run_id[:12]) is Status.FINISHED
    assert history.events(run_id[:12], 1) == history.events(run_id, 1) != []
    assert history.log(run_id[:12]) == history.log(run_id) != []
    assert history.parts(run_id[:12]) == {}
    assert history.arrays(run_id[:12], "students").keys() == history.arrays(run_id, "students").keys()
    assert history.file(run_id[:12], "students") == history.file(run_id, "students")
    for read in (history.events, history.log, history.parts):
        with pytest.raises(UnknownJobError):
            read("none")
    for read in (history.arrays, history.file):
        with pytest.raises(UnknownJobError, match="There is no run none"):
            read("none", "students")


def test_an_id_may_be_shortened_but_not_to_what_fits_several(history, ledger):
    enter(ledger, first_seed=1)
    for wrong in ("", "%", "_", uuid.uuid4().hex):
        with pytest.raises(UnknownJobError, match="There is no run"):
            history.get(wrong)
    with pytest.raises(StoreError, match="The title has 201 characters: allowed are at most 200"):
        history.rename(enter(ledger, first_seed=2), "x" * 201)


def test_an_endless_id_is_an_unknown_one(history):
    # A pattern of so many letters is too complex for the database.
    with pytest.raises(UnknownJobError) as caught:
        history.get("a" * 60_000)
    assert str(caught.value) == f"There is no run {'a' * 80}…; “kdviz runs” lists those there are."


@pytest.mark.parametrize("beginning", ["nothing", "a" * 33, "\0", "\x1b]0;owned\a"])
def test_the_database_is_not_asked_for_what_begins_no_id(beginning):
    with pytest.raises(UnknownJobError) as caught:
        find(None, beginning, RUN)
    assert str(caught.value).isprintable()


TYPED, KEPT = "\u202eone\u2069\x1b]0;owned\a\r\n👩\u200d🏫\x85 ", "one]0;owned  👩\u200d🏫"


def test_titles_lose_what_controls_a_terminal_or_turns_the_direction_of_writing(history, ledger):
    run_id = enter(ledger)
    history.rename(run_id, TYPED)
    assert history.get(run_id).title == KEPT
    with history.database.write() as session:
        # As an earlier version kept it.
        session.get(JobRow, run_id).title = TYPED
    assert [record.title.strip() for record in (history.get(run_id), *history.runs())] == [KEPT] * 2


def test_a_damaged_file_is_a_sentence(history, ledger, outcomes):
    run_id = finished(ledger, outcomes)
    file = history.folder / "runs" / run_id / "arrays.safetensors"
    file.write_bytes(file.read_bytes()[:-1] + b"\0")
    with pytest.raises(StoreError, match="is missing or damaged: run the experiment afresh"):
        history.arrays(run_id, "arrays")
    assert history.arrays(run_id, "students")


def test_the_table_has_a_row_a_run_and_a_column_a_knob(history, ledger, outcomes):
    run_id, waiting = finished(ledger, outcomes), enter(ledger, seeds=1)
    table = as_table(history.runs()).set_index("run_id")
    assert set(Experiment.model_fields) <= set(table.columns)
    result = outcomes[0].result
    assert table.loc[run_id, "gain"] == result.gain.mean
    assert tuple(table.loc[run_id, ["gain_low", "gain_high"]]) == result.gain.ci95
    assert table.loc[run_id, "hard_nll"] == result.arms["hard"].nll
    assert np.isnan(table.loc[waiting, "gain"])
    assert list(as_table([]).columns)[:2] == ["run_id", "title"]


def test_migrations_end_at_the_tables_as_they_are_declared(history):
    with history.database.read() as session:
        assert compare_metadata(MigrationContext.configure(session.connection()), Base.metadata) == []
    assert ScriptDirectory(str(schema.MIGRATIONS)).get_current_head() == schema.NEWEST


def test_an_old_run_over_todays_limits_can_still_be_read(history, ledger):
    knobs = Experiment().model_dump() | {"steps": 10**9, "student": "4000x4000"}
    run_id = ledger.enter(RunJob.asked(Experiment.kept(knobs)), "me").job_id
    assert history.get(run_id).experiment.steps == 10**9


def test_several_may_open_a_new_database_at_once(tmp_path):
    """Twenty times four: of four, one met another's switch of the journal in every eighth try, and was refused."""
    together = threading.Barrier(4)

    def opened(place: Path) -> int | None:
        together.wait(PATIENCE)
        database = Database(URL.create("sqlite", database=str(place)))
        with database.read() as session:
            return session.scalar(select(func.count()).select_from(JobRow))

    with ThreadPoolExecutor(4) as four:
        for number in range(20):
            assert list(four.map(opened, [tmp_path / f"{number}.sqlite"] * 4)) == [0] * 4


def test_a_result_that_comes_after_the_last_viewer_left_leaves_nothing(history, ledger, outcomes):
    run_id = enter(ledger)
    stop(ledger, run_id)
    ledger.finish(run_id, Final(files={"students": outcomes[0].students}), 1.5)
    assert history.get(run_id).status is Status.STOPPED
    assert not (history.folder / "runs" / run_id).exists()


BEATS = """
import sys
from sqlalchemy import make_url
from kdviz.store.database import Database
from kdviz.store.processes import beat
with Database(make_url(sys.argv[1])).write() as session:
    beat(session, "x")
print("beaten", flush=True)
input()
"""


@pytest.fixture
def owner(url, history):
    """Another process that has something in flight."""
    place = url.render_as_string(hide_password=False)
    with subprocess.Popen(
        [sys.executable, "-c", BEATS, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"beaten\n"
        with history.database.write() as session:
            session.add(JobRow(id="r", kind="run", digest="d", request={}, status="running", owner="x", created_at=0))
        yield process
        process.kill()


def gone(history) -> list[str]:
    with history.database.read() as session:
        return owners.gone(session)


def test_an_owner_is_gone_when_its_process_is_even_if_nobody_buried_it(history, owner):
    """As in a container whose first process reaps no others."""
    assert gone(history) == []
    owner.kill()
    while psutil.Process(owner.pid).status() != psutil.STATUS_ZOMBIE:
        os.sched_yield()
    assert gone(history) == ["x"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process's time of birth does not move with the clock")
@pytest.mark.parametrize("hours", [-5, 5])
def test_a_clock_that_is_set_ends_no_owner(history, owner, monkeypatch, hours):
    now, booted = time.time(), psutil.boot_time()
    monkeypatch.setattr(owners.time, "time", lambda: now + 3600 * hours)
    monkeypatch.setattr("psutil._pslinux.boot_time", lambda: booted + 3600 * hours)
    assert gone(history) == []


@pytest.mark.parametrize("changed", [{"pid_born": 0.0}, {"host": f"{socket.gethostname()}/another-day"}])
def test_an_owner_is_gone_when_its_number_is_another_process_s(history, owner, changed):
    with history.database.write() as session:
        session.execute(update(OwnerRow).values(**changed))
    assert gone(history) == ["x"]


def test_an_owner_of_an_older_kdviz_is_there_as_long_as_it_says_so(history, owner):
    with history.database.write() as session:
        session.execute(update(OwnerRow).values(host=socket.gethostname(), pid_born=0.0))
    assert gone(history) == []
