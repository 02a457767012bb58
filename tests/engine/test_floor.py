"""The floor with workers that are pretended: what is sent, and when."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from types import SimpleNamespace

import numpy as np
import pytest
from sqlalchemy import make_url

from kdviz.catalog.device import DEVICES
from kdviz.engine import Engine, EngineError
from kdviz.engine.floor import TEACHER, Floor
from kdviz.engine.going import Going
from kdviz.engine.jobs.job import ATTEMPTS, Delivery, Heard, Upshot
from kdviz.engine.jobs.sweep import SweepJob
from kdviz.engine.log import Log
from kdviz.engine.worker import GPU
from kdviz.experiment import Experiment, Sweep
from kdviz.results import Divergence, Status
from kdviz.results.cell import CellOutcome
from kdviz.store import teachers
from kdviz.store.database import Database, StoreError
from kdviz.store.device import last_device
from kdviz.store.history import History
from kdviz.store.ledger import Ledger, Part
from kdviz.store.names import SWEEP
from kdviz.web.routes.feeds import standing
from tests.serving import PATIENCE

# Four tasks that share a teacher that nobody has trained.
GRID = Sweep.over(Experiment(teacher="16", teacher_seed=4321), {"student": ["4", "6"], "optimizer": ["adam", "sgd"]})
WEIGHTS = {"weight": np.ones(3, np.float32)}


class Sent:
    """A piece that was sent, of which a test says how it ends."""

    def __init__(self, piece, given, ticket, needs) -> None:
        self.stages, self.given, self.ticket, self.needs = piece.stages, given, ticket, needs
        self.step, self.error = 1, None
        self.client = SimpleNamespace(status="running")

    def add_done_callback(self, callback) -> None:
        self.callback = callback

    def cancel(self) -> None:
        """Stay with the worker, which is too busy to hear it."""

    def result(self):
        if self.error is not None:
            raise self.error
        trained = [WEIGHTS] if self.stages[0].task == TEACHER else []
        cells = [CellOutcome(diverged=Divergence(step=self.step, arm="hard", seed=0))] * len(
            self.stages[-1].arguments[0]
        )
        return Delivery((*trained, cells)), False


@pytest.fixture
def sent() -> list[Sent]:
    return []


@pytest.fixture
def going(tmp_path, sent):
    history = History(Database(make_url(f"sqlite:///{tmp_path}/kdviz.sqlite")), tmp_path)
    ledger = Ledger(history.database, history.folder)

    def submit(_task, piece, given, ticket, _topic, *, resources, **_how) -> Sent:
        sent.append(Sent(piece, given, ticket, resources))
        return sent[-1]

    topics: list[Callable[[tuple[float, dict]], None]] = []
    client = SimpleNamespace(submit=submit, subscribe_topic=lambda _topic, hear: topics.append(hear))
    grown = []
    cluster = SimpleNamespace(
        client=client, connected=False, connect=lambda: None, close=lambda: None, grow=lambda: grown.append(True)
    )
    log = Log(history)
    floor = Floor(log, ledger, cluster)
    floor.workers.connect()
    cluster.connected = True
    job = begin(floor, ledger)
    yield SimpleNamespace(
        floor=floor, ledger=ledger, log=log, job=job, job_id=job.job_id, history=history, hear=topics[0], grown=grown
    )
    floor.close()


def begin(floor: Floor, ledger: Ledger, grid: Sweep = GRID) -> Going:
    """Begin a sweep, or go on with it."""
    with floor.lock:
        submission = ledger.enter(SweepJob.asked(grid), "me")
        assert submission.begun
        job = SweepJob(submission.job_id, grid, {})
        begun = Going(submission.job_id, job, True, [*job.pieces(floor.device)])
        floor.take_on(begun)
    return begun


def leave(going) -> None:
    """Let the sweep's only viewer leave."""
    going.ledger.leases.leave(going.job_id, "me")
    going.floor.stop_unwatched(going.job_id)


def end(going, piece: Sent) -> None:
    """Let a piece end, and wait until that is written down."""
    before = going.log.progress(going.job_id).done
    piece.callback(piece)
    assert going.log.until(lambda: going.log.progress(going.job_id).done > before or None, PATIENCE)


