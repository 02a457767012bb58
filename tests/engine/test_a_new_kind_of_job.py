"""A made-up kind of work, whole in this file: it goes through everything that a job goes through."""

import hashlib
import os
import signal
import uuid
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from kdviz.engine import Engine
from kdviz.engine.jobs import kinds
from kdviz.engine.jobs.job import Heard, Job, Piece, Stage, Upshot
from kdviz.experiment import Experiment
from kdviz.results import RunFailedError, Status
from kdviz.store.database import StoreError
from kdviz.store.ledger import Asked, Final, Part
from kdviz.store.names import UnknownJobError
from kdviz.store.tables import PartRow
from tests.engine.test_engine import QUICK
from tests.serving import PATIENCE

# One engine of its own is started for all of these, and closed by the last.
pytestmark = pytest.mark.xdist_group("climbers")

HERE = "tests.engine.test_a_new_kind_of_job"


class Climb(BaseModel):
    """Climb from camp to camp: how high the next one lies depends on those before, which a worker thinks about."""

    model_config = ConfigDict(frozen=True)

    camps: int
    steps: int
    # Nobody gets to the n-th camp before there is a file of that name.
    gates: str


def plan(camps: list[int], _clock: object) -> Generator[None, None, int]:
    """Return where the next climb begins."""
    yield None
    return max(camps, default=0) + len(camps)


def pack(start: int, _clock: object) -> Generator[dict[str, int], None, int]:
    """Return the height with everything on one's back."""
    yield {"packed": 1}
    return 2 * start


def climb(steps: int, gate: str, height: int, _clock: object) -> Generator[dict[str, int] | None, None, int]:
    """Return the height after so many steps from what packing returned, once the gate is open."""
    for step in range(steps):
        yield {"step": step}
    while not Path(gate).exists():
        yield None
    return height + steps


def camps_of(request: Climb) -> list[int]:
    """Return the heights of the camps, without an engine."""
    camps: list[int] = []
    for _camp in range(request.camps):
        camps.append(2 * (max(camps, default=0) + len(camps)) + request.steps)
    return camps


@dataclass(frozen=True)
class ClimbRecord:
    job_id: str
    status: Status
    attempt: int
    camps: dict[int, int]
    last: int | None


class ClimbJob(Job):
    """Two pieces a camp: one that plans, and one in two stages that climbs there."""

    kind = "climb"
    requests = Climb
    lost = "The climber was lost ({reason})."
    given_up = "The climbers were lost {times} times."
    unfinished = "Climb {job} was {status} on the way."

    def __init__(self, _job_id: str, request: Climb, kept: Mapping[int, dict[str, Any]]) -> None:
        self._request = request
        self._camps = [kept[place]["height"] for place in sorted(kept)]
        self._told: list[tuple[int, Any]] = []

    @classmethod
    def asked(cls, request: Climb) -> Asked:
        digest = hashlib.sha256(request.model_dump_json().encode()).hexdigest()
        return Asked(cls.kind, digest, request.model_dump(mode="json"), in_parts=True)

    def pieces(self, _device: str = "cpu") -> list[Piece]:
        if len(self._camps) == self._request.camps:
            return []
        return [Piece(2 * len(self._camps), (Stage(f"{HERE}:plan", ([*self._camps],)),), parts=0)]

    def heard(self, piece: Piece, news: Any) -> Heard:
        event, again = {"piece": piece.number, **news}, (piece.number, news) in self._told
        self._told.append((piece.number, news))
        return Heard(news.get("step", 0) / self._request.steps, None if again else event)

    def delivered(self, piece: Piece, delivery: Any) -> Upshot:
        if delivery.failure is not None:
            return Upshot(failure=delivery.failure)
        camp, climbed = divmod(piece.number, 2)
        if not climbed:
            gate = f"{self._request.gates}/{camp}"
            stages = Stage(f"{HERE}:pack", delivery.results), Stage(f"{HERE}:climb", (self._request.steps, gate))
            return Upshot(pieces=[Piece(piece.number + 1, stages)])
        _packed, height = delivery.results
        self._camps.append(height)
        return Upshot({camp: Part({"height": height}, f"{camp} of {self._request.gates}")}, self.pieces())

    def final(self) -> Final:
        return Final([{"at": "the top"}], {"last": self._camps[-1]}, {"camps": {"heights": np.array(self._camps)}})

    @staticmethod
    def known(row, places) -> tuple[int, int]:
        return len(places), row.request["camps"]

    @staticmethod
    def record(session, row) -> ClimbRecord:
        parts = session.scalars(select(PartRow).filter_by(job_id=row.id).order_by(PartRow.place))
        camps = {part.place: part.outcome["height"] for part in parts}
        return ClimbRecord(row.id, Status(row.status), row.attempt, camps, row.result and row.result["last"])

    @staticmethod
    def result(record: ClimbRecord) -> dict[int, int]:
        return record.camps


KINDS = (*kinds(), ClimbJob)


def somebody() -> str:
    return uuid.uuid4().hex


def climb_of(folder: Path, camps: int = 3) -> Climb:
    gates = folder / uuid.uuid4().hex
    gates.mkdir()
    return Climb(camps=camps, steps=5, gates=str(gates))


def open_gates(request: Climb, *camps: int) -> None:
    for camp in camps or range(request.camps):
        (Path(request.gates) / str(camp)).touch()


def before_gate(engine: Engine, job_id: str, camp: int, step: int = 4) -> None:
    """Wait until the climber stands before the gate of a camp."""
    seen = 0
    while True:
        events = engine.wait(job_id, seen, timeout=PATIENCE)
        assert events
        seen = events[-1].seq
        if any(event.payload == {"piece": 2 * camp + 1, "step": step} for event in events):
            return


