"""The version of the schema, and the migration to the newest one."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

NEWEST = "0005"
MIGRATIONS = Path(__file__).parent / "migrations"


def is_newest(connection: Connection) -> bool:
    """Return whether there is nothing to migrate."""
    return _version(connection) == NEWEST


def upgrade(connection: Connection) -> str | None:
    """Bring the tables up to date within the transaction of `connection`.

    Returns
    -------
    str or None
        The schema's version if it is one that this kdviz does not know; then nothing was touched.
    """
    found = _version(connection)
    if found == NEWEST:
        return None
    from alembic import command  # noqa: PLC0415 - takes a while, and most starts have nothing to migrate
    from alembic.config import Config  # noqa: PLC0415 - as above
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    if connection.dialect.name == "postgresql":
        # Of several processes that start at once one migrates; the others wait here for its end.
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('kdviz'))"))
        found = _version(connection)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    if found is not None and found not in {
        script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    }:
        return found
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return None


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found
