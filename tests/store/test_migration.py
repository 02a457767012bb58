"""A history that the last version of another schema has written, opened by this one."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, create_engine, func, null, select

from kdviz import Sweeps
from kdviz.engine.jobs.run import RunJob
from kdviz.engine.jobs.sweep import SweepJob
from kdviz.experiment import Experiment
from kdviz.store import schema
from kdviz.store.answers import Answers
from kdviz.store.database import Database
from kdviz.store.history import History
from kdviz.store.ledger import LOST, Ledger
from kdviz.store.tables import EventRow, JobRow, LeaseRow, OwnsRow, PartRow
from kdviz.store.whose import HOST
from kdviz.verdicts.report import record_report, sweep_report
from tests.store.conftest import stop

# Runs and sweeps that the version with tables of their own for each has kept, when its process was killed: rows of its
# tables, and what it told of them (the reports of its “--json”).
BEFORE = Path(__file__).parent / "data" / "v0002"
TABLES = json.loads((BEFORE / "tables.json").read_text("utf-8"))
TOLD = json.loads((BEFORE / "told.json").read_text("utf-8"))
for each in [*TOLD["runs"], *TOLD["sweeps"]]:
    # What was in flight ends when it is looked at.
    each.pop("ended_at" if each["status"] == "interrupted" else "", None)
RUNS = {row["id"]: row for row in TABLES["runs"]}
SWEEPS = {row["id"]: row for row in TABLES["sweeps"]}
EVERY_END = {"finished", "stopped", "failed", "interrupted"}
# Written from the numbers, in other words now.
REWORDED = "verdict"


def assert_still_told(now: Any, before: Any, where: str = "") -> None:
    """Hold a report against that of the version before, which may have told less."""
    if isinstance(before, dict):
        for name in before.keys() - {REWORDED}:
            assert name in now, f"{where}.{name}"
            assert_still_told(now[name], before[name], f"{where}.{name}")
    elif isinstance(before, list):
        assert len(now) == len(before), where
        for place, (own, other) in enumerate(zip(now, before, strict=True)):
            assert_still_told(own, other, f"{where}[{place}]")
    else:
        assert now == before, where


def upgrade(connection: Connection, version: str) -> None:
    """Bring an empty database to the schema of a version."""
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


@pytest.fixture
def migrated(url, tmp_path) -> History:
    old = create_engine(url)
    with old.begin() as connection:
        upgrade(connection, "0002")
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
    assert [record.run_id for record in migrated.runs()] == [before["run_id"] for before in TOLD["runs"]], "their order"
    for before in TOLD["runs"]:
        run_id = before["run_id"]
        record = migrated.get(run_id)
        assert_still_told(record_report(record), before)
        if record.result is not None:
            assert record_report(record)["verdict"]
            result = record.result.model_dump(mode="json")
            for name in {*RUNS[run_id]["result"]} - {"verdict", "arms", "extra_parameters"}:
                assert_still_told(result[name], RUNS[run_id]["result"][name], name)
        told = [row for row in TABLES["events"] if row["run_id"] == run_id]
        events = migrated.events(run_id)
        assert [event.seq for event in events] == [row["seq"] for row in told]
        for event, row in zip(events, told, strict=True):
            assert_still_told(event.snapshot.model_dump(mode="json"), row["payload"])
        steps = [row["step"] for row in told if row["stage"] == "students"]
        assert record.result is None or [curve.step for curve in record.result.curves] == steps
    assert {record.status.value for record in records.values()} == EVERY_END
    assert any(record.title for record in records.values())
    assert any(record.pinned for record in records.values())
    assert any("omitted" in before for before in TOLD["runs"])
    assert any("diverged" in before for before in TOLD["runs"])
    (kept,) = (BEFORE / "runs").iterdir()
    assert migrated.arrays(kept.name, "students")


def test_sweeps_have_their_names_and_cells(migrated):
    sweeps = Sweeps(migrated.database)
    assert [record.sweep_id for record in sweeps.all()] == [before["sweep_id"] for before in TOLD["sweeps"]]
    for before in TOLD["sweeps"]:
        sweep_id = before["sweep_id"]
        record = sweeps.get(sweep_id)
        said = {"failure": record.failure.sentence()} if record.failure else {}
        now = {name: getattr(record, name) for name in ("title", "created_at", "ended_at", "done")} | said
        assert_still_told(sweep_report(record) | now, before)
        assert [axis.model_dump(mode="json") for axis in record.sweep.axes] == SWEEPS[sweep_id]["axes"]
        kept = {row["place"]: row["outcome"] for row in TABLES["cells"] if row["sweep_id"] == sweep_id}
        for cell in record.cells:
            assert (cell.outcome is None) == (cell.place not in kept)
            if cell.result is not None:
                curves = kept[cell.place]["result"]["curves"]
                assert cell.result.curves.model_dump(mode="json") == curves
    assert {record.status.value for record in sweeps.all()} == EVERY_END
    problems = [row["problem"] for before in TOLD["sweeps"] for row in before["rows"] if "problem" in row]
    for start in ("labels is 100000", "The teacher's training diverged", "The training process lost this cell"):
        assert any(problem.startswith(start) for problem in problems)


def test_a_lost_cell_is_still_one_that_is_trained_when_the_sweep_is_asked_for_again(migrated):
    (lost,) = [row for row in TABLES["cells"] if not row["digest"]]
    with migrated.database.read() as session:
        rows = session.scalars(select(PartRow).filter_by(job_id=lost["sweep_id"]))
        digests = {row.place: row.digest for row in rows}
    kept = {row["place"]: row["digest"] for row in TABLES["cells"] if row["sweep_id"] == lost["sweep_id"]}
    assert digests == kept
    assert digests[lost["place"]] == LOST


def test_viewers_of_runs_and_of_sweeps_are_leases_alike(migrated):
    with migrated.database.read() as session:
        leases = {(lease.job_id, lease.viewer): lease.renewed_at for lease in session.scalars(select(LeaseRow))}
    runs = {(row["run_id"], row["viewer"]): row["renewed_at"] for row in TABLES["leases"]}
    sweeps = {(each, viewer): at for each, row in SWEEPS.items() for viewer, at in row["viewers"].items()}
    assert leases == {**runs, **sweeps}


def test_what_was_there_is_the_host_s(migrated):
    assert migrated.owned(HOST) == {*RUNS, *SWEEPS}
    with migrated.database.read() as session:
        assert {(row.who, row.deleted_at) for row in session.scalars(select(OwnsRow))} == {(HOST, None)}


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
        migrated.delete(run_id, now=True)
    for sweep_id in SWEEPS:
        Sweeps(migrated.database).delete(sweep_id, now=True)
    with migrated.database.read() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (EventRow, PartRow)]
    assert counts == [0, 0]
    assert list((migrated.folder / "runs").iterdir()) == []


def test_a_history_of_the_version_without_answers_opens_and_keeps_some(url, tmp_path):
    old, asked = create_engine(url), RunJob.asked(Experiment())
    row = {"id": "a" * 32, "kind": asked.kind, "digest": asked.digest, "request": asked.request, "status": "stopped"}
    with old.begin() as connection:
        upgrade(connection, "0004")
        connection.execute(
            JobRow.__table__.insert().values(
                **row, owner="me", attempt=1, title="Mine", pinned=True, created_at=1.0, ended_at=2.0, seconds=1.0
            )
        )
        connection.execute(OwnsRow.__table__.insert().values(job_id=row["id"], who=HOST))
    old.dispose()
    database = Database(url)
    (record,) = History(database, tmp_path).runs()
    assert (record.run_id, record.title, record.experiment) == (row["id"], "Mine", Experiment())
    Answers(database).keep("ann", {"how-hot": {0: "d"}})
    assert Answers(database).latest("ann") == {"how-hot": {0: "d"}}
