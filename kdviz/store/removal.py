"""Removing an own data set: from the home, from the files of runs, and from their logs."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdviz.i18n import N_
from kdviz.results import Status
from kdviz.store import own, samples
from kdviz.store.database import StoreError
from kdviz.store.history import History
from kdviz.store.tables import EventRow, JobRow
from kdviz.store.whose import HOST


def remove_data(history: History, name: str, who: str = HOST) -> bool:
    """Take a data set from `who`; where nobody else owns it, it goes everywhere, and runs say that it is gone.

    The host removes it for everybody.

    Returns
    -------
    bool
        Whether it is gone, and not only theirs no more.

    Raises
    ------
    StoreError
        If something trains on it, or it cannot be removed.
    """
    # So that nobody else adds an equal one meanwhile, whose values would go.
    with own.alone():
        return _remove(history, name, who)


def _remove(history: History, name: str, who: str) -> bool:
    if not own.is_last(name, who):
        own.let_go(name, who)
        return False
    with history.database.read() as session:
        every = [*session.scalars(select(JobRow))]
        jobs = [row for row in every if _reads(row, name)]
        if any(Status(row.status).in_flight for row in jobs):
            raise StoreError(
                N_("Something trains on this data set: stop it, or wait for its end, then remove the data.")
            )
        # Another data set may have equal values, as the table that was added a copy of: its runs keep them.
        others = {key for row in every if row not in jobs for key in _fingerprints(row.result)}
        kept = {key for row in jobs for key in _fingerprints(row.result)} - others
        ids = [row.id for row in jobs]
    for key in kept:
        samples.remove(history.folder, key)
    with history.database.write() as session:
        for job_id in ids:
            _forget_points(session, job_id)
    own.let_go(name, HOST)
    return True


def _reads(row: JobRow, name: str) -> bool:
    """Return whether a job's request names the data set."""
    return name in json.dumps(row.request)


def _fingerprints(value: Any) -> Iterator[str]:
    """Yield the fingerprints of samples in a result."""
    if isinstance(value, dict):
        if isinstance(key := value.get("fingerprint"), str) and key:
            yield key
        for each in value.values():
            yield from _fingerprints(each)
    elif isinstance(value, list):
        for each in value:
            yield from _fingerprints(each)


def _forget_points(session: Session, job_id: str) -> None:
    """Empty the points that were drawn in the plane, in a job's log and in its result."""
    row = session.get(JobRow, job_id)
    assert row is not None
    for event in session.scalars(select(EventRow).filter_by(job_id=job_id)):
        if (payload := _without_points(event.payload)) != event.payload:
            event.payload = payload
    if row.result is not None and (result := _without_points(row.result)) != row.result:
        row.result = result


def _without_points(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _empty(each) if name == "plane" else _without_points(each) for name, each in value.items()}
    return [*map(_without_points, value)] if isinstance(value, list) else value


def _empty(plane: Any) -> Any:
    return {**plane, "points": []} if isinstance(plane, dict) else plane
