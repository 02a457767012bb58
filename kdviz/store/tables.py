"""The tables of the database. A change here is a migration in ``migrations/versions`` too."""

from typing import Any

from sqlalchemy import JSON, Double, ForeignKey, Index, String, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

IN_FLIGHT = text("status IN ('waiting', 'running')")


class Base(DeclarativeBase):
    """What every table shares."""


class RunRow(Base):
    """A run. Times are seconds since 1970; `experiment`, `result` and `failure` are the typed values as JSON."""

    __tablename__ = "runs"
    # Equal experiments are one run: while one is in flight, no process can begin another.
    __table_args__ = (
        Index("one_in_flight", "digest", unique=True, sqlite_where=IN_FLIGHT, postgresql_where=IN_FLIGHT),
        Index("by_digest", "digest"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    experiment: Mapped[dict[str, Any]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(64))
    attempt: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200), default="")
    pinned: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[float] = mapped_column(Double)
    ended_at: Mapped[float | None] = mapped_column(Double)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class EventRow(Base):
    """One snapshot of a run, numbered from one."""

    __tablename__ = "events"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(String(16))
    step: Mapped[int]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)


class ArtifactRow(Base):
    """A file that a finished run keeps in its folder."""

    __tablename__ = "artifacts"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))


class LeaseRow(Base):
    """Somebody who watches a run, and when they last said so."""

    __tablename__ = "leases"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    viewer: Mapped[str] = mapped_column(String(64), primary_key=True)
    renewed_at: Mapped[float] = mapped_column(Double)


class OwnerRow(Base):
    """A process that submits runs, and when it last said that it lives."""

    __tablename__ = "owners"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    host: Mapped[str] = mapped_column(String(255))
    pid: Mapped[int]
    pid_born: Mapped[float] = mapped_column(Double)
    seen_at: Mapped[float] = mapped_column(Double)


class SweepRow(Base):
    """A sweep. `viewers` maps those who watch it to when they last said so; `seconds` were spent training its cells."""

    __tablename__ = "sweeps"
    __table_args__ = (
        Index("one_sweep_in_flight", "digest", unique=True, sqlite_where=IN_FLIGHT, postgresql_where=IN_FLIGHT),
        Index("sweeps_by_digest", "digest"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    base: Mapped[dict[str, Any]] = mapped_column(JSON)
    axes: Mapped[list[Any]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[float] = mapped_column(Double)
    ended_at: Mapped[float | None] = mapped_column(Double)
    seconds: Mapped[float] = mapped_column(Double, default=0.0)
    viewers: Mapped[dict[str, float]] = mapped_column(JSON)
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class CellRow(Base):
    """A trained cell of a sweep; `digest` is what equal cells of other sweeps share."""

    __tablename__ = "cells"
    __table_args__ = (Index("cells_by_digest", "digest"),)

    sweep_id: Mapped[str] = mapped_column(ForeignKey("sweeps.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON)
