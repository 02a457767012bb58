"""Sweeps in the database, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event, select

from kdviz import Sweeps
from kdviz.engine.jobs.sweep import SweepJob
from kdviz.experiment import Experiment, Sweep
from kdviz.results import Divergence, Failure, Status
from kdviz.results.cell import CellOutcome
from kdviz.store.database import StoreError
from kdviz.store.history import History
from kdviz.store.ledger import LOST, Final, Ledger, Part, Submission
from kdviz.store.names import UnknownJobError
from kdviz.store.tables import PartRow
from kdviz.verdicts.sweep import reason
from tests.store.conftest import stop

GRID = Sweep.over(Experiment(), {"alpha": [0.2, 0.4, 3], "steps": [20, 30]})


def outcome(step: int) -> CellOutcome:
    return CellOutcome(diverged=Divergence(step=step, arm="distilled", seed=0))


@pytest.fixture
def sweeps(history) -> Sweeps:
    return Sweeps(history.database)


def enter(ledger: Ledger, sweep: Sweep = GRID, viewer: str = "me", **how: bool) -> Submission | None:
    return ledger.enter(SweepJob.asked(sweep), viewer, **how)


def keep(ledger: Ledger, sweep_id: str, *places: int) -> None:
    digests = SweepJob.asked(GRID).parts
    parts = {place: Part(outcome(place + 1).model_dump(mode="json"), digests[place]) for place in places}
    ledger.keep(sweep_id, parts, 1.5)


def done(history: History, entry: Submission) -> set[int]:
    return set(history.parts(entry.job_id))


def test_cells_are_read_as_they_were_kept(ledger, sweeps, history):
    entry = enter(ledger)
    assert (entry.begun, entry.repeated, done(history, entry)) == (True, False, set())
    ledger.start(entry.job_id, 1)
    keep(ledger, entry.job_id, 2, 1)
    keep(ledger, entry.job_id, 1)
    record = sweeps.get(entry.job_id[:10])
    assert (record.status, record.sweep, record.seconds, record.done) == (Status.RUNNING, GRID, 1.5, 4)
    assert [cell.outcome for cell in record.cells] == [None, outcome(2), outcome(3), None, None, None]
    assert [bool(cell.problem) for cell in record.cells] == [False] * 4 + [True] * 2
    assert "diverged at step 2 (with teacher, seed 0)" in reason(record.cells[1])
    assert sweeps.standing(entry.job_id) == (Status.RUNNING, 4, 6)
    ledger.finish(entry.job_id, Final(), 1.5)
    assert sweeps.status(entry.job_id) is Status.FINISHED
    assert enter(ledger, room=False).repeated
    (listed,) = sweeps.all()
    assert (listed.sweep_id, listed.done, listed.cells) == (entry.job_id, 4, ())
    newer = enter(ledger, Sweep.over(Experiment(), {"seeds": [2, 3]})).job_id
    assert [record.sweep_id for record in sweeps.all(limit=1)] == [newer]
    assert [record.done for record in sweeps.all()] == [0, 4]


@pytest.fixture
def asked(url) -> Iterator[list[str]]:
    """Yield the queries of the test's database, as they come; an engine in this process asks its own now and then."""
    queries: list[str] = []

    def hear(connection, _cursor, query: str, *_more) -> None:
        if connection.engine.url == url:
            queries.append(query)

    event.listen(Engine, "before_cursor_execute", hear)
    yield queries
    event.remove(Engine, "before_cursor_execute", hear)


def test_a_list_of_sweeps_takes_as_many_queries_as_one_sweep(ledger, sweeps, asked):
    counts = []
    for seeds in (2, 3, 4):
        enter(ledger, Sweep.over(Experiment(), {"seeds": [seeds]}))
        asked.clear()
        sweeps.all()
        counts.append(len(asked))
    assert counts == [counts[0]] * 3


@pytest.mark.parametrize("end", ["stopped", "failed", "interrupted"])
def test_a_sweep_that_ended_early_goes_on_from_its_cells(ledger, sweeps, history, end):
    sweep_id = enter(ledger).job_id
    keep(ledger, sweep_id, 0, 3)
    if end == "stopped":
        stop(ledger, sweep_id)
    elif end == "failed":
        ledger.fail(sweep_id, Failure(template="no more"))
        assert sweeps.get(sweep_id).failure.template == "no more"
    else:
        ledger.close()
    assert sweeps.status(sweep_id).value == end
    # Its last chunk was on the way.
    keep(ledger, sweep_id, 1)
    again = enter(ledger)
    assert (again.job_id, again.begun, done(history, again)) == (sweep_id, True, {0, 1, 3})
    record = sweeps.get(sweep_id)
    assert record.failure is None


