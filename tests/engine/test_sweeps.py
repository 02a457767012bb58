"""Sweeps through the engine: spread over workers, stopped, gone on with, found again."""

import uuid

import pytest

import kdviz
from kdviz.engine import Engine, going, tasks
from kdviz.engine.jobs.job import Piece
from kdviz.experiment import Experiment, Sweep
from kdviz.experiment.packing import chunks
from kdviz.results import RunFailedError, Status
from kdviz.store import teachers
from kdviz.store.names import SWEEP, UnknownJobError
from kdviz.training.run.steps import finish
from kdviz.training.sweep.chunk import train_cells
from kdviz.verdicts.sweep import reason
from tests.conftest import teacher_of
from tests.engine.test_engine import QUICK
from tests.serving import PATIENCE

BASE = Experiment(**QUICK)
# Optimizers and students make tasks of their own.
AXES = {"student": ["4", "6", "8"], "alpha": [0.0, 0.5, 1.0]}


def somebody() -> str:
    return uuid.uuid4().hex


def ended(engine: Engine, sweep_id: str):
    seen = engine.progress(sweep_id)
    while seen.status.in_flight:
        seen = engine.progress(sweep_id, seen, timeout=PATIENCE)
    return engine.record(sweep_id)


@pytest.fixture
def sent(engine, monkeypatch):
    """How many cells each task that goes to a worker has."""
    counted: list[int] = []
    send = engine.workers.send

    def count(ticket, piece, *given):
        counted.append(len(piece.stages[-1].arguments[0]))
        send(ticket, piece, *given)

    monkeypatch.setattr(engine.workers, "send", count)
    return counted


def test_a_sweep_is_every_run_of_its_grid_and_reports_as_it_goes(engine):
    told = []
    record = kdviz.sweep(BASE, told.append, **AXES)
    assert record.status is Status.FINISHED
    assert [cell.values for cell in record.cells] == [
        {"student": student, "alpha": alpha} for student in AXES["student"] for alpha in AXES["alpha"]
    ]
    assert [cell.result.gain.mean for cell in record.cells if cell.values["alpha"] == 0] == [0, 0, 0]
    # What a worker computes is, to the last bit, what this process does with the same cells.
    chunk = next(chunk for chunk in chunks(record.sweep.cells, "cpu") if 4 in chunk.places)
    experiments = [record.sweep.cells[place].experiment for place in chunk.places]
    here = finish(train_cells(experiments, teacher_of(BASE)))
    assert [record.cells[place].outcome for place in chunk.places] == here
    assert told[-1].done == told[-1].cells == 9
    assert [progress.done for progress in told] == sorted(progress.done for progress in told)
    assert record.seconds > 0


def test_an_equal_sweep_is_found_again_and_equal_cells_of_another(engine, sent):
    first = kdviz.sweep(BASE, first_seed=[40, 43], alpha=[0.5, 1.0])
    assert sum(sent) == 4
    again = engine.submit(Sweep.over(BASE, {"first_seed": [40, 43], "alpha": [0.5, 1.0]}), somebody())
    assert (again.job_id, again.begun, again.repeated) == (first.sweep_id, False, True)
    turned = kdviz.sweep(BASE, alpha=[1.0, 0.5, 0.7], first_seed=[43])
    assert sum(sent) == 5, "only the cell that no sweep had trained"
    assert turned.sweep_id != first.sweep_id
    assert turned.cells[0].outcome == first.cells[3].outcome
    afresh = kdviz.sweep(BASE, afresh=True, first_seed=[40, 43], alpha=[0.5, 1.0])
    assert sum(sent) == 9
    assert [cell.result.gain for cell in afresh.cells] == [cell.result.gain for cell in first.cells]


def test_cells_that_cannot_be_trained_say_why_and_the_others_go_on(engine):
    record = kdviz.sweep(BASE, teacher_learning_rate=[0.002, 10.0], labels=[5, 30])
    said = [reason(cell) for cell in record.cells]
    assert said[0].startswith("labels is 5: allowed are 10")
    assert said[1] == ""
    assert said[3].startswith("The teacher's training diverged at step ")
    assert record.status is Status.FINISHED
    assert record.done == 4
    assert record.cells[1].result.distilled.accuracy


def test_a_stopped_sweep_keeps_its_cells_and_goes_on_from_them(engine, sent):
    def enough(progress):
        if progress.done:
            raise KeyboardInterrupt

    grid = {"student": ["5", "7"], "steps": [20, 21]}
    with pytest.raises(KeyboardInterrupt):
        kdviz.sweep(BASE, enough, **grid)
    (stopped,) = [record for record in kdviz.Sweeps().all() if record.sweep == Sweep.over(BASE, grid)]
    assert stopped.status is Status.STOPPED
    assert engine.await_idle(PATIENCE)
    kept = engine.record(stopped.sweep_id)
    assert 0 < kept.done < 4
    sent.clear()
    whole = kdviz.sweep(BASE, **grid)
    assert whole.sweep_id == stopped.sweep_id
    assert sum(sent) == 4 - kept.done
    for before, after in zip(kept.cells, whole.cells, strict=True):
        assert before.outcome is None or before.outcome == after.outcome


