"""An attack: a piece trains and attacks the nets of some seeds, and is a part; the last piece compares them all."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from kdviz.catalog.device import Device
from kdviz.engine.jobs.job import Delivery, Heard, Job, Piece, Stage, Upshot
from kdviz.experiment.attack import Attack
from kdviz.i18n import N_
from kdviz.results.attack import AttackOutcome, AttackPart, AttackRecord
from kdviz.store.identity import salt
from kdviz.store.ledger import Asked, Final, Part
from kdviz.store.names import ATTACK
from kdviz.store.records import attack_of, attack_record
from kdviz.store.tables import JobRow

# Counted up when what is kept of a part changes, so that older ones are not found any more.
FORMAT = "attack-1"
# The number of the piece that compares; seeds count up from zero.
LAST = -1
# The study that needs no teacher from the store: it trains teachers of its own, who see few images.
OWN_TEACHERS = "membership"


class AttackJob(Job):
    """An attack in flight."""

    kind = ATTACK
    requests = Attack
    lost = N_("The training process lost these seeds ({reason}). Submit the same attack again: only they are trained.")
    given_up = N_("The training processes ended {times} times during this attack. It is given up; its parts are kept.")
    unfinished = N_("Attack {job} was {status}. Submit it again: it goes on from its finished seeds.")

    def __init__(self, _job_id: str, request: Attack, kept: Mapping[int, dict[str, Any]]) -> None:
        self._attack = request
        self._digests = self.asked(request).parts
        self._found = {place: AttackPart.model_validate(part) for place, part in kept.items()}
        self._outcome: AttackOutcome | None = None

    @classmethod
    def asked(cls, request: Attack) -> Asked:
        """Return the attack as the store keeps it; equal seeds of equal studies are equal parts."""
        salted = salt(request.experiment.dataset) + FORMAT
        parts = {place: request.on(seeds).digest(f"part, {salted}") for place, seeds in enumerate(request.parts)}
        return Asked(ATTACK, request.digest(salted), request.model_dump(mode="json"), in_parts=True, parts=parts)

    def pieces(self, _device: Device) -> Sequence[Piece]:
        """Return the seeds that are to be trained, or what compares them if they all are."""
        left = [place for place in self._digests if place not in self._found]
        return [self._piece(place) for place in left] or [self._last()]

    def _piece(self, place: int) -> Piece:
        study = self._attack.study
        request = self._attack.on(self._attack.parts[place])
        stage = Stage(f"kdviz.training.attack.{study}:{study}", (request,))
        return Piece(place, (stage,), teacher=None if study == OWN_TEACHERS else self._attack.experiment)

    def _last(self) -> Piece:
        """Return the piece that compares all nets."""
        parts = [self._found[place] for place in self._digests]
        return Piece(LAST, (Stage("kdviz.training.attack.compared:compared", (self._attack, parts)),), parts=0)

    def heard(self, _piece: Piece, news: Any) -> Heard:
        """Return the share of a piece that is done; the snapshots of its teacher do not count."""
        return Heard(news if isinstance(news, float) else 0.0)

    def delivered(self, piece: Piece, delivery: Delivery) -> Upshot:
        """Keep the numbers of some seeds; where they fail the attack does, since it compares all."""
        if delivery.failure is not None:
            return Upshot(failure=delivery.failure)
        found = delivery.results[-1]
        if piece.number == LAST:
            self._outcome = found
            return Upshot()
        self._found[piece.number] = found
        part = Part(found.model_dump(mode="json"), self._digests[piece.number])
        return Upshot({piece.number: part}, [self._last()] if len(self._found) == len(self._digests) else ())

    def final(self) -> Final:
        """Return the comparison, the weights by net and name, and the test images."""
        assert self._outcome is not None
        outcome = self._outcome
        files = {"students": outcome.nets, "arrays": outcome.arrays, "samples": outcome.samples}
        return Final((), outcome.result.model_dump(mode="json"), files if outcome.nets else {})

    @staticmethod
    def known(row: JobRow, places: Collection[int]) -> tuple[int, int]:
        """Return how many pieces of its seeds are trained, and how many there are."""
        return len(places), len(attack_of(row).parts)

    record = staticmethod(attack_record)

    @staticmethod
    def result(record: AttackRecord) -> AttackRecord:
        """Return the record, which says how long it took, too."""
        return record


JOB = AttackJob
