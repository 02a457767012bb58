"""The tables of the database. A change here is a migration in ``migrations/versions`` too."""

from typing import Any

from sqlalchemy import JSON, Double, ForeignKey, Index, String, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

IN_FLIGHT = text("status IN ('waiting', 'running')")


class Base(DeclarativeBase):
    """The base of all tables."""


class JobRow(Base):
    """A job. Times are seconds since 1970; `request`, `result` and `failure` are typed values as JSON."""

    __tablename__ = "jobs"
    # Equal requests are one job: while one is in flight, no process can begin another.
    __table_args__ = (
        Index("one_in_flight", "kind", "digest", unique=True, sqlite_where=IN_FLIGHT, postgresql_where=IN_FLIGHT),
        Index("by_digest", "kind", "digest"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))
    request: Mapped[dict[str, Any]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(64))
    attempt: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200), default="")
    pinned: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[float] = mapped_column(Double)
    ended_at: Mapped[float | None] = mapped_column(Double)
    seconds: Mapped[float] = mapped_column(Double, default=0.0)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class EventRow(Base):
    """An event of a job's log, numbered from one."""

    __tablename__ = "events"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)


class PartRow(Base):
    """A finished part of a job, such as a sweep's cell; `digest` is what equal parts of other jobs share."""

    __tablename__ = "parts"
    __table_args__ = (Index("parts_by_digest", "digest"),)

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON)


class ArtifactRow(Base):
    """A file that a finished job keeps in its folder."""

    __tablename__ = "artifacts"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))


class LeaseRow(Base):
    """A viewer of a job, and when they last renewed the lease."""

    __tablename__ = "leases"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    viewer: Mapped[str] = mapped_column(String(64), primary_key=True)
    renewed_at: Mapped[float] = mapped_column(Double)


class OwnsRow(Base):
    """Somebody whose job it is, as `kdviz.store.whose` names them, and when they have deleted it."""

    __tablename__ = "owns"
    __table_args__ = (Index("owns_by_who", "who"),)

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    who: Mapped[str] = mapped_column(String(64), primary_key=True)
    deleted_at: Mapped[float | None] = mapped_column(Double)


class AnswerRow(Base):
    """An answer to a lesson's step, which somebody, as `kdviz.store.whose` names them, wants kept."""

    __tablename__ = "answers"
    __table_args__ = (Index("answers_by_who", "who", "lesson"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(String(64))
    lesson: Mapped[str] = mapped_column(String(64))
    step: Mapped[int]
    answer: Mapped[str] = mapped_column(String(64))
    answered_at: Mapped[float] = mapped_column(Double)


class OwnerRow(Base):
    """A process that submits jobs, and its last sign of life."""

    __tablename__ = "owners"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    host: Mapped[str] = mapped_column(String(255))
    pid: Mapped[int]
    pid_born: Mapped[float] = mapped_column(Double)
    seen_at: Mapped[float] = mapped_column(Double)
