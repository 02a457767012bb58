"""Runs, events, artifacts, leases and owners."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

IN_FLIGHT = sa.text("status IN ('waiting', 'running')")


def _of_run() -> sa.Column[str]:
    return sa.Column("run_id", sa.String(32), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "runs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("experiment", sa.JSON, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("ended_at", sa.Double),
        sa.Column("result", sa.JSON),
        sa.Column("failure", sa.JSON),
    )
    op.create_index("by_digest", "runs", ["digest"])
    op.create_index(
        "one_in_flight", "runs", ["digest"], unique=True, sqlite_where=IN_FLIGHT, postgresql_where=IN_FLIGHT
    )
    op.create_table(
        "events",
        _of_run(),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
    )
    op.create_table(
        "artifacts",
        _of_run(),
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
    )
    op.create_table(
        "leases",
        _of_run(),
        sa.Column("viewer", sa.String(64), primary_key=True),
        sa.Column("renewed_at", sa.Double, nullable=False),
    )
    op.create_table(
        "owners",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("pid_born", sa.Double, nullable=False),
        sa.Column("seen_at", sa.Double, nullable=False),
    )
