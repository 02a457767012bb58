"""The kind of device that a home's workers train on, and which kept results are of that kind.

Results of two kinds of device differ by rounding, so one does not answer for the other; both are kept.
"""

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from kdviz.catalog.device import DEVICES, Device
from kdviz.store.home import write_whole
from kdviz.store.tables import JobRow, PartRow

FILE = "device.json"
DEVICE = "device"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Elsewhere:
    """A finished job with an equal request whose students trained on another kind of device."""

    job_id: str
    device: Device


def last_device(home: Path) -> Device | None:
    """Return the kind of device that workers last reported on this home; None before the first."""
    try:
        found = json.loads((home / FILE).read_text("utf-8"))[DEVICE]
    except (OSError, ValueError, TypeError, KeyError):
        # None was kept, or by somebody else.
        return None
    return found if found in DEVICES else None


def remember_device(home: Path, device: Device) -> None:
    """Keep what workers have reported."""
    if last_device(home) == device:
        return
    try:
        write_whole(home / FILE, json.dumps({DEVICE: device}).encode())
    except OSError as error:
        # A home that is full or read-only can be looked at all the same.
        log.info("%s", error)


def is_of(device: Device | None, kept: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Return whether the JSON of a result or of a part is of a kind of device; what says none is of any."""
    if device is None:
        return true()
    named = kept[DEVICE].as_string()
    return or_(named.is_(None), named == device)


def is_job_of(device: Device | None) -> ColumnElement[bool]:
    """Return whether a job's result and all its parts are of a kind of device."""
    if device is None:
        return true()
    others = select(PartRow.place).where(PartRow.job_id == JobRow.id, ~is_of(device, PartRow.outcome))
    return and_(is_of(device, JobRow.result), ~others.exists())


def elsewhere(session: Session, equal: Select[JobRow], device: Device | None) -> Elsewhere | None:
    """Return the first of the `equal` finished jobs whose students trained on another kind of device."""
    row = session.scalars(equal.where(~is_job_of(device))).first() if device else None
    if row is None:
        return None
    other = select(PartRow.outcome[DEVICE].as_string()).where(PartRow.job_id == row.id, ~is_of(device, PartRow.outcome))
    named = (row.result or {}).get(DEVICE) or session.scalars(other).first()
    return Elsewhere(row.id, named) if named in DEVICES else None
