"""A run: one experiment, in one piece, whose snapshots are the job's log."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from kdviz.catalog.device import Device
from kdviz.engine.jobs.job import Delivery, Heard, Job, Piece, Stage, Upshot
from kdviz.experiment import Experiment
from kdviz.i18n import N_
from kdviz.results import Event, Outcome, RunRecord, RunResult, Snapshot
from kdviz.store.identity import salt
from kdviz.store.ledger import Asked, Final
from kdviz.store.names import RUN
from kdviz.store.records import kept_result, run_record
from kdviz.store.tables import JobRow

STAGES = ("teacher", "stage", "students")


class RunJob(Job):
    """An experiment in flight."""

    kind = RUN
    requests = Experiment
    lost = N_("The training process lost this run ({reason}): run it afresh.")
    given_up = N_("The training processes ended {times} times during this run. It is given up.")
    unfinished = N_("Run {job} was {status} before it had a result: run it afresh.")

    def __init__(self, job_id: str, request: Experiment, _kept: Mapping[int, dict[str, Any]]) -> None:
        self._run_id = job_id
        self._experiment = request
        self._told = (-1, 0, 0)
        self._outcome: Outcome | None = None

    @classmethod
    def asked(cls, request: Experiment) -> Asked:
        """Return the experiment as the store keeps it."""
        return Asked(RUN, request.digest(salt=salt(request.dataset)), request.model_dump(mode="json"))

    def pieces(self, _device: Device) -> Sequence[Piece]:
        """Return the one piece that there is."""
        students = Stage("kdviz.training.run.distill:distill", (self._experiment, self._run_id))
        return [Piece(0, (students,), teacher=self._experiment)]

    def heard(self, _piece: Piece, news: Any) -> Heard:
        """Take a snapshot into the log; training is deterministic, and a second attempt tells the first one's again."""
        snapshot = Snapshot.model_validate(news)
        share = snapshot.step / snapshot.steps if snapshot.stage == "students" else 0.0
        return Heard(share, self._event(snapshot))

    def _event(self, snapshot: Snapshot) -> dict[str, Any] | None:
        # What grows from one snapshot of a run to the next.
        place = (STAGES.index(snapshot.stage), snapshot.place, snapshot.step)
        if place <= self._told:
            return None
        self._told = place
        return snapshot.model_dump(mode="json")

    def delivered(self, _piece: Piece, delivery: Delivery) -> Upshot:
        """Keep the outcome, or give the run up."""
        if delivery.failure is None:
            self._outcome = delivery.results[-1]
        return Upshot(failure=delivery.failure)

    def final(self) -> Final:
        """Return the result, the files, and what of the curves has not been heard."""
        assert self._outcome is not None
        events = [event for snapshot in self._outcome.result.curves if (event := self._event(snapshot))]
        return Final(events, kept_result(self._outcome), self._outcome.files)

    @staticmethod
    def known(row: JobRow, _places: Collection[int]) -> tuple[int, int]:
        """Return whether the run has its result."""
        return int(row.result is not None), 1

    @staticmethod
    def event(seq: int, payload: dict[str, Any]) -> Event:
        """Return a snapshot with its number."""
        return Event(seq=seq, snapshot=Snapshot.model_validate(payload))

    record = staticmethod(run_record)

    @staticmethod
    def result(record: RunRecord) -> RunResult | None:
        """Return the run's result."""
        return record.result


JOB = RunJob
