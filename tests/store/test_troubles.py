"""A store in trouble: one clear sentence, and nothing overwritten."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import kdviz
from kdviz.engine import Engine
from kdviz.experiment import Experiment
from kdviz.results import RunFailedError, Status
from kdviz.store.database import Database, StoreError, database_url
from kdviz.store.history import History
from tests.conftest import LEASE
from tests.serving import PATIENCE

QUICK = ["--teacher", "16", "--teacher-steps", "10", "--steps", "5", "--seeds", "2"]


def command(home: Path, *arguments: str, drop_privileges: bool = False, **environment: str):
    """Run ``kdviz``; root may write anything, unless it drops its capabilities."""
    drop = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if drop_privileges and os.geteuid() == 0 else []
    return subprocess.run(
        [*drop, sys.executable, "-m", "kdviz", *arguments],
        env={**os.environ, "KDVIZ_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def said(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one sentence that an unsuccessful command prints."""
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    (sentence,) = [line for line in done.stderr.splitlines() if line.startswith("kdviz: ")]
    return sentence


@pytest.fixture
def kept(tmp_path) -> Path:
    """A home with a database."""
    Database(database_url_of(tmp_path)).close()
    return tmp_path


def database_url_of(home: Path):
    before = os.environ["KDVIZ_HOME"]
    os.environ["KDVIZ_HOME"] = str(home)
    try:
        return database_url()
    finally:
        os.environ["KDVIZ_HOME"] = before


def test_a_database_without_write_permission_can_be_read(kept):
    file = kept / "kdviz.sqlite"
    file.chmod(0o400)
    kept.chmod(0o500)
    before = file.read_bytes()
    listed = command(kept, "runs", drop_privileges=True)
    sentence = said(command(kept, "run", *QUICK, drop_privileges=True))
    kept.chmod(0o700)
    assert (listed.returncode, listed.stdout, listed.stderr) == (0, "Nothing has run yet; try “kdviz run”.\n", "")
    assert sentence == f"kdviz: {file} cannot be written: allow it, or set KDVIZ_HOME to a folder of yours."
    assert file.read_bytes() == before


def test_a_home_that_cannot_be_made(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert said(command(blocked, "run", *QUICK)).startswith(f"kdviz: {blocked} cannot be opened")
    assert blocked.read_text() == "in the way"


def test_a_file_that_is_no_database(tmp_path):
    file = tmp_path / "kdviz.sqlite"
    file.write_bytes(b"these are my holiday notes " * 400)
    before = file.read_bytes()
    assert said(command(tmp_path, "runs")).startswith(f"kdviz: {file} is no database of kdviz, or is damaged")
    assert file.read_bytes() == before


def test_a_database_with_torn_pages(kept):
    file = kept / "kdviz.sqlite"
    content = bytearray(file.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    file.write_bytes(content)
    assert "is no database of kdviz, or is damaged" in said(command(kept, "runs"))
    assert file.read_bytes() == bytes(content)


def test_a_newer_schema(kept):
    file = kept / "kdviz.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("CREATE TABLE tomorrow (x)")
    connection.close()
    sentence = said(command(kept, "runs"))
    assert sentence.startswith(f"kdviz: {file} was written by a newer kdviz (schema 9999): install that one")
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)
    connection.close()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "KDVIZ_DATABASE_URL is no address of a database: allowed is one such as"),
        ("oracle://host/name", "There is no driver for the database in KDVIZ_DATABASE_URL"),
        (
            "postgresql+psycopg://me:secret@127.0.0.1:1/name",
            "postgresql+psycopg://me:***@127.0.0.1:1/name does not answer: connection failed",
        ),
    ],
)
def test_a_database_url_that_leads_nowhere(tmp_path, url, sentence):
    told = said(command(tmp_path, "runs", KDVIZ_DATABASE_URL=url))
    assert told.startswith(f"kdviz: {sentence}")
    assert "secret" not in told


@pytest.fixture
def small_disk(tmp_path):
    """A disk of two megabytes that ends with the test."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", place], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"a small disk needs the right to mount one, which CI has: {mounted.stderr.decode()}")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def fill(disk: Path) -> None:
    with (disk / "ballast").open("wb") as ballast:
        while shutil.disk_usage(disk).free:
            ballast.write(b"\0" * min(4096, shutil.disk_usage(disk).free))
            ballast.flush()


@pytest.mark.xdist_group("scheduler")
def test_on_a_full_disk_what_is_kept_can_be_looked_at_and_deleted(small_disk, scheduler, monkeypatch):
    monkeypatch.setenv("KDVIZ_SCHEDULER", scheduler)
    done = command(small_disk, "run", *QUICK, "--json")
    assert done.returncode == 0, done.stderr
    finished = json.loads(done.stdout)
    fill(small_disk)
    told = said(command(small_disk, "run", *QUICK, "--seed", "50"))
    assert "is full: make room, then try again; what was finished is still there." in told
    again = command(small_disk, "run", *QUICK, "--json")
    assert json.loads(again.stdout) == finished
    assert "Traceback" not in again.stderr
    history = History(Database(database_url_of(small_disk)), small_disk)
    assert [run.run_id for run in history.runs()] == [finished["run_id"]]
    told = said(command(small_disk, "delete", finished["run_id"]))
    assert "is full: only deleting for good makes room there, or “kdviz delete --now” in a shell." in told
    history.delete(finished["run_id"], now=True)
    assert history.runs() == []


@pytest.mark.xdist_group("scheduler")
def test_a_disk_that_fills_up_under_a_run_ends_it_with_a_sentence_and_the_engine_lives(
    small_disk, scheduler, monkeypatch
):
    monkeypatch.setenv("KDVIZ_SCHEDULER", scheduler)
    monkeypatch.setenv("KDVIZ_HOME", str(small_disk))
    engine = Engine(lease=LEASE)
    try:
        history = History()
        (small_disk / "ballast").write_bytes(b"\0" * (shutil.disk_usage(small_disk).free - 200_000))
        quick = {"teacher": "16", "teacher_steps": 10, "steps": 5, "seeds": 2}
        # Its logits alone are larger than what is left.
        large = Experiment(**{**quick, "seeds": 16})
        run_id = engine.submit(large, "me").job_id
        with pytest.raises(RunFailedError, match="is full: make room"):
            engine.result(run_id)
        assert not (small_disk / "runs" / run_id / "arrays.safetensors").exists()
        (small_disk / "ballast").write_bytes(b"")
        (small_disk / "ballast").unlink()
        again = engine.submit(Experiment(**quick, first_seed=5), "me").job_id
        assert engine.result(again).arms
        assert history.get(run_id).status is Status.FAILED
        assert history.get(again).result is not None
    finally:
        engine.close()


def test_a_store_in_trouble_is_told_where_python_asks(tmp_path, monkeypatch):
    (tmp_path / "kdviz.sqlite").write_text("no database, by any means")
    monkeypatch.setenv("KDVIZ_HOME", str(tmp_path))
    with pytest.raises(StoreError, match="is no database of kdviz"):
        kdviz.History()
