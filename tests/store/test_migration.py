"""A history that the last version of another schema has written, opened by this one."""

import json
import shutil
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, create_engine, func, null, select

from kdviz import Sweeps
from kdviz.engine.jobs.run import RunJob
from kdviz.engine.jobs.sweep import SweepJob
from kdviz.results import Status
from kdviz.store import schema
from kdviz.store.database import Database
from kdviz.store.history import History
from kdviz.store.ledger import Ledger
from kdviz.store.tables import EventRow, LeaseRow, PartRow
from tests.store.conftest import stop

# Runs and sweeps that the version with tables of their own for each has kept, when its process was killed.
BEFORE = Path(__file__).parent / "data" / "v0002"
TABLES = json.loads((BEFORE / "tables.json").read_text("utf-8"))
RUNS = {row["id"]: row for row in TABLES["runs"]}
SWEEPS = {row["id"]: row for row in TABLES["sweeps"]}
IN_FLIGHT = {"running": Status.INTERRUPTED.value}


@pytest.fixture
def migrated(url, tmp_path) -> History:
    old = create_engine(url)
    with old.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(schema.MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        tables = MetaData()
        tables.reflect(connection)
        for name, rows in TABLES.items():
            for row in rows:
                values = {column: null() if value is None else value for column, value in row.items()}
                connection.execute(tables.tables[name].insert().values(**values))
    old.dispose()
    shutil.copytree(BEFORE / "runs", tmp_path / "runs")
    return History(Database(url), tmp_path)


def test_runs_have_their_names_pins_results_and_logs(migrated):
    records = {record.run_id: record for record in migrated.runs()}
    assert records.keys() == RUNS.keys()
    for run_id, before in RUNS.items():
        record = records[run_id]
        assert (record.title, record.pinned, record.attempt) == (before["title"], before["pinned"], before["attempt"])
        assert record.status.value == IN_FLIGHT.get(before["status"], before["status"])
        assert record.experiment.model_dump(mode="json") == before["experiment"]
        told = [row for row in TABLES["events"] if row["run_id"] == run_id]
        events = migrated.events(run_id)
        assert [event.seq for event in events] == [row["seq"] for row in told]
        assert [event.snapshot.step for event in events] == [row["step"] for row in told]
        result = migrated.get(run_id).result
        assert (result is None) == (before["result"] is None)
        if result is not None:
            assert result.gain.mean == before["result"]["gain"]["mean"]
            assert [curve.step for curve in result.curves] == [
                row["step"] for row in told if row["stage"] == "students"
            ]
    assert {"finished", "stopped", "running"} == {row["status"] for row in RUNS.values()}
    assert any(record.title for record in records.values())
    assert any(record.pinned for record in records.values())
    (kept,) = (BEFORE / "runs").iterdir()
    assert migrated.arrays(kept.name, "students")


def test_sweeps_have_their_names_and_cells(migrated):
    sweeps = Sweeps(migrated.database)
    assert {record.sweep_id for record in sweeps.all()} == SWEEPS.keys()
    for sweep_id, before in SWEEPS.items():
        record = sweeps.get(sweep_id)
        assert (record.title, record.seconds) == (before["title"], before["seconds"])
        assert record.status.value == IN_FLIGHT.get(before["status"], before["status"])
        assert record.sweep.base.model_dump(mode="json") == before["base"]
        assert [axis.model_dump(mode="json") for axis in record.sweep.axes] == before["axes"]
        trained = {cell.place: cell.outcome.model_dump(mode="json") for cell in record.cells if cell.outcome}
        kept = {row["place"]: row["outcome"] for row in TABLES["cells"] if row["sweep_id"] == sweep_id}
        assert trained.keys() == kept.keys()
        assert all(trained[place]["result"]["gain"] == kept[place]["result"]["gain"] for place in kept)
    assert {"finished", "running"} == {row["status"] for row in SWEEPS.values()}


def test_viewers_of_runs_and_of_sweeps_are_leases_alike(migrated):
    with migrated.database.read() as session:
        leases = {(lease.job_id, lease.viewer): lease.renewed_at for lease in session.scalars(select(LeaseRow))}
    runs = {(row["run_id"], row["viewer"]): row["renewed_at"] for row in TABLES["leases"]}
    sweeps = {(each, viewer): at for each, row in SWEEPS.items() for viewer, at in row["viewers"].items()}
    assert leases == {**runs, **sweeps}


def test_what_was_there_can_be_asked_for_again_and_deleted(migrated):
    ledger = Ledger(migrated.database, migrated.folder)
    for record in migrated.runs():
        again = ledger.enter(RunJob.asked(record.experiment), "me")
        assert again.begun, "trained by other sources"
        stop(ledger, again.job_id)
    for record in Sweeps(migrated.database).all():
        again = ledger.enter(SweepJob.asked(record.sweep), "me")
        assert again.begun
        assert migrated.parts(again.job_id) == {}
        stop(ledger, again.job_id)
    for run_id in RUNS:
        migrated.delete(run_id)
    for sweep_id in SWEEPS:
        Sweeps(migrated.database).delete(sweep_id)
    with migrated.database.read() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (EventRow, PartRow)]
    assert counts == [0, 0]
    assert list((migrated.folder / "runs").iterdir()) == []
