"""Sweeps in the database, on SQLite and on PostgreSQL."""

import pytest
from sqlalchemy import inspect

from kdviz.experiment import Experiment, Sweep
from kdviz.results import Divergence, Failure, Status
from kdviz.results.cell import CellOutcome
from kdviz.store import schema
from kdviz.store.database import StoreError
from kdviz.store.sweep_ledger import SweepLedger
from kdviz.store.sweeps import Sweeps, UnknownSweepError
from kdviz.verdicts.sweep import reason

GRID = Sweep.over(Experiment(), {"alpha": [0.2, 0.4, 3], "steps": [20, 30]})


def outcome(step: int) -> CellOutcome:
    return CellOutcome(diverged=Divergence(step=step, arm="distilled", seed=0))


@pytest.fixture
def sweeps(history) -> Sweeps:
    return Sweeps(history.database)


@pytest.fixture
def mine(history, ledger) -> SweepLedger:
    return SweepLedger(history.database, ledger.owner)


def keep(mine: SweepLedger, sweep_id: str, *places: int) -> None:
    cells = {place: (GRID.cells[place].experiment, outcome(place + 1)) for place in places}
    assert mine.keep(sweep_id, cells, 1.5)


def test_cells_are_read_as_they_were_kept(mine, sweeps):
    entry = mine.enter(GRID, "me", afresh=False, room=True)
    assert (entry.begun, entry.repeated, entry.done) == (True, False, frozenset())
    mine.start(entry.sweep_id)
    keep(mine, entry.sweep_id, 2, 1)
    keep(mine, entry.sweep_id, 1)
    record = sweeps.get(entry.sweep_id[:10])
    assert (record.status, record.sweep, record.seconds, record.done) == (Status.RUNNING, GRID, 1.5, 4)
    assert [cell.outcome for cell in record.cells] == [None, outcome(2), outcome(3), None, None, None]
    assert [bool(cell.problem) for cell in record.cells] == [False] * 4 + [True] * 2
    assert "diverged at step 2 (distilled arm, seed 0)" in reason(record.cells[1])
    assert sweeps.standing(entry.sweep_id) == (Status.RUNNING, 4, 6)
    mine.finish(entry.sweep_id)
    assert sweeps.status(entry.sweep_id) is Status.FINISHED
    assert mine.enter(GRID, "me", afresh=False, room=False).repeated
    (listed,) = sweeps.all()
    assert (listed.sweep_id, listed.done, listed.cells) == (entry.sweep_id, 4, ())
    newer = mine.enter(Sweep.over(Experiment(), {"seeds": [2, 3]}), "me", afresh=False, room=True).sweep_id
    assert [record.sweep_id for record in sweeps.all(limit=1)] == [newer]
    assert [record.done for record in sweeps.all()] == [0, 4]


@pytest.mark.parametrize("end", ["stopped", "failed", "interrupted"])
def test_a_sweep_that_ended_early_goes_on_from_its_cells(mine, sweeps, history, ledger, end):
    sweep_id = mine.enter(GRID, "me", afresh=False, room=True).sweep_id
    keep(mine, sweep_id, 0, 3)
    if end == "stopped":
        mine.stop(sweep_id)
    elif end == "failed":
        mine.fail(sweep_id, Failure(template="no more"))
        assert sweeps.get(sweep_id).failure.template == "no more"
    else:
        ledger.close([])
    assert sweeps.status(sweep_id).value == end
    # Its last chunk was on the way.
    keep(mine, sweep_id, 1)
    again = mine.enter(GRID, "me", afresh=False, room=True)
    assert (again.sweep_id, again.begun, again.done) == (sweep_id, True, frozenset({0, 1, 3}))
    record = sweeps.get(sweep_id)
    assert record.failure is None


