"""A database of each kind, and whoever writes to it."""

import os
import pwd
import subprocess
import uuid
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from kdviz.store.database import Database
from kdviz.store.history import History
from kdviz.store.ledger import Ledger
from tests.serving import free_port


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """A PostgreSQL server of our own on loopback."""
    programs = os.environ.get("KDVIZ_POSTGRES")
    if not programs:
        pytest.fail("There is no PostgreSQL; tools/ensure-postgres finds or installs one and “make test” calls it.")
    place, port = tmp_path_factory.mktemp("postgres"), free_port()
    as_user: dict[str, object] = {"cwd": "/"}
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root; its package brings a user.
        as_user["user"] = owner = pwd.getpwnam("postgres").pw_uid
        os.chown(place, owner, -1)
        for folder in (place, *place.parents):
            if folder.is_relative_to("/tmp") and folder != Path("/tmp"):
                folder.chmod(0o755)
    data = place / "data"
    initialize = [f"{programs}/initdb", "-D", data, "-A", "trust", "-U", "kdviz", "--no-sync"]
    subprocess.run(initialize, check=True, capture_output=True, **as_user)
    control = [f"{programs}/pg_ctl", "-D", data, "-w", "-l", place / "log"]
    listen = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= -c fsync=off"
    subprocess.run([*control, "-o", listen, "start"], check=True, capture_output=True, **as_user)
    yield f"postgresql+psycopg://kdviz@127.0.0.1:{port}/postgres"
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, **as_user)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path) -> URL:
    """Where a new database is, of each kind."""
    if request.param == "postgres":
        server = make_url(request.getfixturevalue("postgres"))
        url = server.set(database=f"kdviz_{uuid.uuid4().hex}")
        with create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text(f"CREATE DATABASE {url.database}"))
    else:
        url = make_url(f"sqlite:///{tmp_path}/kdviz.sqlite")
    return url


@pytest.fixture
def history(url, tmp_path) -> History:
    return History(Database(url), tmp_path)


@pytest.fixture
def ledger(history) -> Ledger:
    return Ledger(history.database, history.folder)


def stop(ledger: Ledger, job_id: str) -> None:
    """Let all viewers leave, and with them the job end."""
    ledger.leases.expire(-1)
    assert ledger.stop(job_id)
