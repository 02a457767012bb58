"""The database of jobs: it is opened and migrated here, and its errors become sentences."""

import errno
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.orm import Session

from kdviz.i18n import N_, SpokenError
from kdviz.store import schema
from kdviz.store.home import expanded, home, make_file, make_folder

BUSY = 30
SWITCHING = 0.01
NEXT_TO_NOTHING = 100_000
SPEAKS = {
    "SQLITE_FULL": N_("The disk of {place} is full: make room, then try again; what was finished is still there."),
    "SQLITE_READONLY": N_("{place} cannot be written: allow it, or set KDVIZ_HOME to a folder of yours."),
    "SQLITE_CANTOPEN": N_("{place} cannot be opened: allow it, or set KDVIZ_HOME to a folder of yours."),
    "SQLITE_PERM": N_("{place} cannot be opened: allow it, or set KDVIZ_HOME to a folder of yours."),
    "SQLITE_NOTADB": N_("{place} is no database of kdviz, or is damaged: move it away, or set KDVIZ_HOME elsewhere."),
    "SQLITE_CORRUPT": N_("{place} is no database of kdviz, or is damaged: move it away, or set KDVIZ_HOME elsewhere."),
    "SQLITE_BUSY": N_("{place} is kept busy by another program: try again when that has ended."),
}
OTHER = N_("{place} does not answer: {reason}.")
# Why SQLite cannot have the two files that it keeps beside a database while that is used.
NOTHING_BESIDE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL")


class StoreError(SpokenError):
    """The store could not be read or written."""

    @classmethod
    def of(cls, error: OSError | SQLAlchemyError, place: str = "") -> "StoreError":
        """Return an error of the disk or of the database at `place` as a sentence."""
        if isinstance(error, OSError):
            name = {errno.ENOSPC: "SQLITE_FULL", errno.EDQUOT: "SQLITE_FULL"}.get(error.errno or 0, "SQLITE_CANTOPEN")
            return cls(SPEAKS[name], place=str(error.filename or place))
        cause = error.orig if isinstance(error, DBAPIError) else error
        return cls(_template(cause, place), place=place, reason=str(cause).splitlines()[0])


class Database:
    """Sessions on one database; opening it brings its tables up to date.

    Nothing is written where nothing is to be migrated: a disk that is full or read-only can still be read.

    Raises
    ------
    StoreError
        If it cannot be opened, is damaged, or was made by a newer kdviz.
    """

    def __init__(self, url: URL) -> None:
        self.place = url.database if url.get_backend_name() == "sqlite" else url.render_as_string()
        with self._in_sentences():
            if url.get_backend_name() == "sqlite" and url.database:
                make_folder(Path(url.database).parent)
                make_file(Path(url.database))
            self._engine = _engine(url)
            found = self._upgrade()
        if found is not None:
            raise StoreError(
                N_("{place} was written by a newer kdviz (schema {schema}): install that one, or set KDVIZ_HOME."),
                place=str(self.place),
                schema=found,
            )

    def _upgrade(self) -> str | None:
        with self._begin(writes=False) as connection:
            if schema.is_newest(connection):
                return None
        with self._begin(writes=True) as connection:
            return schema.upgrade(connection)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that reads one consistent state."""
        with self._in_sentences(), self._begin(writes=False) as connection, Session(connection) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session that writes all its changes at the end, or none."""
        with self._in_sentences(), self._begin(writes=True) as connection, Session(connection) as session:
            yield session
            session.flush()

    def close(self) -> None:
        """Close the connections; a later session opens new ones."""
        self._engine.dispose()

    @contextmanager
    def _begin(self, *, writes: bool) -> Iterator[Connection]:
        options: dict[str, Any] = {"kdviz_writes": writes}
        if not writes and self._engine.dialect.name != "sqlite":
            # What SQLite's readers have anyway: one state, however many queries.
            options["isolation_level"] = "REPEATABLE READ"
        with self._connect(writes=writes).execution_options(**options) as connection, connection.begin():
            yield connection

    def _connect(self, *, writes: bool) -> Connection:
        try:
            return self._engine.connect()
        except OperationalError as error:
            if writes or not _can_be_read_still(error, str(self.place)):
                raise
            # Not to be kept: it would not see what is written from when that can be done again.
            still = {"mode": "ro", "immutable": "1", "uri": "true"}
            url = URL.create("sqlite", database=Path(str(self.place)).absolute().as_uri(), query=still)
            return create_engine(url, poolclass=NullPool).connect()

    @contextmanager
    def _in_sentences(self) -> Iterator[None]:
        """Turn the database's and the disk's errors into sentences."""
        place = str(self.place)
        try:
            yield
        except IntegrityError:
            raise
        except (SQLAlchemyError, OSError) as error:
            raise StoreError.of(error, place) from error


def _can_be_read_still(error: OperationalError, place: str) -> bool:
    """Return whether a database that cannot be opened as usual is whole without what would stand beside it."""
    log = Path(f"{place}-wal")
    name = getattr(error.orig, "sqlite_errorname", "")
    return name.startswith(NOTHING_BESIDE) and Path(place).exists() and not (log.exists() and log.stat().st_size)


def _template(error: BaseException | None, place: str) -> str:
    name = getattr(error, "sqlite_errorname", "") if isinstance(error, sqlite3.Error) else ""
    if name.startswith("SQLITE_IOERR") and shutil.disk_usage(Path(place).parent).free < NEXT_TO_NOTHING:
        # SQLite says so where it cannot make its log any longer.
        name = "SQLITE_FULL"
    # The extended names, such as SQLITE_READONLY_DIRECTORY, begin with the plain ones.
    return next((text for start, text in SPEAKS.items() if name.startswith(start)), OTHER)


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY, "isolation_level": None}, pool_size=20)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        _log_ahead(connection)
        for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A reader that turns writer half-way may find that another was faster; so a writer takes its turn at once.
        writes = connection.get_execution_options().get("kdviz_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _log_ahead(connection: Any) -> None:
    """Switch to write-ahead logging; of processes that open a new database at once, all but one wait here.

    SQLite's own time limit does not hold for this switch: of four at once, one in twelve was told at once of a lock.
    """
    patience = time.monotonic() + BUSY
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                raise
            time.sleep(SWITCHING)
        else:
            return


def database_url() -> URL:
    """Return ``KDVIZ_DATABASE_URL``, or that of an SQLite file under ``KDVIZ_HOME``.

    Raises
    ------
    StoreError
        If it cannot be read, or names a database for which no driver is installed.
    """
    text = os.environ.get("KDVIZ_DATABASE_URL")
    if not text:
        return URL.create("sqlite", database=str(home() / "kdviz.sqlite"))
    try:
        url = make_url(text)
        url.get_dialect().import_dbapi()
    except ArgumentError as error:
        raise StoreError(
            N_("KDVIZ_DATABASE_URL is no address of a database: allowed is one such as {example}."),
            example="postgresql+psycopg://user:password@host/name",
        ) from error
    except (NoSuchModuleError, ImportError) as error:
        raise StoreError(
            N_("There is no driver for the database in KDVIZ_DATABASE_URL ({reason}); for PostgreSQL: {command}."),
            reason=str(error),
            command="pip install 'kdviz[postgres]'",
        ) from error
    return url.set(database=str(expanded(url.database))) if url.get_backend_name() == "sqlite" and url.database else url
