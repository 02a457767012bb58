"""What may vary in a search: knobs, each with its range or its choices, and pipelines of compression."""

import math
from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from kdviz.catalog import closest
from kdviz.catalog.knob import Knob
from kdviz.experiment.experiment import Experiment
from kdviz.experiment.lenient import problems
from kdviz.experiment.pipeline import CompressionError, Pipeline
from kdviz.experiment.settings import is_read, is_whole, knob
from kdviz.experiment.sweep import Value, as_typed
from kdviz.i18n import N_, SpokenError

USUAL = {"temperature": "1:20:log", "alpha": "0:1", "learning_rate": "0.001:0.1:log"}
# Whoever changed these would hold accuracies on other images against each other.
FIXED = ("seeds", "first_seed", "dataset", "data_seed", "omit_class")
# What the student goes through: no knob, but written and drawn as one. By hand it is distilled and no more.
PIPELINE, PLAIN = "pipeline", "distill"
PIPELINES = Knob(label=N_("Compression"), help=N_("The stages that the student goes through."))
# Between two pipelines, whose stages have commas between.
OR = "|"
# Digits that a number is asked for with: more say nothing, and do not fit into a link.
DIGITS = 4


class SearchError(SpokenError, ValueError):
    """A range, a goal or a budget with which there is nothing to search."""


class Vary(BaseModel):
    """A knob that may vary: between two numbers, evenly or by factors, or among choices."""

    model_config = ConfigDict(frozen=True)

    name: str
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    choices: tuple[Value, ...] = ()

    @classmethod
    def read(cls, experiment: Experiment, name: str, text: str) -> Self:
        """Read ``1:20``, ``1:20:log`` or ``8,16,32`` as values of a knob of `experiment`.

        Raises
        ------
        SearchError
            If there is no such knob, or these are no values of it.
        """
        _check_name(name)
        if not text.strip():
            raise SearchError(N_("{name} may vary over nothing: give a range, such as 1:20, or choices."), name=name)
        if name == PIPELINE:
            return cls(name=name, choices=_once(name, [_pipeline(each) for each in text.split(OR)]))
        ends = text.split(":")
        if len(ends) == 1 or knob(name).widget in ("network", "networks"):
            return cls(name=name, choices=_choices(experiment, name, text.split(",")))
        if len(ends) > 3 or (len(ends) == 3 and ends[2] != "log"):
            raise SearchError(
                N_("{name} may vary over {text}: allowed is a range, such as 1:20 or 1:20:log, or choices."),
                name=name,
                text=text,
            )
        low, high = (_number(name, end) for end in ends[:2])
        first, last = (math.ceil(low), math.floor(high)) if is_whole(name) else (low, high)
        if first >= last:
            wrong = (
                N_("{name} may vary from {low} to {high}: the first number must be the lower one.")
                if low >= high
                else N_("{name} may vary from {low} to {high}: there are no two whole numbers in it.")
            )
            raise SearchError(wrong, name=name, low=ends[0], high=ends[1])
        if len(ends) == 3 and low <= 0:
            raise SearchError(N_("{name} may vary from {low} by factors: they begin above 0."), name=name, low=ends[0])
        return cls(name=name, low=first, high=last, log=len(ends) == 3)

    def check(self, experiment: Experiment) -> None:
        """Refuse ends or choices that make no experiment with the rest as it is, and what its kind does not read.

        Raises
        ------
        SearchError
            With the sentence of the first.
        """
        if self.name == PIPELINE:
            for value in self.choices:
                try:
                    Pipeline.read(str(value)).check(experiment)
                except CompressionError as error:
                    raise SearchError(error.template, **error.blanks) from error
            return
        if not is_read(self.name, experiment.kind):
            raise SearchError(
                N_("{name} cannot vary: the kind {kind} does not read it."), name=self.name, kind=experiment.kind
            )
        for value in self.choices or (self.rounded(self.low), self.rounded(self.high)):
            try:
                Experiment.shared(**{**experiment.changes(), self.name: value})
            except ValidationError as error:
                (problem, *_others) = problems(error)
                raise SearchError(
                    N_("{name} cannot vary so: {reason}"), name=self.name, reason=problem.sentence()
                ) from error

    def holds(self, value: Value) -> bool:
        """Return whether a value is in the range or among the choices; one by hand may lie beside them."""
        if self.choices:
            return value in self.choices
        return isinstance(value, int | float) and self.low <= value <= self.high

    @property
    def text(self) -> str:
        """As it is read."""
        if self.choices:
            return joined(self.name, self.choices)
        ends = f"{self.low:.12g}:{self.high:.12g}"
        return f"{ends}:log" if self.log else ends

    def rounded(self, value: Value) -> Value:
        """Return a value in the range with `DIGITS` digits, whole where the knob is."""
        if self.choices:
            return value
        number = min(max(float(f"{float(value or 0):.{DIGITS}g}"), self.low), self.high)
        return round(number) if is_whole(self.name) else number


def joined(name: str, choices: Sequence[Value]) -> str:
    """Write choices as they are read."""
    return (OR if name == PIPELINE else ",").join(map(str, choices))


def varied(name: str) -> Knob:
    """Return the description of what may vary."""
    return PIPELINES if name == PIPELINE else knob(name)


def _check_name(name: str) -> None:
    if name in FIXED:
        raise SearchError(
            N_("{name} cannot vary in a search: settings are held against each other on the same images and seeds."),
            name=name,
        )
    known = [PIPELINE, *Experiment.model_fields]
    if name in known:
        return
    if near := closest(name, known):
        raise SearchError(
            N_("There is no knob {name} that could vary; did you mean {closest}?"), name=name, closest=near
        )
    raise SearchError(
        N_("There is no knob {name} that could vary: allowed is one of {allowed}."),
        name=name,
        allowed=", ".join(each for each in known if each not in FIXED),
    )


def _number(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise SearchError(
            N_("{name} may vary from or to {text}: allowed is a number."), name=name, text=text or "nothing"
        )
    return number


def _choices(experiment: Experiment, name: str, texts: Sequence[str]) -> tuple[Value, ...]:
    """Return choices as the knob's own type; the experiments made of them say what else is wrong."""
    return _once(name, [as_typed(experiment, name, text.strip()) for text in texts])


def _pipeline(text: str) -> str:
    try:
        return Pipeline.read(text).text
    except CompressionError as error:
        raise SearchError(error.template, **error.blanks) from error


def _once(name: str, choices: Sequence[Value]) -> tuple[Value, ...]:
    for value in choices:
        if choices.count(value) > 1:
            raise SearchError(N_("{name} has the choice {value} twice."), name=name, value=str(value))
    return tuple(choices)
