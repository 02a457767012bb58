"""Whose each job is; those that were there before belong to the host."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the table of who owns which job."""
    op.create_table(
        "owns",
        sa.Column("job_id", sa.String(32), sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("who", sa.String(64), primary_key=True),
        sa.Column("deleted_at", sa.Double),
    )
    op.create_index("owns_by_who", "owns", ["who"])
    op.execute("INSERT INTO owns (job_id, who) SELECT id, 'host' FROM jobs")