def test_equal_cells_of_other_sweeps_are_taken_over_but_not_afresh(ledger, sweeps, history):
    first = enter(ledger).job_id
    keep(ledger, first, 2)
    turned = Sweep.over(Experiment(seeds=8), {"steps": [20], "alpha": [0.1, 0.4]})
    entry = enter(ledger, turned)
    assert done(history, entry) == {1}
    assert sweeps.get(entry.job_id).cells[1].outcome == outcome(3)
    stop(ledger, entry.job_id)
    afresh = enter(ledger, turned, afresh=True)
    assert afresh.job_id != entry.job_id
    assert done(history, afresh) == set()


def test_lost_cells_are_tried_again_and_no_other_sweeps(ledger, sweeps, history):
    first = enter(ledger).job_id
    lost = CellOutcome(failure=Failure(template="no room"))
    ledger.keep(first, {2: Part(lost.model_dump(mode="json"), LOST)}, 1.0)
    keep(ledger, first, 0, 1, 3)
    ledger.finish(first, Final(), 1.5)
    assert reason(sweeps.get(first).cells[2]) == "no room"
    turned = Sweep.over(Experiment(), {"steps": [20], "alpha": [0.2, 0.4]})
    assert done(history, enter(ledger, turned)) == {0}
    again = enter(ledger)
    assert (again.job_id, again.begun, again.repeated) == (first, True, False)
    assert done(history, again) == {0, 1, 3}
    assert sweeps.get(first).cells[2].outcome is None


def test_an_equal_sweep_in_flight_is_one_whoever_submits_and_ends_with_its_last_viewer(ledger, history):
    neighbour = Ledger(history.database, history.folder)
    sweep_id = enter(ledger).job_id
    joined = enter(neighbour, viewer="you", afresh=True, room=False)
    assert (joined.job_id, joined.begun, joined.repeated) == (sweep_id, False, False)
    assert enter(neighbour, Sweep.over(Experiment(), {"seeds": [3]}), room=False) is None
    leases = ledger.leases
    leases.leave(sweep_id, "me")
    leases.expire(1000)
    assert leases.viewers([sweep_id]) == {sweep_id: {"you"}}
    leases.expire(-1)
    assert leases.viewers([sweep_id]) == {sweep_id: set()}
    leases.take(sweep_id, "me")
    assert leases.viewers([sweep_id]) == {sweep_id: {"me"}}
    stop(ledger, sweep_id)
    leases.take(sweep_id, "you")
    assert leases.viewers([sweep_id]) == {sweep_id: set()}, "it has ended"


def test_sweeps_are_named_and_deleted_with_their_cells(ledger, sweeps, history):
    sweep_id = enter(ledger).job_id
    with pytest.raises(StoreError, match=f"Sweep {sweep_id[:8]} is still going on: stop it first."):
        sweeps.delete(sweep_id)
    keep(ledger, sweep_id, 0)
    stop(ledger, sweep_id)
    sweeps.rename(sweep_id[:8], " the first ")
    assert sweeps.get(sweep_id).title == "the first"
    with pytest.raises(StoreError, match="allowed are at most 200"):
        sweeps.rename(sweep_id, "x" * 201)
    sweeps.delete(sweep_id, now=True)
    assert sweeps.all() == []
    keep(ledger, sweep_id, 0)
    with history.database.read() as session:
        assert session.scalars(select(PartRow)).all() == []
    for wrong in ("", "%", sweep_id):
        with pytest.raises(UnknownJobError, match="There is no sweep"):
            sweeps.get(wrong)


def test_late_parts_go_only_where_there_are_none(ledger, history):
    sweep_id = enter(ledger).job_id
    first, late = Part({"from": "now"}, "a"), Part({"from": "before"}, "b")
    ledger.keep(sweep_id, {0: first}, 2.0)
    ledger.keep(sweep_id, {0: late, 1: late}, None)
    assert history.parts(sweep_id) == {0: first.outcome, 1: late.outcome}
    assert history.read(sweep_id, lambda _session, row: row.seconds, None) == 2.0