def test_the_sweep_of_a_viewer_who_left_ends(engine):
    grid = Sweep.over(Experiment(**QUICK, first_seed=80), {"steps": [20_000, 19_999]})
    mine, yours = somebody(), somebody()
    sweep_id = engine.submit(grid, mine).job_id
    joined = engine.submit(grid, yours)
    assert (joined.job_id, joined.begun, joined.repeated) == (sweep_id, False, False)
    engine.stop(sweep_id, mine)
    assert engine.progress(sweep_id).status.in_flight
    engine.stop(sweep_id, yours)
    assert ended(engine, sweep_id).status is Status.STOPPED
    with pytest.raises(UnknownJobError, match="There is no sweep nothing"):
        engine.watch("nothing", mine, SWEEP)


@pytest.mark.xdist_group("scheduler")
def test_an_interrupted_sweep_goes_on_in_another_process_and_spreads_over_workers_started_by_hand(
    scheduler, tmp_path, monkeypatch
):
    monkeypatch.setenv("KDVIZ_SCHEDULER", scheduler)
    monkeypatch.setenv("KDVIZ_HOME", str(tmp_path / "home"))
    grid = Sweep.over(BASE, {"student": ["4", "6"], "optimizer": ["adam", "sgd"]})
    assert len(chunks(grid.cells, "cpu")) == 4
    first, viewer = Engine(), somebody()
    sweep_id = first.submit(grid, viewer).job_id
    while not (progress := first.progress(sweep_id)).done:
        assert progress.status.in_flight
        # Workers on a busy machine may take longer to start than a viewer is waited for.
        first.watch(sweep_id, viewer)
        first.progress(sweep_id, progress, timeout=1)
    first.close()
    second = Engine()
    try:
        kept = second.record(sweep_id)
        assert kept.status is Status.INTERRUPTED
        assert kept.done
        assert second.await_workers()
        busy: set[str] = set()
        assert second.submit(grid, somebody()).job_id == sweep_id
        while (seen := second.progress(sweep_id)).status.in_flight:
            busy |= {worker for worker, tasks in second.workers.cluster.client.processing().items() if tasks}
            second.progress(sweep_id, seen, timeout=PATIENCE)
        whole = second.record(sweep_id)
        assert whole.status is Status.FINISHED
        assert len(busy) == 2
        for before, after in zip(kept.cells, whole.cells, strict=True):
            assert before.outcome is None or before.outcome == after.outcome
    finally:
        second.close()


def test_a_chunk_that_is_lost_says_so_and_the_others_go_on(engine, monkeypatch):
    # Else the piece would begin with the stage that trains the teacher, and the spoiled weights be that stage's.
    teachers.save(engine.history.folder, BASE, teacher_of(BASE))
    send = engine.workers.send

    def spoil(ticket, piece, given, device):
        send(ticket, piece, ({},) if piece.stages[-1].arguments[0][0].student == "4" else given, device)

    axes = {"student": ["4", "6"], "first_seed": [95]}
    with monkeypatch.context() as spoiled:
        spoiled.setattr(engine.workers, "send", spoil)
        record = kdviz.sweep(BASE, **axes)
    assert record.status is Status.FINISHED
    assert reason(record.cells[0]).startswith("The training process lost this cell (RuntimeError: ")
    assert record.cells[1].result
    whole = kdviz.sweep(BASE, **axes)
    assert whole.sweep_id == record.sweep_id
    assert whole.cells[0].result
    assert whole.cells[1].outcome == record.cells[1].outcome


def test_a_teacher_is_kept_although_what_comes_after_it_fails(engine):
    base = Experiment(**{**QUICK, "teacher_seed": 9, "steps": 200}, kind="self", optimizer="sgd", learning_rate=10)
    record = kdviz.sweep(base, first_seed=[0])
    assert "diverged" in reason(record.cells[0])
    assert teachers.load(engine.history.folder, base) is not None


def test_seconds_count_while_a_worker_has_something(monkeypatch):
    clock = iter([100.0, 104.0, 105.0, 105.0, 200.0, 203.0])
    monkeypatch.setattr(going, "monotonic", lambda: next(clock))
    pieces = [Piece(number, ()) for number in range(2)]
    job = going.Going("id", None, True, [*pieces], spent=2.0)
    assert job.seconds() == 2
    job.send("first", going.Out(job, pieces[0], None, "cpu"))
    assert job.seconds() == 6
    job.take_back("first")
    assert job.seconds() == 7, "nobody trains"
    job.send("second", going.Out(job, pieces[1], None, "cpu"))
    assert job.seconds() == 10


def test_what_is_measured_undisturbed_waits_until_the_worker_is_ready(monkeypatch):
    called = []
    monkeypatch.setattr(tasks, "warm_up", lambda: called.append("ready"))
    monkeypatch.setattr(tasks, "call", lambda path, *rest: called.append((path, *rest)))
    tasks.call_alone("somewhere:something", 3)
    assert called == ["ready", ("somewhere:something", 3)]


def test_a_failed_sweep_is_raised_with_its_sentence(engine, monkeypatch):
    def broken(*_arguments):
        raise MemoryError("no room")

    monkeypatch.setattr(engine.workers, "send", broken)
    with pytest.raises(RunFailedError, match=r"lost this cell \(MemoryError: no room\)"):
        kdviz.sweep(BASE, first_seed=[90], alpha=[0.3])
