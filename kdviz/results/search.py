"""The results of searches."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field

from kdviz.catalog.device import Device
from kdviz.experiment.search import Search, Settings
from kdviz.results.failure import Failure
from kdviz.results.interval import over_few
from kdviz.results.record import Status
from kdviz.results.snapshot import Estimate, Value


class Trial(Value):
    """A setting that was tried.

    Attributes
    ----------
    number : int
        Counted from zero, which is the setting by hand.
    accuracy : list of float
        On the validation images, a fraction a seed, from the first to search on; of fewer seeds than there are, where
        it was dropped or time was up, and of none where the settings do not fit together or nothing of it arrived.
    dropped : bool
        Whether it surely could not win after its first seeds.
    """

    number: int
    settings: Settings
    accuracy: list[float] = Field(default_factory=list)
    dropped: bool = False

    @property
    def mean(self) -> float:
        """Over its seeds; zero for none."""
        return sum(self.accuracy) / len(self.accuracy) if self.accuracy else 0.0

    @property
    def estimate(self) -> Estimate:
        """Its mean over its seeds, of which it has some, with the 95 % t-interval."""
        return over_few(self.accuracy)


class TrialScores(Value):
    """The accuracy on the validation images of some settings, by setting and seed, and what they trained on."""

    scores: list[list[float]]
    device: Device


class Plan(Value):
    """What a round trains.

    Attributes
    ----------
    new : list of dict
        Settings for their first seeds.
    promoted, dropped : list of int
        Trials that get the other seeds, and those that surely cannot win.
    """

    new: list[Settings]
    promoted: list[int]
    dropped: list[int]


class Round(Value):
    """A round of a search, as it is kept: all trials that it trained or dropped, as they were after it."""

    trials: list[Trial]
    device: Device | None = None


class Fresh(Value):
    """The students of a setting on fresh seeds: their accuracy on test and on validation images; none that diverged."""

    test: list[float] = Field(default_factory=list)
    validation: list[float] = Field(default_factory=list)
    device: Device | None = None


class Judged(Value):
    """A setting on fresh seeds and test images.

    Attributes
    ----------
    validation : Estimate
        Over the seeds that it was searched on.
    fresh : Estimate or None
        None where a student diverged.
    accuracy : list of float
        A fraction a fresh seed, of which `fresh` is the mean; none of searches that were kept before they had it.
    """

    settings: Settings
    validation: Estimate
    fresh: Estimate | None
    accuracy: list[float] = Field(default_factory=list)


class FrontPoint(Value):
    """A setting than which no other is both more accurate on the validation images and cheaper.

    Attributes
    ----------
    bytes : int
        Packed ones; of a student without a pipeline, those of its parameters.
    us : float or None
        Microseconds of an answer, where the goal asked for them.
    """

    settings: Settings
    accuracy: float
    bytes: int
    macs: int
    us: float | None = None


class Overtime(Value):
    """How long a search took that took longer than it may.

    Attributes
    ----------
    seconds : float
        Since a worker took its first piece.
    judged_from : float
        When its judgement began, likewise.
    """

    seconds: float
    judged_from: float


class SearchResult(Value):
    """What a search came to.

    Attributes
    ----------
    best, by_hand : Judged
        The setting that was chosen, and the experiment's own.
    met : bool
        Whether the goal was met, on validation images.
    gain : Estimate or None
        On the test images and fresh seeds, of the best over that by hand, paired.
    optimism : Estimate or None
        By how much the score that the best was chosen by was better than the same setting's on the same validation
        images and fresh seeds.
    one_seed : Estimate or None
        The same, had the best been chosen on one seed alone of these trials; against its other seeds.
    importance : dict of str to Estimate
        Shares of what varies, over seeds (fANOVA: Hutter, Hoos and Leyton-Brown 2014).
    students : int
        That the search trained.
    ended_early : bool
        Whether time was up before the budget was spent.
    overtime : Overtime or None
        Where it ended after its `Search.wall` all the same.
    """

    best: Judged
    by_hand: Judged
    met: bool
    gain: Estimate | None
    optimism: Estimate | None
    one_seed: Estimate | None
    importance: dict[str, Estimate]
    front: list[FrontPoint]
    trials: int
    students: int
    ended_early: bool = False
    overtime: Overtime | None = None
    device: Device | None = None


@dataclass(frozen=True)
class SearchRecord:
    """A search as the history has it, with its trials so far."""

    search_id: str
    search: Search
    status: Status
    title: str
    created_at: float
    ended_at: float | None
    seconds: float
    failure: Failure | None
    trials: Sequence[Trial]
    students: int
    result: SearchResult | None
