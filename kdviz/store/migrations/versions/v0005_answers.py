"""Answers to lessons, of those who want them kept."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the table of answers."""
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("lesson", sa.String(64), nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("answer", sa.String(64), nullable=False),
        sa.Column("answered_at", sa.Double, nullable=False),
    )
    op.create_index("answers_by_who", "answers", ["who", "lesson"])
