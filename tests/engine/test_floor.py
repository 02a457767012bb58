"""The floor with workers that are pretended: what is sent, and when."""

from types import SimpleNamespace

import numpy as np
import pytest
from sqlalchemy import make_url

from kdviz.engine.floor import TEACHER, Floor, Going
from kdviz.engine.jobs.job import Delivery
from kdviz.engine.jobs.sweep import SweepJob
from kdviz.engine.log import Log
from kdviz.experiment import Experiment, Sweep
from kdviz.results import Divergence, Status
from kdviz.results.cell import CellOutcome
from kdviz.store import teachers
from kdviz.store.database import Database
from kdviz.store.history import History
from kdviz.store.ledger import Ledger
from tests.serving import PATIENCE

# Four tasks that share a teacher that nobody has trained.
GRID = Sweep.over(Experiment(teacher="16", teacher_seed=4321), {"student": ["4", "6"], "optimizer": ["adam", "sgd"]})
WEIGHTS = {"weight": np.ones(3, np.float32)}


class Sent:
    """A piece that was sent, of which a test says how it ends."""

    def __init__(self, stages, given) -> None:
        self.stages, self.given = stages, given

    def add_done_callback(self, callback) -> None:
        self.callback = callback

    def result(self):
        trained = [WEIGHTS] if self.stages[0].task == TEACHER else []
        cells = [CellOutcome(diverged=Divergence(step=1, arm="hard", seed=0))] * len(self.stages[-1].arguments[0])
        return Delivery((*trained, cells)), False


@pytest.fixture
def sent() -> list[Sent]:
    return []


@pytest.fixture
def going(tmp_path, sent):
    history = History(Database(make_url(f"sqlite:///{tmp_path}/kdviz.sqlite")), tmp_path)
    ledger = Ledger(history.database, history.folder)

    def submit(_task, stages, given, *_rest, **_how) -> Sent:
        sent.append(Sent(stages, given))
        return sent[-1]

    cluster = SimpleNamespace(client=SimpleNamespace(submit=submit), connected=True, close=lambda: None)
    log = Log(history)
    floor = Floor(log, ledger, cluster)
    job_id = ledger.enter(SweepJob.asked(GRID), "me").job_id
    job = SweepJob(job_id, GRID, {})
    floor.take_on(Going(job_id, job, True, [*job.pieces()]))
    yield SimpleNamespace(floor=floor, log=log, job_id=job_id, history=history)
    floor.close()


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


def test_a_job_has_no_more_pieces_out_than_there_are_workers(going, sent):
    going.floor.dispatch(slots=1)
    end(going, sent[0])
    assert going.log.until(lambda: going.floor.idle or None, PATIENCE)
    for slots, out in ((1, 2), (1, 2), (2, 3)):
        going.floor.dispatch(slots)
        assert len(sent) == out
