"""A search: rounds of a plan and the students that it asks for, then the choice, then the judgement on fresh seeds.

A round is a part of the job; its place is how many students have been trained by its end.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from time import monotonic
from typing import Any

from kdviz.catalog.device import Device
from kdviz.engine.jobs.job import Delivery, Heard, Job, Piece, Stage, Upshot
from kdviz.experiment import Experiment
from kdviz.experiment.arms import is_stacked
from kdviz.experiment.goal import pipeline_of
from kdviz.experiment.packing import family
from kdviz.experiment.search import Search
from kdviz.experiment.vary import PIPELINE
from kdviz.i18n import N_
from kdviz.results import Estimate
from kdviz.results.cell import CellOutcome
from kdviz.results.search import Fresh, Overtime, Plan, Round, SearchRecord, SearchResult, Trial, TrialScores
from kdviz.store.identity import salt
from kdviz.store.ledger import Asked, Final, Part
from kdviz.store.names import SEARCH
from kdviz.store.records import search_of, search_record
from kdviz.store.tables import JobRow

# Counted up when what is kept of a round changes, so that older ones are not found any more.
FORMAT = "search-1"
# Settings of one piece that train one after the other: those with pipelines, or of kinds with a recipe of their own.
ALONE = 4


@dataclass(frozen=True)
class Training:
    """Trials that one piece trains on some seeds: the first, and how many."""

    trials: tuple[int, ...]
    seeds: tuple[int, int]

    @property
    def students(self) -> int:
        """How many it trains."""
        return len(self.trials) * self.seeds[1]


class SearchJob(Job):
    """A search in flight."""

    kind = SEARCH
    requests = Search
    lost = N_("The training process lost this search ({reason}). Submit it again: it goes on from its last round.")
    given_up = N_("The training processes ended {times} times during this search. It is given up; its rounds are kept.")
    unfinished = N_("Search {job} was {status}. Submit it again: it goes on from its last round.")
    is_planned = True

    def __init__(self, _job_id: str, request: Search, kept: Mapping[int, dict[str, Any]]) -> None:
        self._search = request
        self._trials: list[Trial] = []
        self._spent = max(kept, default=0)
        for place in sorted(kept):
            self._take_in(Round.model_validate(kept[place]).trials)
        self._digest = self.asked(request).digest
        self._numbers = count()
        # When the first worker began, and when it was chosen who is judged.
        self._began: float | None = None
        self._chosen_at: float | None = None
        self._device: Device | None = None
        # Of the round that is trained now.
        self._out: dict[int, Training] = {}
        self._changed: dict[int, Trial] = {}
        self._students = 0
        # Whether time was up; a judgement that takes long is no early end.
        self._ended_early = False
        # Of the judgement.
        self._winner: int | None = None
        self._judging: dict[int, Sequence[int]] = {}
        self._outcomes: dict[int, Fresh] = {}
        self._importance: dict[str, Estimate] | None = None
        self._result: SearchResult | None = None

    @classmethod
    def asked(cls, request: Search) -> Asked:
        """Return the search as the store keeps it."""
        digest = request.digest(salt(request.experiment.dataset) + FORMAT)
        return Asked(SEARCH, digest, request.model_dump(mode="json"), in_parts=True)

    def pieces(self, _device: Device) -> Sequence[Piece]:
        """Return the plan of the next round."""
        return [self._plan()]

    def _piece(self, task: str, *arguments: Any, teacher: Experiment | None = None, parts: int = 0) -> Piece:
        stage = Stage(f"kdviz.training.search.{task}", arguments)
        return Piece(next(self._numbers), (stage,), teacher=teacher, parts=parts)

    def _plan(self) -> Piece:
        return self._piece("planned:planned", self._search, tuple(self._trials), self._spent)

    def begun(self, _piece: Piece) -> None:
        """Start the clock with the first piece: workers are up, and what they load counts."""
        self._began = monotonic() if self._began is None else self._began

    def heard(self, _piece: Piece, news: Any) -> Heard:
        """Return the share of a piece that is done; the snapshots of a teacher do not count."""
        ended = self._end_round(early=True) if self._out and self._is_late else None
        return Heard(news if isinstance(news, float) else 0.0, upshot=ended)

    def delivered(self, piece: Piece, delivery: Delivery) -> Upshot:
        """Go on: from a plan to its students, from these to the next plan, from the last to the judgement."""
        if delivery.failure is not None:
            return Upshot(failure=delivery.failure)
        found = delivery.results[-1]
        match found:
            case Plan():
                return self._begin_round(found)
            case TrialScores():
                return self._end_training(piece, found)
            case int():
                self._winner = found
                asked = self._piece("importance:importance", self._search, tuple(self._trials))
                return Upshot(pieces=[*self._judgement(found), asked])
            case SearchResult():
                self._result = found.model_copy(update={"overtime": self._overtime()})
                return Upshot()
            case dict():
                self._importance = found
            case _:
                self._outcomes |= dict(zip(self._judging.pop(piece.number), map(_fresh, found), strict=True))
        return self._end_judging()

    def _begin_round(self, plan: Plan) -> Upshot:
        """Return the students that a plan asks for, or the choice where it asks for none or time is up."""
        if (plan.new or plan.promoted) and self._is_late:
            self._ended_early = True
            return Upshot(pieces=[self._choice()])
        numbers = range(len(self._trials), len(self._trials) + len(plan.new))
        new = [Trial(number=number, settings=settings) for number, settings in zip(numbers, plan.new, strict=True)]
        dropped = [self._trials[number].model_copy(update={"dropped": True}) for number in plan.dropped]
        self._take_in([*new, *dropped])
        self._changed = {trial.number: trial for trial in [*new, *dropped]}
        pieces = [
            *self._trainings(numbers, self._search.first_seeds),
            *self._trainings(plan.promoted, self._search.other_seeds),
        ]
        return Upshot(pieces=pieces or [self._choice()])

    def _trainings(self, numbers: Sequence[int], seeds: tuple[int, int]) -> Iterator[Piece]:
        """Yield pieces of students of one family, as many as train well together."""
        for compresses, members in self._families(numbers, seeds):
            first = self._search.experiment_of(self._trials[members[0]].settings, seeds)
            together = is_stacked(first) and not compresses
            full = self._search.settings_a_piece(seeds) if together else ALONE
            for start in range(0, len(members), full):
                some = members[start : start + full]
                experiments = [self._search.experiment_of(self._trials[number].settings, seeds) for number in some]
                training = Training(tuple(some), seeds)
                task, more = "trials:train_trials", list[Any]()
                if compresses:
                    task, more = "compressed:train_compressed", [self._pipelines(some)]
                piece = self._piece(task, experiments, *more, teacher=experiments[0], parts=training.students)
                self._out[piece.number] = training
                yield piece

    def _end_training(self, piece: Piece, found: TrialScores) -> Upshot:
        """Take in the scores of some trials; the last of a round ends it, and so does the clock."""
        training = self._out.pop(piece.number)
        for number, scores in zip(training.trials, found.scores, strict=True):
            trial = self._trials[number]
            self._changed[number] = trial.model_copy(update={"accuracy": [*trial.accuracy, *scores]})
        self._take_in(self._changed.values())
        self._students += training.students
        self._device = found.device
        early = bool(self._out) and self._is_late
        return Upshot() if self._out and not early else self._end_round(early=early)

    def _end_round(self, *, early: bool) -> Upshot:
        """Keep what has arrived of a round and go on to the next; or, where time is up, to the choice at once."""
        self._ended_early = early
        self._out.clear()
        self._spent += self._students
        ended = Round(trials=[self._changed[number] for number in sorted(self._changed)], device=self._device)
        kept = Part(ended.model_dump(mode="json"), f"{self._digest}/{self._spent}")
        parts = {self._spent: kept} if self._students else {}
        self._students = 0
        return Upshot(parts, [self._choice() if early else self._plan()], instead=early)

    def _take_in(self, trials: Collection[Trial]) -> None:
        known = {trial.number: trial for trial in [*self._trials, *trials]}
        self._trials = [known[number] for number in sorted(known)]

    @property
    def _is_late(self) -> bool:
        """Whether time is up, and there is the setting by hand to compare with."""
        if self._began is None or not self._trials or not self._trials[0].accuracy:
            return False
        return self._search.is_late(monotonic() - self._began, self._spent + self._students)

    def _overtime(self) -> Overtime | None:
        """Return how long the search took, where that is longer than it may: no judgement is cut short."""
        if self._began is None or self._chosen_at is None or self._search.wall is None:
            return None
        seconds = monotonic() - self._began
        if seconds <= self._search.wall:
            return None
        return Overtime(seconds=seconds, judged_from=self._chosen_at - self._began)

    def _choice(self) -> Piece:
        self._chosen_at = monotonic()
        return self._piece("racing:chosen", self._search, tuple(self._trials))

    def _judgement(self, winner: int) -> Iterator[Piece]:
        """Yield the pieces that train the winner and the setting by hand on fresh seeds."""
        seeds = self._search.fresh_seed, self._search.fresh_seeds
        for compresses, numbers in self._families([*dict.fromkeys([winner, 0])], seeds):
            experiments = [self._search.fresh(self._trials[number].settings) for number in numbers]
            stage = Stage("kdviz.training.sweep.chunk:train_cells", (experiments,))
            if compresses:
                stage = Stage("kdviz.training.search.compressed:judged", (experiments, self._pipelines(numbers)))
            piece = Piece(next(self._numbers), (stage,), teacher=experiments[0], parts=0)
            self._judging[piece.number] = numbers
            yield piece

    def _families(self, numbers: Sequence[int], seeds: tuple[int, int]) -> Iterator[tuple[bool, list[int]]]:
        """Yield trials that can train together, and whether they go through pipelines of compression."""
        families: dict[tuple[bool, str], list[int]] = {}
        for number in numbers:
            settings = self._trials[number].settings
            own = family(self._search.experiment_of(settings, seeds))
            families.setdefault((pipeline_of(settings) is not None, own), []).append(number)
        for (compresses, _family), members in families.items():
            yield compresses, members

    def _pipelines(self, numbers: Sequence[int]) -> list[str]:
        return [str(self._trials[number].settings[PIPELINE]) for number in numbers]

    def _end_judging(self) -> Upshot:
        """Return the judgement once all it needs is known."""
        if self._judging or self._importance is None:
            return Upshot()
        known = self._search, tuple(self._trials), self._winner, self._outcomes, self._importance
        return Upshot(pieces=[self._piece("judged:judged", *known, self._ended_early, self._spent)])

    def final(self) -> Final:
        """Return the judgement."""
        assert self._result is not None
        return Final((), self._result.model_dump(mode="json"))

    @staticmethod
    def known(row: JobRow, places: Collection[int]) -> tuple[int, int]:
        """Return how many students are trained, and how many there are to train."""
        return max(places, default=0), search_of(row).students

    record = staticmethod(search_record)

    @staticmethod
    def result(record: SearchRecord) -> SearchRecord:
        """Return the record, which has the trials, too."""
        return record


def _fresh(outcome: CellOutcome | Fresh) -> Fresh:
    if isinstance(outcome, Fresh):
        return outcome
    if outcome.result is None:
        return Fresh(device=outcome.device)
    curves = outcome.result.curves.distilled
    return Fresh(test=[*outcome.result.distilled.accuracy], validation=[*curves[-1]], device=outcome.device)


JOB = SearchJob