def until(engine: Engine, job_id: str, wanted) -> None:
    """Wait until the job's record is as `wanted`, of which its progress need not tell."""
    while not wanted(engine.record(job_id)):
        seen = engine.progress(job_id)
        assert seen.status.in_flight, seen
        engine.progress(job_id, seen, timeout=0.5)


@pytest.fixture(scope="module")
def own_home(tmp_path_factory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("climbing")
        patch.setenv("KDVIZ_HOME", str(folder))
        yield folder


@pytest.fixture(scope="module")
def climbers(own_home) -> Iterator[Engine]:
    engine = Engine(workers=1, lease=1e9, kinds=KINDS)
    assert engine.await_workers(PATIENCE)
    yield engine
    engine.close()


def test_it_waits_its_turn_is_watched_stopped_and_goes_on(climbers, tmp_path):
    me, friend = somebody(), somebody()
    first, second = climb_of(tmp_path), climb_of(tmp_path)
    going = climbers.submit(first, me)
    before_gate(climbers, going.job_id, 0)
    waiting = climbers.submit(second, me).job_id
    run_id = climbers.submit(Experiment(**QUICK), friend).job_id
    assert [climbers.position(job_id) for job_id in (going.job_id, waiting, run_id)] == [None, 1, 2]
    equal = climbers.submit(first, friend)
    assert (equal.job_id, equal.begun, equal.repeated) == (going.job_id, False, False)
    climbers.stop(going.job_id, me)
    assert climbers.progress(going.job_id).status is Status.RUNNING, "a friend still watches it"
    open_gates(first, 0)
    open_gates(second)
    assert climbers.result(run_id).arms, "after each piece others are let pass"
    before_gate(climbers, going.job_id, 1)
    assert climbers.progress(going.job_id).done == 1
    assert climbers.progress(waiting).done == 1
    climbers.stop(going.job_id, friend)
    assert climbers.record(going.job_id).status is Status.STOPPED
    assert climbers.result(waiting) == dict(enumerate(camps_of(second)))
    with pytest.raises(RunFailedError, match=f"Climb {going.job_id[:8]} was stopped on the way"):
        climbers.result(going.job_id)
    again = climbers.submit(first, me)
    assert (again.job_id, again.begun) == (going.job_id, True)
    open_gates(first)
    assert climbers.result(going.job_id) == dict(enumerate(camps_of(first)))
    repeat = climbers.submit(first, me)
    assert (repeat.job_id, repeat.begun, repeat.repeated) == (going.job_id, False, True)


def test_it_outlives_its_worker_and_its_cluster(climbers, tmp_path):
    request = climb_of(tmp_path, camps=2)
    job_id = climbers.submit(request, somebody()).job_id
    before_gate(climbers, job_id, 0)
    worker = next(iter(climbers.workers.cluster.client.run(os.getpid).values()))
    psutil.Process(worker).kill()
    until(climbers, job_id, lambda record: record.attempt == 2)
    open_gates(request, 0)
    before_gate(climbers, job_id, 1)
    os.kill(climbers.workers.cluster.pid, signal.SIGKILL)
    until(climbers, job_id, lambda record: record.status is Status.WAITING)
    open_gates(request)
    assert climbers.result(job_id) == dict(enumerate(camps_of(request)))
    told = climbers.events(job_id)
    assert [event.seq for event in told] == [*range(1, len(told) + 1)]
    climbed = [{"packed": 1}, *({"step": step} for step in range(request.steps))]
    expected = [{"piece": 2 * camp + 1, **news} for camp in range(2) for news in climbed]
    assert [event.payload for event in told] == [*expected, {"at": "the top"}], "nothing is told twice"


def test_another_process_goes_on_with_it_and_history_knows_it(climbers, own_home, tmp_path):
    request = climb_of(tmp_path)
    job_id = climbers.submit(request, somebody()).job_id
    open_gates(request, 0)
    before_gate(climbers, job_id, 1)
    other = Engine(workers=1, kinds=KINDS)
    try:
        viewer = somebody()
        joined = other.submit(request, viewer)
        assert (joined.job_id, joined.begun) == (job_id, False), "the first process still sees it through"
        assert other.progress(job_id).done == 1
        climbers.close()
        record = other.record(job_id)
        assert (record.status, record.camps) == (Status.INTERRUPTED, {0: camps_of(request)[0]})
        again = other.submit(request, viewer)
        assert (again.job_id, again.begun) == (job_id, True)
        open_gates(request)
        assert other.result(job_id) == dict(enumerate(camps_of(request)))
        assert other.record(job_id[:9], "climb").last == camps_of(request)[-1]
        history = other.history
        assert history.arrays(job_id[:9], "camps", "climb")["heights"].tolist() == camps_of(request)
        history.rename(job_id, "To the top", "climb")
        listed = history.all(lambda _session, rows: [(row.id, row.title) for row in rows], "climb")
        assert listed[0] == (job_id, "To the top")
        assert job_id not in {record.run_id for record in history.runs()}
        with pytest.raises(UnknownJobError, match="There is no run"):
            history.get(job_id)
        busy = climb_of(tmp_path)
        waits = other.submit(busy, viewer).job_id
        with pytest.raises(StoreError, match=f"Job {waits[:8]} is still going on: stop it first"):
            history.delete(waits, "climb")
        other.stop(waits, viewer)
        history.delete(job_id, None, now=True)
        with pytest.raises(UnknownJobError, match="There is no job"):
            other.record(job_id)
        assert not (own_home / "runs" / job_id).exists()
    finally:
        other.close()
