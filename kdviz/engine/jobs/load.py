"""Load on servers of a student and its teacher, measured by one worker; the servers are processes of its own."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from kdviz.catalog.device import Device
from kdviz.engine.jobs.job import Delivery, Heard, Job, Piece, Stage, Upshot
from kdviz.exports.kept import kept_student
from kdviz.i18n import N_
from kdviz.results.load import LoadResult
from kdviz.serving.request import Load
from kdviz.store.history import History
from kdviz.store.ledger import Asked, Final
from kdviz.store.tables import JobRow

KIND = "load"


class LoadJob(Job):
    """A measurement in flight."""

    kind = KIND
    requests = Load
    lost = N_("The training process lost this measurement ({reason}): measure again.")
    given_up = N_("The training processes ended {times} times during this measurement. It is given up.")
    unfinished = N_("The measurement {job} was {status} before its end: measure again.")

    def __init__(self, _job_id: str, request: Load, _kept: Mapping[int, dict[str, Any]]) -> None:
        self._load = request
        self._found: dict[str, Any] = {}

    @classmethod
    def asked(cls, request: Load) -> Asked:
        """Return the measurement as the store keeps it."""
        known = request.model_dump(mode="json")
        return Asked(KIND, hashlib.sha256(json.dumps(known).encode()).hexdigest(), known)

    def pieces(self, _device: Device) -> Sequence[Piece]:
        """Return the one piece that there is; raises as `kept_student` does."""
        student, _taught = kept_student(History(), **self._load.student)
        offered = Stage("kdviz.exports.offered:offered", (student,))
        return [Piece(0, (offered, Stage("kdviz.serving.load:measured", (self._load.seconds,))))]

    def heard(self, _piece: Piece, news: Any) -> Heard:
        """Return the share of the steps that are measured."""
        return Heard(news)

    def delivered(self, _piece: Piece, delivery: Delivery) -> Upshot:
        """Keep what was measured."""
        if delivery.failure is None:
            self._found = delivery.results[-1]
        return Upshot(failure=delivery.failure)

    def final(self) -> Final:
        """Return what was measured."""
        return Final(result=self._found)

    @staticmethod
    def known(_row: JobRow, _places: Collection[int]) -> tuple[int, int]:
        """Return that it has no parts of its own."""
        return 0, 1

    @staticmethod
    def record(_session: Session, row: JobRow) -> LoadResult | None:
        """Return what was measured; None before the end."""
        return LoadResult.model_validate(row.result) if row.result else None


JOB = LoadJob
