"""The search: knobs of an experiment that may vary, a goal, and a budget of students to find the best setting with."""

import hashlib
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, Literal, NamedTuple, Protocol, Self, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from kdviz.catalog.limits import LIMITS
from kdviz.experiment.effort import LOADED, TOGETHER, judged_seconds, most_work, student_seconds, teachers_seconds
from kdviz.experiment.experiment import Experiment
from kdviz.experiment.fresh import FRESH_SEEDS, fresh_seeds
from kdviz.experiment.goal import Goal, cost_of, pipeline_of, unit, within
from kdviz.experiment.pipeline import CompressionError
from kdviz.experiment.sweep import Value
from kdviz.experiment.vary import PIPELINE, PLAIN, USUAL, SearchError, Vary
from kdviz.i18n import N_

Settings = dict[str, Value]
Sampler = Literal["tpe", "gp", "nsga2", "random"]
SAMPLERS: tuple[Sampler, ...] = ("tpe", "gp", "nsga2", "random")
# Rounds in which a budget is spent, or more where racing spares seeds: each sees the trials of all before.
ROUNDS = 8
# The share of its seeds that a setting is first trained on; who may still win then gets the others.
FIRST = 3 / 8
FEWEST_SETTINGS = 8
# A search ends early after so many times its seconds.
WALL = 1.5
# The share of its seconds after which the pace of a search counts as much as the one expected.
DOUBT = 0.25
# Seconds that a round takes beside its training: what is asked for next, the way to the workers and back, and that one
# piece ends after the other.
ROUND = 0.6


def _always(_experiment: Experiment) -> bool:
    return True


class Budget(NamedTuple):
    """How much a search may train: so many students, or as many as so many seconds are enough for.

    Attributes
    ----------
    is_taught : callable
        Whether an experiment's teacher is kept; the training of one that is not counts among the seconds.
    """

    students: int = 0
    seconds: float | None = None
    is_taught: Callable[[Experiment], bool] = _always

    @classmethod
    def read(cls, text: str) -> Self:
        """Read ``30s``, ``2min`` or a number of students; raises `SearchError`."""
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(s|min|)", text.strip())
        number = float(found[1]) if found else 0.0
        if not found or not number or (not found[2] and not number.is_integer()):
            raise SearchError(
                N_("The budget is {text}: allowed is a time, such as 30s or 2min, or so many students, such as 500."),
                text=text,
            )
        if found[2]:
            return cls(seconds=number * (60 if found[2] == "min" else 1))
        return cls(students=int(number))


class Tried(Protocol):
    """A setting and its accuracy on the validation images by seed; number zero is the one by hand."""

    @property
    def number(self) -> int:
        """Its place among all that were tried."""

    @property
    def settings(self) -> Settings:
        """Its value of each knob that varies."""

    @property
    def accuracy(self) -> Sequence[float]:
        """A fraction a seed, from the first to search on."""


def mean_on(seeds: int, trial: Tried) -> float:
    """Return the mean of a trial over its first seeds, so many at most; zero for none."""
    scores = trial.accuracy[:seeds]
    return sum(scores) / len(scores) if scores else 0.0


AnyTried = TypeVar("AnyTried", bound=Tried)