def test_a_teacher_is_not_trained_by_two_pieces_at_once(going, sent):
    going.floor.dispatch(slots=4)
    assert [piece.stages[0].task for piece in sent] == [TEACHER]
    end(going, sent[0])
    assert teachers.load(going.history.folder, GRID.base)["weight"].tolist() == [1, 1, 1]
    assert going.log.until(lambda: going.floor.idle or None, PATIENCE)
    going.floor.dispatch(slots=4)
    assert len(sent) == 4
    for piece in sent[1:]:
        assert [stage.task for stage in piece.stages] != [TEACHER]
        assert piece.given[0].keys() == WEIGHTS.keys()
        end(going, piece)
    assert going.log.until(lambda: not going.log.in_flight(going.job_id) or None, PATIENCE)
    assert going.history.status(going.job_id, None) is Status.FINISHED


def test_a_job_hears_that_a_worker_has_taken_a_piece(going, sent, monkeypatch):
    taken = []
    monkeypatch.setattr(SweepJob, "begun", lambda _job, piece: taken.append(piece))
    going.floor.dispatch(slots=1)
    assert not taken
    going.hear((0.0, {"ticket": sent[0].ticket, "begins_at": "here"}))
    assert going.log.until(lambda: taken or None, PATIENCE)
    assert [piece.stages for piece in taken] == [sent[0].stages[1:]], "the teacher is trained beside it"


def test_progress_never_goes_back_where_parts_are_kept_after_their_delivery(going, sent, monkeypatch):
    delivered, held, shown = SweepJob.delivered, {}, []

    def all_at_last(job, piece, delivery):
        upshot = delivered(job, piece, delivery)
        held.update(upshot.parts)
        return Upshot(held if len(held) == 4 else {}, upshot.pieces)

    def share() -> float:
        return going.log.progress(going.job_id, going.floor.share).share

    monkeypatch.setattr(SweepJob, "delivered", all_at_last)
    for place in range(4):
        going.floor.dispatch(slots=1)
        going.hear((0.0, {"ticket": sent[place].ticket, "news": 0.5}))
        assert going.log.until(lambda at=place: share() >= (at + 0.5) / 4 or None, PATIENCE)
        shown.append(share())
        sent[place].callback(sent[place])
        assert going.log.until(lambda: going.floor.idle or None, PATIENCE)
        shown.append(share())
    assert shown == [eighth / 8 for eighth in range(1, 9)]


def test_a_share_is_never_said_to_be_less_than_before(going):
    shares = [going.log.progress(going.job_id, lambda _job_id, done=done: done).share for done in (1.0, 2.0, 0.5, 3.0)]
    assert shares == [0.25, 0.5, 0.5, 0.75]


def test_more_workers_are_asked_for_once_a_piece_waits_for_one(going):
    going.floor.dispatch(slots=0)
    assert not going.grown, "the first has not come yet"
    going.floor.dispatch(slots=4)
    assert not going.grown, "there is one for each piece that may be sent"
    begin(going.floor, going.ledger, Sweep.over(Experiment(), {"steps": [3, 4]}))
    going.floor.dispatch(slots=1)
    assert going.grown


def test_more_workers_are_asked_for_before_any_piece_waits_where_a_plan_will_send_some(going, monkeypatch):
    going.floor.dispatch(slots=4)
    going.job.pending.clear()
    going.floor.dispatch(slots=1)
    assert not going.grown, "nothing waits"
    monkeypatch.setattr(SweepJob, "is_planned", True)
    going.floor.dispatch(slots=1)
    assert going.grown


def test_a_job_has_no_more_pieces_out_than_there_are_workers(going, sent):
    going.floor.dispatch(slots=1)
    end(going, sent[0])
    assert going.log.until(lambda: going.floor.idle or None, PATIENCE)
    for slots, out in ((1, 2), (1, 2), (2, 3)):
        going.floor.dispatch(slots)
        assert len(sent) == out


def test_what_has_not_begun_is_planned_anew_for_the_device_that_workers_report(going, sent):
    grid = Sweep.over(Experiment(seeds=64), {"alpha": [0.2, 0.4, 0.6, 0.8]})
    job = begin(going.floor, going.ledger, grid)
    for device, pieces in (("cpu", 4), ("cuda", 1), ("cpu", 4), ("cuda", 1)):
        going.floor.train_on(device)
        assert len(job.pending) == pieces
    assert last_device(going.history.folder) == "cuda"
    going.floor.dispatch(slots=1)
    assert [piece.needs for piece in sent] == [{GPU: 1}], "it goes to the worker that owns the GPU"


def test_a_job_that_has_begun_keeps_its_pieces(going, sent):
    going.floor.dispatch(slots=1)
    going.floor.train_on("cuda")
    assert (len(sent), len(going.job.pending)) == (1, 3)
    end(going, sent[0])
    assert sent[0].needs is None
    taught = {device: teachers.load(going.history.folder, GRID.base, device) is not None for device in DEVICES}
    assert taught == {"cpu": True, "cuda": False}, "a teacher is for students of its own device"


