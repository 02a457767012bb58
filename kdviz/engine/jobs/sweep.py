"""A sweep: a grid of experiments. A piece is a chunk of cells that train together; each cell is a part of the job."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from kdviz.catalog.device import Device
from kdviz.engine.jobs.job import Delivery, Heard, Job, Piece, Stage, Upshot
from kdviz.experiment import Sweep
from kdviz.experiment.packing import chunks
from kdviz.i18n import N_
from kdviz.results.cell import CellOutcome
from kdviz.store.identity import salt
from kdviz.store.ledger import LOST, Asked, Part
from kdviz.store.names import SWEEP
from kdviz.store.records import known_cells, sweep_of, sweep_record
from kdviz.store.tables import JobRow

# Counted up when what is kept of a cell changes, so that older ones are not found any more.
FORMAT = "cell-2"


class SweepJob(Job):
    """A sweep in flight."""

    kind = SWEEP
    requests = Sweep
    lost = N_("The training process lost this cell ({reason}). Submit the same grid again: only missing cells train.")
    given_up = N_(
        "The training processes ended {times} times during this sweep. It is given up; finished cells are kept."
    )
    unfinished = N_("Sweep {job} was {status}. Submit it again: it goes on from its finished cells.")

    def __init__(self, _job_id: str, request: Sweep, kept: Mapping[int, dict[str, Any]]) -> None:
        self._sweep = request
        self._digests = self.asked(request).parts
        self._kept = {*kept}
        self._places: dict[int, Sequence[int]] = {}

    @classmethod
    def asked(cls, request: Sweep) -> Asked:
        """Return the sweep as the store keeps it; cells that are no experiments are no parts."""
        experiments = {cell.place: cell.experiment for cell in request.cells if cell.experiment}
        cells = {place: each.digest(salt=salt(each.dataset) + FORMAT) for place, each in experiments.items()}
        whole = request.digest(salt=salt(*(each.dataset for each in experiments.values())) + FORMAT)
        return Asked(SWEEP, whole, request.model_dump(mode="json"), in_parts=True, parts=cells)

    def pieces(self, device: Device) -> Sequence[Piece]:
        """Return the chunks of the cells that are to be trained."""
        # Planned as if nothing were there, so that a cell is trained among the same others as far as they are left.
        planned = chunks(self._sweep.cells, device)
        left = {chunk.number: [place for place in chunk.places if place not in self._kept] for chunk in planned}
        self._places = {number: places for number, places in left.items() if places}
        return [self._piece(number, places) for number, places in self._places.items()]

    def _piece(self, number: int, places: Sequence[int]) -> Piece:
        experiments = [cell.experiment for place in places if (cell := self._sweep.cells[place]).experiment]
        students = Stage("kdviz.training.sweep.chunk:train_cells", (experiments,))
        return Piece(number, (students,), teacher=experiments[0], parts=len(places))

    def heard(self, _piece: Piece, news: Any) -> Heard:
        """Return the share of a chunk that is done; the snapshots of its teacher do not count."""
        return Heard(news if isinstance(news, float) else 0.0)

    def delivered(self, piece: Piece, delivery: Delivery) -> Upshot:
        """Keep a chunk's cells; those of a failed chunk say why, and the other chunks go on."""
        places = self._places[piece.number]
        failed = [CellOutcome(failure=delivery.failure)] * len(places)
        outcomes: Sequence[CellOutcome] = failed if delivery.failure else delivery.results[-1]
        return Upshot(
            {
                place: Part(outcome.model_dump(mode="json"), LOST if delivery.lost else self._digests[place])
                for place, outcome in zip(places, outcomes, strict=True)
            }
        )

    @staticmethod
    def known(row: JobRow, places: Collection[int]) -> tuple[int, int]:
        """Return how many cells are trained or cannot be, and how many there are."""
        return known_cells(row, places), len(sweep_of(row).cells)

    record = staticmethod(sweep_record)


JOB = SweepJob