class Search(BaseModel):
    """An experiment and what of it may vary, checked and immutable. See `Search.of`.

    The experiment's own settings are those by hand, and its seeds those to search on.

    Attributes
    ----------
    students : int
        To train in the search: one a setting and seed.
    seconds : float or None
        What the budget was given as; a search ends early after `WALL` times as many.
    fresh_seed, fresh_seeds : int
        The first seed to judge on, and how many there are.
    micros : dict of str to float
        Microseconds of an answer by network, as they were measured before the search, where its goal asks for them.
    speed : float
        The pace by which its seconds were turned into students; see `Search.of`.
    """

    model_config = ConfigDict(frozen=True)

    experiment: Experiment
    vary: tuple[Vary, ...]
    goal: Goal = Goal()
    students: int
    seconds: float | None = None
    fresh_seed: int
    fresh_seeds: int = FRESH_SEEDS
    sampler: Sampler = "tpe"
    micros: Mapping[str, float] = {}
    speed: float = 1.0

    @classmethod
    def of(
        cls,
        experiment: Experiment,
        vary: Mapping[str, str],
        budget: Budget,
        *,
        goal: Goal | None = None,
        fresh: Iterable[int] | None = None,
        sampler: str = "tpe",
        speed: float = 1.0,
        micros: Mapping[str, float] | None = None,
    ) -> Self:
        """Return the search around `experiment`.

        Parameters
        ----------
        vary : dict of str to str
            Knobs to ranges or choices, as `Vary.read` has them; `USUAL` if there are none.
        fresh : iterable of int, optional
            The seeds to judge on, without a gap; `FRESH_SEEDS` after the last to search on, unless given.
        speed : float
            How many times as fast as one core like ours all workers train: turns seconds into students.
        micros : dict of str to float, optional
            Microseconds of an answer, of all `networks_of` what varies; a limit of them holds nobody off without.

        Raises
        ------
        SearchError
            If there is nothing to search, or the budget is over the limits or too small.

        Examples
        --------
        >>> search = Search.of(Experiment(labels=60), {"temperature": "1:20:log"}, Budget(200))
        >>> search.first_seeds, search.other_seeds, search.settings_a_round
        ((0, 3), (3, 5), 8)
        """
        if sampler not in SAMPLERS:
            raise SearchError(
                N_("The sampler is {sampler}: allowed is one of {allowed}."),
                sampler=sampler,
                allowed=", ".join(SAMPLERS),
            )
        goal = goal or Goal()
        goal.check()
        read = tuple(Vary.read(experiment, name, text) for name, text in (vary or USUAL).items())
        for each in read:
            each.check(experiment)
        judged_on = fresh_seeds(experiment, fresh)
        made = cls(
            experiment=experiment,
            vary=within(experiment, read, goal, micros or {}),
            goal=goal,
            students=_students(experiment, read, budget, len(judged_on), speed),
            seconds=budget.seconds,
            fresh_seed=judged_on.start,
            fresh_seeds=len(judged_on),
            sampler=TypeAdapter(Sampler).validate_python(sampler),
            micros=micros or {},
            speed=speed,
        )
        made.check_work()
        return made

    @classmethod
    def kept(cls, request: dict[str, Any]) -> "Search":
        """Read a search that was submitted once: limits may have changed since, and do not concern it."""
        return cls.model_construct(
            **{
                **request,
                "experiment": Experiment.kept(request["experiment"]),
                "vary": tuple(map(Vary.model_validate, request["vary"])),
                "goal": Goal.model_validate(request["goal"]),
            }
        )

    @cached_property
    def first_seeds(self) -> tuple[int, int]:
        """The first of the seeds that every setting is trained on, and how many there are."""
        return self.experiment.first_seed, _first_seeds(self.experiment)

    @cached_property
    def other_seeds(self) -> tuple[int, int]:
        """The first of the seeds that only those are trained on who may still win then, and how many there are."""
        first, count = self.first_seeds
        return first + count, self.experiment.seeds - count

    @cached_property
    def settings_a_round(self) -> int:
        """How many new settings a round asks for: whole pieces, where the budget is enough for several rounds."""
        a_round = max(FEWEST_SETTINGS, math.ceil(self.students / ROUNDS / self.experiment.seeds))
        full = self.settings_a_piece(self.first_seeds)
        return a_round if a_round < full else a_round // full * full

    @staticmethod
    def settings_a_piece(seeds: tuple[int, int]) -> int:
        """Return how many settings train together on some seeds."""
        return max(1, TOGETHER // seeds[1])

    @cached_property
    def by_hand(self) -> Settings:
        """The experiment's own values of what may vary."""
        return {each.name: getattr(self.experiment, each.name, PLAIN) for each in self.vary}

    def cost(self, settings: Mapping[str, Value], name: str) -> float:
        """Return what one student with such `settings` costs; a pipeline that does not fit it raises."""
        experiment = self.experiment_of(settings, self.first_seeds)
        return cost_of(experiment, name, pipeline_of(settings), self.micros)

    def unit(self, cost: str) -> str:
        """Return what a cost is counted in: one of `kdviz.experiment.goal.TOO_LITTLE`, which says the kind of bytes."""
        return unit(cost, self.vary)

    def is_over(self, settings: Mapping[str, Value]) -> bool:
        """Return whether a student with such `settings` is over a limit of the goal; raises as `cost` does."""
        return any(self.cost(settings, name) > limit for name, limit in self.goal.at_most.items())

    def allows(self, settings: Mapping[str, Value]) -> bool:
        """Return whether such a student can be had, and is within the limits of the goal."""
        try:
            experiment = self.experiment_of(settings, self.first_seeds)
            if pipeline := pipeline_of(settings):
                pipeline.check(experiment)
            return not self.is_over(settings)
        except (ValidationError, CompressionError):
            return False

    def candidates(self, trials: Sequence[AnyTried]) -> list[AnyTried]:
        """Return the trials that may be chosen; the one by hand may not where it is over the limits of the goal."""
        return [trial for trial in trials if trial.accuracy and (trial.number or self.allows(trial.settings))]

    def best(self, trials: Sequence[AnyTried]) -> AnyTried | None:
        """Return the trial to choose among `trials`, which begin with the one by hand; None if nothing is trained yet.

        It is one of those on as many seeds as any but the one by hand has, by these alone: that gets all its seeds
        first, and would else win where time is up. Where no other was trained, it is the one by hand.
        """
        tried = self.candidates(trials) or [trial for trial in trials[:1] if trial.accuracy]
        if not tried:
            return None
        most = max(len(trial.accuracy) for trial in [each for each in tried if each.number] or tried)
        tried = [trial for trial in tried if len(trial.accuracy) >= most]
        mean = partial(mean_on, most)
        floor = self.goal.floor(mean(trials[0]))
        if self.goal.is_smallest and (good := [trial for trial in tried if mean(trial) >= floor]):
            return min(good, key=lambda trial: (self.cost(trial.settings, "bytes"), -mean(trial), trial.number))
        return max(tried, key=lambda trial: (mean(trial), -trial.number))

    @property
    def front_cost(self) -> str:
        """The cost that its front is over: the first that the goal limits, else bytes."""
        return next((name for name in self.goal.at_most if name != "us" or self.micros), "bytes")

    def front(self, trials: Sequence[AnyTried]) -> list[AnyTried]:
        """Return the trials on all seeds than which no other is both more accurate and cheaper, the cheapest first."""
        mean = partial(mean_on, self.experiment.seeds)
        whole = sorted(
            (trial for trial in trials if len(trial.accuracy) == self.experiment.seeds),
            key=lambda trial: (self.cost(trial.settings, self.front_cost), -mean(trial)),
        )
        found = list[AnyTried]()
        for trial in whole:
            if not found or mean(trial) > mean(found[-1]):
                found.append(trial)
        return found

    def experiment_of(self, settings: Mapping[str, Value], seeds: tuple[int, int]) -> Experiment:
        """Return the experiment with other `settings`, on some seeds: the first, and how many.

        Raises
        ------
        pydantic.ValidationError
            If these do not fit together.
        """
        first, count = seeds
        knobs = {**self.experiment.changes(), **settings, "first_seed": first, "seeds": count}
        knobs.pop(PIPELINE, None)
        return Experiment.shared(**knobs)

    def fresh(self, settings: Mapping[str, Value]) -> Experiment:
        """Return the experiment with other `settings` on the seeds to judge on."""
        return self.experiment_of(settings, (self.fresh_seed, self.fresh_seeds))

    @cached_property
    def judged_seconds(self) -> float:
        """How long the judgement is expected to take."""
        return _judged_seconds(self.experiment, self.vary, self.fresh_seeds, self.speed)

    @property
    def wall(self) -> float | None:
        """The seconds that it may take at most; None where its budget is no time."""
        return None if self.seconds is None else WALL * self.seconds

    def is_late(self, seconds: float, students: int) -> bool:
        """Return whether a search must be judged that has trained so many students in so many seconds.

        The judgement is to end by the `wall`. It is as much slower as the training was.
        """
        if self.seconds is None or self.wall is None:
            return False
        # The first plan loads Optuna, whatever is trained then.
        loaded = min(LOADED, self.seconds - self.judged_seconds)
        expected = loaded + (self.seconds - self.judged_seconds - loaded) * students / self.students
        # The first pieces say little: they start up, and those that have not arrived do not count.
        doubt = DOUBT * self.seconds
        slower = max(1.0, (seconds + doubt) / (expected + doubt)) if students else 1.0
        return seconds + slower * self.judged_seconds >= self.wall

    def __hash__(self) -> int:
        return hash(self.digest())

    def digest(self, salt: str = "") -> str:
        """Return the SHA-256 of all that decides which settings are found, and `salt`, in hexadecimal."""
        # What was measured decides by who is left to vary, and by how many students there are.
        own = self.model_dump(mode="json", exclude={"experiment", "micros", "speed"})
        text = json.dumps([self.experiment.canonical(), own], sort_keys=True, allow_nan=False) + salt
        return hashlib.sha256(text.encode()).hexdigest()

    def check_work(self) -> None:
        """Refuse what takes too long; raises `SearchError`."""
        work = self.students * most_work(self.experiment, self.vary)
        if work > LIMITS.sweep_multiply_accumulates:
            raise SearchError(
                N_(
                    "The search asks for {asked} billion multiply-accumulates: allowed are at most {limit} billion. "
                    "Take a smaller budget, a smaller student or fewer steps."
                ),
                asked=f"{work / 1e9:,.0f}",
                limit=f"{LIMITS.sweep_multiply_accumulates / 1e9:,.0f}",
            )


def _students(experiment: Experiment, vary: Sequence[Vary], budget: Budget, fresh_seeds: int, speed: float) -> int:
    """Return how many students a budget has."""
    students, seconds, is_taught = budget
    if seconds is not None:
        if not 1 <= seconds <= LIMITS.search_seconds:
            raise SearchError(
                N_("The budget is {seconds} s: allowed are 1 to {limit} s."),
                seconds=f"{seconds:g}",
                limit=LIMITS.search_seconds,
            )
        # One worker trains a teacher, and all wait for it.
        taught = teachers_seconds(experiment, vary, is_taught) / min(speed, 1)
        beside = LOADED + taught + _judged_seconds(experiment, vary, fresh_seeds, speed)
        left = seconds - beside
        if left <= 0:
            raise SearchError(
                N_(
                    "The budget is {seconds} s: the start, the teacher and the judgement take {beside} s. "
                    "Give more time."
                ),
                seconds=f"{seconds:g}",
                beside=f"{beside:.0f}",
            )
        each = student_seconds(experiment, vary, _first_seeds(experiment)) / speed
        # A round trains as many as fill two pieces, of new settings and of those that go on; or more, where many work.
        rounds = min(2 * ROUNDS, max(ROUNDS, left / (each * 2 * TOGETHER + ROUND)))
        # But of a small budget there are fewer rounds, of as few students as one may have.
        a_round = FEWEST_SETTINGS * experiment.seeds
        few = min(ROUNDS * a_round, left / (each + ROUND / a_round))
        # A fast machine is done sooner: no more may be asked for.
        students = min(LIMITS.search_students, max(0, int(max(few, (left - rounds * ROUND) / each))))
        # Two equal searches are one, also where the pace that was measured differs a little.
        students = _two_digits(students)
    fewest = 2 * experiment.seeds
    if not fewest <= students <= LIMITS.search_students:
        raise SearchError(
            N_("The budget comes to {students} students: allowed are {fewest}, two settings on all seeds, to {limit}."),
            students=students,
            fewest=fewest,
            limit=LIMITS.search_students,
        )
    return students


def _judged_seconds(experiment: Experiment, vary: Sequence[Vary], fresh_seeds: int, speed: float) -> float:
    # The winner and the setting by hand, three arms each, are judged by one worker each: more workers are no help.
    return judged_seconds(experiment, vary, fresh_seeds) / min(speed, 1)


def _first_seeds(experiment: Experiment) -> int:
    return max(1, round(FIRST * experiment.seeds))


def _two_digits(number: int) -> int:
    """Return the whole number of two digits and zeros that is next below."""
    if number < 100:
        return number
    unit: int = 10 ** (len(str(number)) - 2)
    return number // unit * unit