class Observed:
    """A lock that sets an event when somebody has to wait for it."""

    def __init__(self, lock) -> None:
        self.lock, self.awaited = lock, threading.Event()

    def __enter__(self) -> None:
        if not self.lock.acquire(blocking=False):
            self.awaited.set()
            self.lock.acquire()

    def __exit__(self, *_error) -> None:
        self.lock.release()


@pytest.mark.parametrize(
    ("write", "end_it"),
    [("stop", leave), ("fail", lambda going: going.floor.give_up_waiting(EngineError("No worker answers.")))],
)
def test_a_sweep_that_is_begun_again_while_it_ends_is_in_flight(going, monkeypatch, write, end_it):
    going.floor.lock = lock = Observed(going.floor.lock)
    keep = getattr(going.ledger, write)

    def begin_again() -> None:
        begin(going.floor, going.ledger)
        lock.awaited.set()

    again = threading.Thread(target=begin_again)

    def written(*what):
        kept = keep(*what)
        again.start()
        assert lock.awaited.wait(PATIENCE), "it has either begun already or waits for the lock"
        return kept

    monkeypatch.setattr(going.ledger, write, written)
    end_it(going)
    again.join(PATIENCE)
    assert going.floor.job_ids() == [going.job_id]
    assert going.floor.position(going.job_id) == 1
    assert going.history.status(going.job_id, None) is Status.WAITING


def test_a_viewer_who_joins_while_the_last_one_leaves_keeps_the_job(going):
    going.ledger.leases.leave(going.job_id, "me")
    going.ledger.leases.take(going.job_id, "you")
    going.floor.stop_unwatched(going.job_id)
    assert going.floor.job_ids() == [going.job_id]
    assert going.log.in_flight(going.job_id)
    going.ledger.leases.leave(going.job_id, "you")
    going.floor.stop_unwatched(going.job_id)
    assert going.floor.job_ids() == []
    assert going.history.status(going.job_id, None) is Status.STOPPED


@pytest.mark.parametrize("error", [CancelledError(), RuntimeError("IOLoop is closed")])
def test_only_a_job_whose_workers_ended_is_lost(going, sent, error):
    seen = SimpleNamespace(
        position=going.floor.position, lost=going.floor.lost, history=going.history, ready=False, starts_in=None
    )
    going.floor.dispatch(slots=1)
    going.ledger.start(going.job_id, 1)
    end(going, sent[0])
    assert going.log.until(lambda: going.floor.idle or None, PATIENCE)
    assert standing(seen, going.job_id) == {"state": "starting", "position": 1, "left": None}, "it let others pass"
    seen.starts_in = 2.5
    assert standing(seen, going.job_id) == {"state": "soon", "position": 1, "left": 3}
    seen.starts_in = None
    leave(going)
    begin(going.floor, going.ledger)
    assert standing(seen, going.job_id) == {"state": "starting", "position": 1, "left": None}, "it goes on after a stop"
    going.floor.dispatch(slots=1)
    sent[1].error, sent[1].client.status = error, "closed"
    sent[1].callback(sent[1])
    assert going.log.until(lambda: going.floor.idle or None, PATIENCE)
    assert going.log.until(lambda: going.floor.position(going.job_id), PATIENCE)
    assert standing(seen, going.job_id) == {"state": "lost", "position": 1, "left": None}


def test_a_piece_whose_workers_always_end_gives_its_job_up_with_what_it_has(going, sent):
    going.floor.dispatch(slots=1)
    end(going, sent[0])

    def lose() -> None:
        assert going.log.until(lambda: going.floor.idle or None, PATIENCE)
        going.floor.dispatch(slots=1)
        sent[-1].error, sent[-1].client.status = CancelledError(), "closed"
        sent[-1].callback(sent[-1])

    for _time in range(ATTEMPTS - 1):
        lose()
    assert going.log.until(lambda: going.floor.idle or None, PATIENCE)
    going.floor.dispatch(slots=1)
    end(going, sent[-1])
    assert all(piece.stages == sent[-1].stages for piece in sent[1:]), "it is sent again until it comes back"
    for _time in range(ATTEMPTS):
        lose()
    assert going.log.until(lambda: not going.log.in_flight(going.job_id) or None, PATIENCE)
    record = going.log.record(going.job_id, SWEEP)
    assert record.status is Status.FAILED
    assert record.failure.template.startswith("The training processes ended {times} times during this sweep")
    assert record.failure.blanks == {"times": ATTEMPTS}
    assert record.done == len(sent[0].stages[-1].arguments[0]) + len(sent[ATTEMPTS].stages[-1].arguments[0])


