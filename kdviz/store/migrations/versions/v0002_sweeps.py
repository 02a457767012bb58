"""Sweeps and their cells."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

IN_FLIGHT = sa.text("status IN ('waiting', 'running')")


def upgrade() -> None:
    """Create the two tables."""
    op.create_table(
        "sweeps",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("base", sa.JSON, nullable=False),
        sa.Column("axes", sa.JSON, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("ended_at", sa.Double),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("viewers", sa.JSON, nullable=False),
        sa.Column("failure", sa.JSON),
    )
    op.create_index("sweeps_by_digest", "sweeps", ["digest"])
    op.create_index(
        "one_sweep_in_flight", "sweeps", ["digest"], unique=True, sqlite_where=IN_FLIGHT, postgresql_where=IN_FLIGHT
    )
    op.create_table(
        "cells",
        sa.Column("sweep_id", sa.String(32), sa.ForeignKey("sweeps.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("outcome", sa.JSON, nullable=False),
    )
    op.create_index("cells_by_digest", "cells", ["digest"])
