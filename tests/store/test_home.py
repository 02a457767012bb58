"""The folder of everything that is kept: whose it is, where it is, and what killed processes leave in it."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kdviz.engine.jobs.run import RunJob
from kdviz.experiment import Experiment
from kdviz.i18n import SpokenError
from kdviz.results import Status
from kdviz.store.database import Database, database_url
from kdviz.store.home import home, write_whole
from kdviz.store.ledger import Ledger
from kdviz.store.tables import LeaseRow, OwnerRow


def permissions(folder: Path) -> set[int]:
    """Return the permissions of a folder's files and folders, and its own."""
    return {stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*"))}


def kept_in(folder: Path, monkeypatch) -> None:
    monkeypatch.setenv("KDVIZ_HOME", str(folder))
    database = Database(database_url())
    Ledger(database, folder)
    write_whole(home() / "runs" / "a" / "students.safetensors", b"")


def test_a_home_that_we_make_is_its_accounts_own(tmp_path, monkeypatch):
    kept_in(tmp_path / "new" / "home", monkeypatch)
    assert permissions(tmp_path / "new" / "home") == {0o700, 0o600}


def test_a_home_that_is_there_stays_as_it_is(tmp_path, monkeypatch):
    """Such as one that a group of accounts shares."""
    there = tmp_path / "home"
    there.mkdir()
    there.chmod(0o770)
    before = os.umask(0o002)
    try:
        kept_in(there, monkeypatch)
    finally:
        os.umask(before)
    assert permissions(there) == {0o770, 0o660}


def test_a_home_may_begin_with_the_account_s_own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KDVIZ_HOME", "~/kd")
    assert home() == tmp_path / "kd"
    monkeypatch.setenv("KDVIZ_DATABASE_URL", "sqlite:///~/other/kdviz.sqlite")
    assert database_url().database == str(tmp_path / "other" / "kdviz.sqlite")
    monkeypatch.setenv("KDVIZ_HOME", "~nobody-of-this-name/kd")
    with pytest.raises(SpokenError, match=r"^~nobody-of-this-name/kd begins in a home folder that is not there: set"):
        home()


def test_what_killed_processes_left_is_cleared_at_the_next_start(history, ledger):
    killed, other = Ledger(history.database, history.folder), Ledger(history.database, history.folder)
    mine = ledger.enter(RunJob.asked(Experiment(first_seed=1)), "me").job_id
    lost = killed.enter(RunJob.asked(Experiment(first_seed=2)), "somebody").job_id
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    with history.database.write() as session:
        for owner in (killed.owner, other.owner):
            session.get(OwnerRow, owner).pid = process.pid
    late = Ledger(history.database, history.folder)
    with history.database.read() as session:
        assert set(session.scalars(select(OwnerRow.id))) == {ledger.owner, late.owner}
        assert list(session.scalars(select(LeaseRow.job_id))) == [mine]
    assert (history.status(mine), history.status(lost)) == (Status.WAITING, Status.INTERRUPTED)


def test_an_owner_that_was_taken_for_gone_is_there_again_when_it_is_heard_of(history, ledger):
    """As of another computer that slept."""
    with history.database.write() as session:
        session.delete(session.get(OwnerRow, ledger.owner))
    run_id = ledger.enter(RunJob.asked(Experiment()), "me").job_id
    assert history.status(run_id) is Status.WAITING
    with history.database.read() as session:
        assert session.scalar(select(func.count()).select_from(OwnerRow)) == 1
