"""A compression: a student's pipelines and their controls, each a part; a piece is a group that trains together.

The last piece compares them, once all are there.
"""

import base64
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from safetensors.numpy import load

from kdviz.catalog.device import Device
from kdviz.engine.jobs.job import Delivery, Heard, Job, Piece, Stage, Upshot
from kdviz.experiment import Compression
from kdviz.i18n import N_
from kdviz.results import Arrays
from kdviz.results.compression import CompressedOutcome, CompressionOutcome, CompressionRecord
from kdviz.store.identity import salt
from kdviz.store.ledger import LOST, Asked, Final
from kdviz.store.ledger import Part as KeptPart
from kdviz.store.names import COMPRESSION
from kdviz.store.records import compression_of, compression_record
from kdviz.store.tables import JobRow

# Counted up when what is kept of a part changes, so that older ones are not found any more.
FORMAT = "compressed-3"
# The number of the piece that compares; groups count up from zero.
LAST = -1


class CompressionJob(Job):
    """A compression in flight."""

    kind = COMPRESSION
    requests = Compression
    lost = N_("The training process lost this pipeline ({reason}). Submit the same pipelines again: only it trains.")
    given_up = N_(
        "The training processes ended {times} times during this compression. It is given up; finished pipelines are "
        "kept."
    )
    unfinished = N_("Compression {job} was {status}. Submit it again: it goes on from its finished pipelines.")

    def __init__(self, _job_id: str, request: Compression, kept: Mapping[int, dict[str, Any]]) -> None:
        self._compression = request
        self._digests = self.asked(request).parts
        self._outcomes = {place: CompressedOutcome.model_validate(outcome) for place, outcome in kept.items()}
        self._places: dict[int, Sequence[int]] = {}
        self._arrived = set[tuple[str, str]]()
        self._outcome: CompressionOutcome | None = None

    @classmethod
    def asked(cls, request: Compression) -> Asked:
        """Return the compression as the store keeps it; equal pipelines of equal students are equal parts."""
        salted = salt(request.experiment.dataset) + FORMAT
        parts = {
            place: request.experiment_of(part.student).digest(salt=f"{part.pipeline}, {salted}")
            for place, part in enumerate(request.parts)
        }
        dumped = request.model_dump(mode="json")
        return Asked(COMPRESSION, request.digest(salted), dumped, in_parts=True, parts=parts)

    def pieces(self, device: Device) -> Sequence[Piece]:
        """Return the groups that are to be trained, or what compares them if they all are."""
        # Grouped as if nothing were there, so that a pipeline is trained among the same others as far as they are left.
        left = {
            group.number: [place for place in group.places if place not in self._outcomes]
            for group in self._compression.groups(device)
        }
        self._places = {number: places for number, places in left.items() if places}
        return [self._piece(number, places) for number, places in self._places.items()] or [self._last()]

    def _piece(self, number: int, places: Sequence[int]) -> Piece:
        parts = [self._compression.parts[place] for place in places]
        experiment = self._compression.experiment_of(parts[0].student)
        task = "kdviz.training.compress.pipelines:train_pipelines"
        students = Stage(task, (experiment, [part.pipeline for part in parts]))
        return Piece(number, (students,), teacher=experiment, parts=len(places))

    def _last(self) -> Piece:
        """Return the piece that compares all students."""
        compared = Stage("kdviz.training.compress.compared:compared", (self._compression, self._outcomes))
        return Piece(LAST, (compared,), parts=0)

    def heard(self, _piece: Piece, news: Any) -> Heard:
        """Return the share of a group that is done, and who arrived; the snapshots of its teacher do not count."""
        if isinstance(news, dict) and "pipeline" in news:
            arrived = (news["student"], news["pipeline"])
            event = None if arrived in self._arrived else news
            self._arrived.add(arrived)
            return Heard(news["share"], event)
        return Heard(news if isinstance(news, float) else 0.0)

    def delivered(self, piece: Piece, delivery: Delivery) -> Upshot:
        """Keep a group's students; those of a failed group say why, and the other groups go on."""
        if piece.number == LAST:
            self._outcome = delivery.results[-1] if delivery.failure is None else None
            return Upshot(failure=delivery.failure)
        places = self._places[piece.number]
        failed = [CompressedOutcome(failure=delivery.failure)] * len(places)
        outcomes: Sequence[CompressedOutcome] = failed if delivery.failure else delivery.results[-1]
        self._outcomes |= dict(zip(places, outcomes, strict=True))
        parts = {
            place: KeptPart(outcome.model_dump(mode="json"), LOST if delivery.lost else self._digests[place])
            for place, outcome in zip(places, outcomes, strict=True)
        }
        return Upshot(parts, [self._last()] if len(self._outcomes) == len(self._compression.parts) else ())

    def final(self) -> Final:
        """Return the comparison, the weights by student, pipeline and name, and the test images."""
        assert self._outcome is not None
        weights: Arrays = {}
        for part, outcome in zip(self._compression.parts, map(self._outcomes.get, self._digests), strict=True):
            if outcome and outcome.result:
                own = load(base64.b64decode(outcome.result.weights))
                weights |= {f"{part.student}/{part.pipeline}/{name}": values for name, values in own.items()}
        files = {"students": weights, "arrays": self._outcome.arrays, "samples": self._outcome.samples}
        return Final((), self._outcome.result.model_dump(mode="json"), files)

    @staticmethod
    def known(row: JobRow, places: Collection[int]) -> tuple[int, int]:
        """Return how many pipelines and controls are trained, and how many there are."""
        return len(places), len(compression_of(row).parts)

    record = staticmethod(compression_record)

    @staticmethod
    def result(record: CompressionRecord) -> CompressionRecord:
        """Return the record, which says how long it took, too."""
        return record


JOB = CompressionJob
