"""What a lesson is made of. A step is complete as soon as its answer is there, and says itself which text is one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from kdviz.catalog import DatasetCard
from kdviz.experiment import Compression, Experiment, Search, Sweep
from kdviz.experiment.attack import Attack
from kdviz.experiment.search import Budget
from kdviz.i18n import N_
from kdviz.verdicts.guess import Guess, reach

# How a claim comes out: the first is shown to be above the other, is not shown to be, or is shown to be below.
Ending = Literal["shown", "not shown", "other"]
# Which options of a choice hold: their letters by the endings of the claims of what is done next; endings that are not
# named rule none out. Or the bars decide for which the options stand: one than which none is shown to be better, or the
# first that reaches the goal.
ByEndings = Mapping[tuple[Ending, ...], str]
Right = ByEndings | Literal["best", "smallest"]
LETTERS = "abcdefghij"
# A comma between the two would be three letters in a URL.
GIVE = "~"
MARK = re.compile(f"(-?[0-9]{{1,4}}){GIVE}([0-9]{{1,4}})")


def letters(count: int) -> str:
    """Return the letters by which so many options stand in an answer."""
    return LETTERS[:count]


@dataclass(frozen=True)
class Choice:
    """One of some options, marked messages; about the digit `picture`, if one is named."""

    options: tuple[str, ...]
    right: Right = field(default_factory=dict)
    picture: int | None = None

    def allows(self, text: str) -> bool:
        """Return whether `text` is an answer."""
        return len(text) == 1 and text in letters(len(self.options))


@dataclass(frozen=True)
class Order:
    """Cards to be put in order, the best first: the first `count` bars of what is done next."""

    count: int

    def allows(self, text: str) -> bool:
        """Return whether `text` is an answer."""
        return sorted(text) == [*letters(self.count)]


@dataclass(frozen=True)
class Mark:
    """A number with a range around it: how many more test images, or percent."""

    of: Literal["gain", "percent"] = "gain"

    def ends(self, data: DatasetCard) -> tuple[int, int]:
        """Return the ends of the scale."""
        return (0, 100) if self.of == "percent" else (-reach(data), reach(data))

    def guess(self, text: str | None, data: DatasetCard) -> Guess | None:
        """Return the guess that `text` writes; None for what is none, or not on the scale."""
        found = MARK.fullmatch(text or "")
        return found and Guess.heard({"mark": int(found[1]), "give": int(found[2])}, self.ends(data))

    @staticmethod
    def text(guess: Guess) -> str:
        """Write a guess."""
        return f"{guess.mark}{GIVE}{guess.give}"


@dataclass(frozen=True)
class Tap:
    """One of some pictures: of each of the digits `pictures` the one that the teacher doubts most."""

    pictures: tuple[int, ...]

    def allows(self, text: str) -> bool:
        """Return whether `text` is an answer."""
        return text.isdecimal() and len(text) == 1 and int(text) in self.pictures


@dataclass(frozen=True)
class Ask:
    """A question, asked before anybody knows."""

    text: str
    way: Choice | Order | Mark | Tap


@dataclass(frozen=True)
class Bar:
    """Students that are measured: a row of a figure.

    Attributes
    ----------
    name, text : str
        What claims call it, and what readers do; the latter may name settings of its students as blanks.
    of : str
        An arm, ``"teacher"``, or after a class was left out ``"recall:"`` and an arm; one of a run's stages otherwise.
        Of an attack a measure; of a search ``"best"`` or ``"by_hand"``, after ``"searched:"`` on what it searched on.
    where : mapping
        Which cell of a sweep it is, of a compression which ``pipeline``, of an attack which row.
    """

    name: str
    text: str
    of: str = "distilled"
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """What is said of each ending of a claim, marked messages.

    Blanks: {first} and {than} in percent, {gain} in points, {more}, {low} and {high} in test images without a sign,
    {of} test images and {n} repeats, {least} in percent. Where it is not shown, {low} and {high} have signs.
    """

    shown: str
    not_shown: str
    other: str

    def of(self, ending: Ending) -> str:
        """Return what is said of an ending."""
        return {"shown": self.shown, "not shown": self.not_shown, "other": self.other}[ending]


@dataclass(frozen=True)
class Claim:
    """The bar `first` is above the bar `than`, or, where there is a goal, above a share of `least`.

    What is `expected` is what the lesson goes on from; where something else comes out, it says so.
    """

    first: str
    than: str
    told: Told
    least: float | None = None
    expected: Ending = "shown"


@dataclass(frozen=True)
class Look:
    """A gesture: look at what the teacher says of a digit."""

    picture: int


@dataclass(frozen=True)
class Heat:
    """A gesture: drag the temperature until the teacher's second answer to a digit has a `share`."""

    picture: int
    share: float


@dataclass(frozen=True)
class Draw:
    """A gesture: draw a digit, and let the students of the last run read it."""


@dataclass(frozen=True)
class Break:
    """A gesture: drag the attacker's temperature until only a `share` of a distilled net's answers stays right."""

    share: float = 0.5


@dataclass(frozen=True)
class Free:
    """What the reader sets in a task: its values, and the place of that which it has first.

    It is a knob, ``pipeline``, of an attack ``queries``, or of a search its ``budget`` of students.
    Where values say too little to a reader, they have `words`, marked messages.
    """

    knob: str
    values: tuple[Any, ...]
    first: int = 0
    words: tuple[str, ...] = ()