def test_a_message_that_cannot_be_read_is_told_to_the_operator(going, sent, monkeypatch, caplog):
    def heard(*_message):
        raise ValueError("no news")

    told = threading.Event()
    monkeypatch.setattr(SweepJob, "heard", heard)
    going.floor.dispatch(slots=1)
    monkeypatch.setattr(going.log, "tell", lambda _job_id: told.set())
    going.hear((0.0, {"ticket": sent[0].ticket, "news": 0.5}))
    assert told.wait(PATIENCE)
    assert "Traceback" in caplog.text
    assert "ValueError: no news" in caplog.text


def hear_of_an_end(going, sent, monkeypatch, before=lambda: None) -> None:
    """Make a job end a part as it hears of a piece, after `before`; wait until it is heard."""
    part = Part({}, "digest")

    def heard(_job, piece, _news):
        before()
        return Heard(0.5, event={"news": "some"}, upshot=Upshot({piece.number: part}, instead=True))

    monkeypatch.setattr(SweepJob, "heard", heard)
    going.floor.dispatch(slots=1)
    told = threading.Event()
    # Whoever ends a job tells of no one in particular.
    monkeypatch.setattr(going.log, "tell", lambda job_id=None: told.set() if job_id else None)
    going.hear((0.0, {"ticket": sent[0].ticket, "news": 0.5}))
    assert told.wait(PATIENCE)


def test_an_upshot_that_cannot_be_kept_ends_the_job(going, sent, monkeypatch):
    def keep(*_what):
        raise StoreError("The disk is full.")

    monkeypatch.setattr(going.ledger, "keep", keep)
    hear_of_an_end(going, sent, monkeypatch)
    assert going.floor.job_ids() == []
    record = going.log.record(going.job_id, SWEEP)
    assert (record.status, record.failure.template) == (Status.FAILED, "The disk is full.")


def test_an_upshot_is_kept_whose_news_cannot_be_written(going, sent, monkeypatch):
    def append(*_what):
        raise StoreError("The database is locked.")

    monkeypatch.setattr(going.ledger, "append", append)
    hear_of_an_end(going, sent, monkeypatch)
    assert going.history.parts(going.job_id)
    assert going.job.pending == []
    assert going.floor.job_ids() == [going.job_id]


def test_an_upshot_of_a_job_that_was_begun_again_meanwhile_is_not_kept(going, sent, monkeypatch):
    def begin_again() -> None:
        leave(going)
        begin(going.floor, going.ledger)

    hear_of_an_end(going, sent, monkeypatch, begin_again)
    assert not going.history.parts(going.job_id)
    assert going.floor.job_ids() == [going.job_id]


@pytest.mark.parametrize("error", [None, RuntimeError("The worker died.")])
def test_what_an_earlier_worker_delivers_late_changes_no_kept_cell(going, sent, error):
    going.floor.dispatch(slots=1)
    leave(going)
    begin(going.floor, going.ledger)
    going.floor.dispatch(slots=2)
    end(going, sent[1])

    def kept():
        seconds = going.history.read(going.job_id, lambda _session, row: row.seconds, None)
        return going.history.parts(going.job_id), seconds

    before = kept()
    assert before[0]
    sent[0].step, sent[0].error = 2, error
    sent[0].callback(sent[0])
    assert going.log.until(lambda: going.floor.idle or None, PATIENCE)
    assert kept() == before


def test_a_job_that_cannot_be_taken_on_fails(tmp_path, monkeypatch):
    cluster = SimpleNamespace(connected=True, slots=lambda: 0, device=None, close=lambda: None)
    monkeypatch.setattr("kdviz.engine.engine.Cluster", lambda _workers: cluster)
    monkeypatch.setenv("KDVIZ_HOME", str(tmp_path))
    engine = Engine()
    try:
        with monkeypatch.context() as broken:
            broken.setattr(SweepJob, "pieces", lambda _job, _device: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                engine.submit(GRID, "me")
        (job_id,) = engine.history.all(lambda _session, rows: [row.id for row in rows], SWEEP)
        assert engine.history.status(job_id, None) is Status.FAILED
        assert not engine.sees_through(job_id)
        assert engine.submit(GRID, "me").begun
    finally:
        engine.close()