def test_equal_cells_of_other_sweeps_are_taken_over_but_not_afresh(mine, sweeps):
    first = mine.enter(GRID, "me", afresh=False, room=True).sweep_id
    keep(mine, first, 2)
    turned = Sweep.over(Experiment(seeds=8), {"steps": [20], "alpha": [0.1, 0.4]})
    entry = mine.enter(turned, "me", afresh=False, room=True)
    assert entry.done == {1}
    assert sweeps.get(entry.sweep_id).cells[1].outcome == outcome(3)
    mine.stop(entry.sweep_id)
    afresh = mine.enter(turned, "me", afresh=True, room=True)
    assert afresh.sweep_id != entry.sweep_id
    assert afresh.done == frozenset()


def test_lost_cells_are_tried_again_and_no_other_sweeps(mine, sweeps):
    first = mine.enter(GRID, "me", afresh=False, room=True).sweep_id
    lost = CellOutcome(failure=Failure(template="no room"))
    assert mine.keep(first, {2: (GRID.cells[2].experiment, lost)}, 1.0, lost=True)
    keep(mine, first, 0, 1, 3)
    mine.finish(first)
    assert reason(sweeps.get(first).cells[2]) == "no room"
    turned = Sweep.over(Experiment(), {"steps": [20], "alpha": [0.2, 0.4]})
    assert mine.enter(turned, "me", afresh=False, room=True).done == {0}
    again = mine.enter(GRID, "me", afresh=False, room=True)
    assert (again.sweep_id, again.begun, again.repeated, again.done) == (first, True, False, {0, 1, 3})
    assert sweeps.get(first).cells[2].outcome is None


def test_an_equal_sweep_in_flight_is_one_whoever_submits_and_ends_with_its_last_viewer(mine, history):
    neighbour = SweepLedger(history.database, "neighbour")
    sweep_id = mine.enter(GRID, "me", afresh=False, room=True).sweep_id
    joined = neighbour.enter(GRID, "you", afresh=True, room=False)
    assert (joined.sweep_id, joined.begun, joined.repeated) == (sweep_id, False, False)
    assert neighbour.enter(Sweep.over(Experiment(), {"seeds": [3]}), "you", afresh=False, room=False).sweep_id is None
    mine.leave(sweep_id, "me")
    assert mine.unwatched([sweep_id]) == []
    mine.expire([sweep_id], 1000)
    assert mine.unwatched([sweep_id]) == []
    mine.expire([sweep_id], -1)
    assert mine.unwatched([sweep_id]) == [sweep_id]
    mine.watch(sweep_id, "me")
    assert mine.unwatched([sweep_id]) == []


def test_sweeps_are_named_and_deleted_with_their_cells(mine, sweeps):
    sweep_id = mine.enter(GRID, "me", afresh=False, room=True).sweep_id
    with pytest.raises(StoreError, match=f"Sweep {sweep_id[:8]} is still going on: stop it first."):
        sweeps.delete(sweep_id)
    keep(mine, sweep_id, 0)
    mine.stop(sweep_id)
    sweeps.rename(sweep_id[:8], " the first ")
    assert sweeps.get(sweep_id).title == "the first"
    with pytest.raises(StoreError, match="allowed are at most 200"):
        sweeps.rename(sweep_id, "x" * 201)
    sweeps.delete(sweep_id)
    assert sweeps.all() == []
    assert not mine.keep(sweep_id, {0: (GRID.cells[0].experiment, outcome(1))}, 1.0)
    for wrong in ("", "%", sweep_id):
        with pytest.raises(UnknownSweepError, match="There is no sweep"):
            sweeps.get(wrong)


def test_a_database_of_before_sweeps_is_brought_up_to_date_with_its_runs(history, ledger):
    run_id = ledger.enter(Experiment(), "me", afresh=False, room=True).run_id
    with history.database._begin(writes=True) as connection:
        for table in ("cells", "sweeps"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        assert schema.upgrade(connection) is None
    with history.database._begin(writes=False) as connection:
        assert {"sweeps", "cells"} <= set(inspect(connection).get_table_names())
    assert history.get(run_id).experiment == Experiment()
    assert SweepLedger(history.database, ledger.owner).enter(GRID, "me", afresh=False, room=True).begun
