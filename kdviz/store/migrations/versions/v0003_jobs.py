"""One table of jobs for runs and sweeps, with one kind of lease, log and part."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

IN_FLIGHT = sa.text("status IN ('waiting', 'running')")


def upgrade() -> None:
    """Make the table of runs that of jobs, move sweeps into it, and turn their cells into parts."""
    connection = op.get_bind()
    # Renamed rather than copied: what refers to its rows goes on to do so.
    op.rename_table("runs", "jobs")
    op.execute("ALTER TABLE jobs RENAME COLUMN experiment TO request")
    op.add_column("jobs", sa.Column("kind", sa.String(32), nullable=False, server_default="run"))
    op.add_column("jobs", sa.Column("seconds", sa.Double, nullable=False, server_default="0"))
    op.drop_index("by_digest", "jobs")
    op.drop_index("one_in_flight", "jobs")
    op.create_index("by_digest", "jobs", ["kind", "digest"])
    op.create_index(
        "one_in_flight", "jobs", ["kind", "digest"], unique=True, sqlite_where=IN_FLIGHT, postgresql_where=IN_FLIGHT
    )
    for table in ("events", "artifacts", "leases"):
        op.execute(f"ALTER TABLE {table} RENAME COLUMN run_id TO job_id")
    # The payload says both.
    with op.batch_alter_table("events") as events:
        events.drop_column("stage")
        events.drop_column("step")
    parts = op.create_table(
        "parts",
        sa.Column("job_id", sa.String(32), sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("outcome", sa.JSON, nullable=False),
    )
    op.create_index("parts_by_digest", "parts", ["digest"])

    tables = sa.MetaData()
    tables.reflect(connection, only=["jobs", "leases", "sweeps", "cells"])
    jobs, leases, sweeps, cells = (tables.tables[name] for name in ("jobs", "leases", "sweeps", "cells"))
    same = ("id", "digest", "status", "owner", "title", "created_at", "ended_at", "seconds", "failure")
    for sweep in connection.execute(sa.select(sweeps)).mappings().all():
        # None in a column of JSON would be JSON's null.
        kept = {name: sweep[name] if sweep[name] is not None else sa.null() for name in same}
        request = {"base": sweep["base"], "axes": sweep["axes"]}
        connection.execute(jobs.insert().values(**kept, kind="sweep", request=request, attempt=1, pinned=False))
        for viewer, renewed_at in sweep["viewers"].items():
            connection.execute(leases.insert().values(job_id=sweep["id"], viewer=viewer, renewed_at=renewed_at))
    columns = (cells.c.sweep_id, cells.c.place, cells.c.digest, cells.c.outcome)
    connection.execute(parts.insert().from_select(["job_id", "place", "digest", "outcome"], sa.select(*columns)))
    op.drop_table("cells")
    op.drop_table("sweeps")
