"""A run's script, run once by a worker: what it prints shows whether it does what the run did."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from kdviz.catalog.device import Device
from kdviz.engine.jobs.job import Delivery, Heard, Job, Piece, Stage, Upshot
from kdviz.exports.scripted import Script
from kdviz.i18n import N_
from kdviz.store.ledger import Asked, Final
from kdviz.store.tables import JobRow

KIND = "script"


class ScriptJob(Job):
    """A script in flight."""

    kind = KIND
    requests = Script
    lost = N_("The training process lost this script ({reason}): export it again.")
    given_up = N_("The training processes ended {times} times while this script ran. It is given up.")
    unfinished = N_("The script {job} was {status} before its end: export it again.")

    def __init__(self, _job_id: str, request: Script, _kept: Mapping[int, dict[str, Any]]) -> None:
        self._script = request
        self._printed: dict[str, Any] = {}

    @classmethod
    def asked(cls, request: Script) -> Asked:
        """Return the script as the store keeps it; equal texts are run once."""
        return Asked(KIND, hashlib.sha256(request.text.encode()).hexdigest(), request.model_dump(mode="json"))

    def pieces(self, _device: Device) -> Sequence[Piece]:
        """Return the one piece that there is."""
        asked = self._script.text, self._script.lines, self._script.own
        return [Piece(0, (Stage("kdviz.exports.checks.script:ran", asked),))]

    def heard(self, _piece: Piece, news: Any) -> Heard:
        """Return the share of the lines that it has printed."""
        return Heard(news if isinstance(news, float) else 0.0)

    def delivered(self, _piece: Piece, delivery: Delivery) -> Upshot:
        """Keep what it printed."""
        if delivery.failure is None:
            self._printed = delivery.results[-1]
        return Upshot(failure=delivery.failure)

    def final(self) -> Final:
        """Return what it printed, by arm."""
        return Final(result=self._printed)

    @staticmethod
    def known(_row: JobRow, _places: Collection[int]) -> tuple[int, int]:
        """Return that it has no parts of its own."""
        return 0, 1

    @staticmethod
    def record(_session: Session, row: JobRow) -> Any:
        """Return what it printed."""
        return row.result


JOB = ScriptJob