Request = Experiment | Sweep | Compression | Search | Attack
Work = Request | Look | Heat | Draw | Break


@dataclass(frozen=True)
class Do:
    """Something to do, and what it comes to.

    Attributes
    ----------
    one_by_one : bool
        Whether the reader draws one repeat after the other, until one says the opposite of the first.
    free : tuple of Free
        What the reader sets: then it is a task, which the first claim grades.
    bytes_at_most : int or None
        The most that the student's parameters may take in a task.
    solution : mapping
        Settings of a task that solve it, which nobody is shown.
    go : str
        What its button says.
    """

    text: str
    work: Work
    bars: tuple[Bar, ...] = ()
    claims: tuple[Claim, ...] = ()
    one_by_one: bool = False
    free: tuple[Free, ...] = ()
    bytes_at_most: int | None = None
    solution: Mapping[str, Any] = field(default_factory=dict)
    go: str = N_("Train")

    @property
    def trains(self) -> bool:
        """Whether it is more than a gesture."""
        return not isinstance(self.work, Look | Heat | Draw | Break)

    @property
    def experiment(self) -> Experiment:
        """What its students train as; of a sweep, its base."""
        assert isinstance(self.work, Request)
        return experiment_of(self.work)

    def allows(self, text: str) -> bool:
        """Return whether `text` says that it was done: with which settings, and how many repeats were drawn."""
        if not self.trains:
            return text == "d"
        places = text[1:]
        if text[:1] != "d" or not all(place.isdecimal() for place in places):
            return False
        if self.one_by_one:
            return 0 < len(places) < 3 and 0 < int(places) <= self.experiment.seeds
        return len(places) == len(self.free) and all(
            int(place) < len(free.values) for place, free in zip(places, self.free, strict=True)
        )

    def settings(self, places: str) -> dict[str, Any]:
        """Return what the reader has set, as an answer has it after its first letter."""
        if not self.free:
            return {}
        return {free.knob: free.values[int(place)] for free, place in zip(self.free, places, strict=True)}

    def request(self, settings: Mapping[str, Any] | None = None) -> Request:
        """Return what is submitted, with a task's `settings`."""
        work, changed = self.work, dict(settings or {})
        assert isinstance(work, Request)
        if not changed:
            return work
        if isinstance(work, Attack):
            own = {name: [changed.pop(name)] for name in work.settings if name in changed}
            experiment = Experiment.shared(**{**work.experiment.changes(), **changed})
            return Attack.of(work.study, experiment, **{**work.settings, **own})
        pipeline, budget = changed.pop("pipeline", None), changed.pop("budget", None)
        experiment = Experiment.shared(**{**experiment_of(work).changes(), **changed})
        if isinstance(work, Compression):
            return Compression.of(experiment, [pipeline] if pipeline else work.pipelines)
        if isinstance(work, Search):
            vary = {each.name: each.text for each in work.vary}
            return Search.of(experiment, vary, Budget(budget or work.students), goal=work.goal, sampler=work.sampler)
        if isinstance(work, Sweep):
            return Sweep.over(experiment, [(axis.name, axis.values) for axis in work.axes])
        return experiment


def experiment_of(request: Request) -> Experiment:
    """Return the experiment of a request; of a sweep, its base."""
    if isinstance(request, Compression | Search | Attack):
        return request.experiment
    return request.base if isinstance(request, Sweep) else request


@dataclass(frozen=True)
class Reason:
    """An explanation, whether the numbers bear it out, and the reply to who picks it."""

    text: str
    reply: str
    holds: bool = False


@dataclass(frozen=True)
class Why:
    """Three explanations of a claim of the step before, of which one holds; `about` is the claim's place."""

    text: str
    reasons: tuple[Reason, Reason, Reason]
    about: int = 0

    def allows(self, text: str) -> bool:
        """Return whether `text` picks one."""
        return len(text) == 1 and text in letters(len(self.reasons))


@dataclass(frozen=True)
class TakeAway:
    """What to remember, and a page for experiments on which one may go on, with its parameters.

    With `files` the students of the last task can be taken along.
    """

    text: str
    page: str = "distill"
    files: bool = False
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def allows(self, text: str) -> bool:
        """Return whether `text` says that it was read."""
        return text == "d"


Step = Ask | Do | Why | TakeAway


@dataclass(frozen=True)
class Lesson:
    """A lesson. Its name is that of its file, with hyphens; without a number it is a further one."""

    title: str
    steps: tuple[Step, ...]
    number: int | None = None
    name: str = ""

    @property
    def works(self) -> Sequence[Do]:
        """The steps that train."""
        return [step for step in self.steps if isinstance(step, Do) and step.trains]

    def following(self, place: int) -> Do:
        """Return what the question at `place` is about: the next thing to do."""
        return next(step for step in self.steps[place:] if isinstance(step, Do))

    def allows(self, place: int, text: str) -> bool:
        """Return whether `text` answers the step at `place`; a mark must stand on its scale."""
        if not place < len(self.steps) or not text.isascii():
            return False
        step = self.steps[place]
        way = step.way if isinstance(step, Ask) else step
        if isinstance(way, Mark):
            return way.guess(text, self.following(place).experiment.data) is not None
        return way.allows(text)

    def trained_before(self, place: int) -> int | None:
        """Return the place of the last step before one at `place` that trains; None for none."""
        return next((each for each in reversed(range(place)) if self.steps[each] in self.works), None)
