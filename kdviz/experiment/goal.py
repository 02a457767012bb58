"""The goal of a search, and what its students cost."""

import math
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict, field_validator

from kdviz.catalog import closest
from kdviz.catalog.deployed import FLOAT_BYTES
from kdviz.experiment.experiment import Experiment
from kdviz.experiment.pipeline import CompressionError, Pipeline
from kdviz.experiment.sweep import Value
from kdviz.experiment.vary import PIPELINE, PLAIN, SearchError, Vary
from kdviz.i18n import N_

# What a student costs. By arithmetic: its packed bytes, which without a pipeline are those of its float32 parameters;
# the bytes that these would take whatever a pipeline does to their bits; and multiply-accumulates of one forward pass.
# Measured before the search: microseconds of one answer (ONNX Runtime).
COSTS = ("bytes", "parameters", "macs", "us")
# What a limit of bytes may be called, too: it says their kind.
PACKED = "packed"
NAMES = (*COSTS, PACKED)
# A limit that no student keeps, by the `unit` of its cost.
TOO_LITTLE = {
    PACKED: N_("At most {limit} packed bytes were asked for: the smallest student, {student}, takes {least}."),
    "parameters": N_(
        "At most {limit} bytes of parameters were asked for: the smallest student, {student}, takes {least}."
    ),
    "macs": N_("At most {limit} MACs were asked for: the smallest student, {student}, takes {least}."),
    "us": N_("At most {limit} µs were asked for: the smallest student, {student}, takes {least}."),
}


class Goal(BaseModel):
    """The aim of a search: the most accurate setting, or the smallest student that is accurate enough.

    Attributes
    ----------
    at_most : dict
        A cost, of `COSTS`, to its limit; `PACKED` ones are kept as bytes.
    at_least : float or None
        Percent of the images.
    lose_at_most : float or None
        Points against the setting by hand.
    """

    model_config = ConfigDict(frozen=True)

    at_most: Mapping[str, float] = {}
    at_least: float | None = None
    lose_at_most: float | None = None

    @field_validator("at_most")
    @classmethod
    def _named_once(cls, limits: Mapping[str, float]) -> Mapping[str, float]:
        named = dict[str, float]()
        for name, limit in limits.items():
            own = "bytes" if name == PACKED else name
            named[own] = min(limit, named.get(own, math.inf))
        return named

    @property
    def is_smallest(self) -> bool:
        """Whether the smallest student is searched for that is accurate enough."""
        return self.at_least is not None or self.lose_at_most is not None

    def check(self) -> None:
        """Refuse what no share of images and no cost can be; raises `SearchError`."""
        for name, limit in self.at_most.items():
            _check_limit(name, limit, f"{name}={limit:.12g}")
        for number, text in (
            (self.at_least, N_("At least {number} % right were asked for: allowed are 0 to 100 %.")),
            (self.lose_at_most, N_("At most {number} points may be lost: allowed are 0 to 100 points.")),
        ):
            if number is not None and not 0 <= number <= 100:
                raise SearchError(text, number=f"{number:g}")

    def floor(self, by_hand: float) -> float:
        """Return how accurate a setting must be, as a fraction, where that by hand is as accurate as `by_hand`."""
        floors = [0.0]
        if self.at_least is not None:
            floors.append(self.at_least / 100)
        if self.lose_at_most is not None:
            floors.append(by_hand - self.lose_at_most / 100)
        return max(floors)


def read_limits(texts: Sequence[str]) -> dict[str, float]:
    """Read limits of costs, such as ``bytes=5000``; raises `SearchError`."""
    limits = dict[str, float]()
    for text in texts:
        name, _, number = text.partition("=")
        try:
            limits[name] = float(number)
        except ValueError:
            limits[name] = math.nan
        _check_limit(name, limits[name], text)
    return limits


def _check_limit(name: str, limit: float, text: str) -> None:
    if name not in NAMES and (near := closest(name, NAMES)):
        raise SearchError(N_("There is no cost {name}; did you mean {closest}?"), name=name, closest=near)
    if name not in NAMES or not 0 < limit < math.inf:
        raise SearchError(
            N_("A limit is {text}: allowed is a cost and a number above 0, such as {example}."),
            text=text,
            example=" ".join(f"{cost}=5000" for cost in NAMES),
        )


def pipeline_of(settings: Mapping[str, Value]) -> Pipeline | None:
    """Return the pipeline that students go through; None where they are distilled and no more."""
    text = settings.get(PIPELINE, PLAIN)
    return None if text == PLAIN else Pipeline.read(str(text))


def cost_of(
    experiment: Experiment, name: str, pipeline: Pipeline | None = None, micros: Mapping[str, float] | None = None
) -> float:
    """Return what one student costs after a pipeline, if any; raises `CompressionError` where it does not fit."""
    if pipeline is None:
        network, size = experiment.student, experiment.student_cost
        known = {"bytes": size.bytes, "parameters": size.bytes, "macs": size.macs}
    else:
        deployed = pipeline.deployed(experiment)
        network = deployed.network
        known = {"bytes": deployed.packed, "parameters": FLOAT_BYTES * deployed.parameters, "macs": deployed.macs}
    return float((micros or {}).get(network, 0.0) if name == "us" else known[name])


def unit(cost: str, vary: Sequence[Vary]) -> str:
    """Return a cost, bytes by their kind: packed where pipelines vary, else of parameters, as which both are equal."""
    if cost != "bytes":
        return cost
    return PACKED if any(each.name == PIPELINE for each in vary) else "parameters"


def networks_of(experiment: Experiment, vary: Mapping[str, str]) -> list[str]:
    """Return all networks that students may be in a search, as they are deployed; raises as `Search.of` does."""
    read = [Vary.read(experiment, name, text) for name, text in vary.items()]
    found = list[str]()
    for student in _choices(read, "student", experiment.student):
        own = _with(experiment, student)
        for text in _choices(read, PIPELINE, PLAIN):
            try:
                found.append(Pipeline.read(text).deployed(own).network)
            except CompressionError:
                continue
    return [*dict.fromkeys(found)]


def _choices(vary: Sequence[Vary], name: str, otherwise: str) -> tuple[str, ...]:
    return next((tuple(map(str, each.choices)) for each in vary if each.name == name), (otherwise,))


def _with(experiment: Experiment, student: str) -> Experiment:
    return Experiment.shared(**{**experiment.changes(), "student": student})


def within(experiment: Experiment, vary: tuple[Vary, ...], goal: Goal, micros: Mapping[str, float]) -> tuple[Vary, ...]:
    """Return what may vary without the students that are over the goal's limits; raises `SearchError`."""
    sizes = next((each for each in vary if each.name == "student"), None)
    for name, limit in goal.at_most.items():
        students = _choices([sizes] if sizes else [], "student", experiment.student)
        costs = {student: _least(_with(experiment, student), name, vary, micros) for student in students}
        kept = tuple(student for student in students if costs[student] <= limit)
        if not kept:
            raise SearchError(
                TOO_LITTLE[unit(name, vary)],
                limit=f"{limit:g}",
                student=str(min(costs, key=lambda student: costs[student])),
                least=f"{round(min(costs.values()), 1):g}",
            )
        if sizes:
            narrowed = sizes.model_copy(update={"choices": kept})
            vary = tuple(narrowed if each is sizes else each for each in vary)
            sizes = narrowed
    return vary


def _least(experiment: Experiment, name: str, vary: Sequence[Vary], micros: Mapping[str, float]) -> float:
    """Return what a student costs at least, after any of the pipelines that fit it."""
    found = [math.inf]
    for text in _choices(vary, PIPELINE, PLAIN):
        try:
            pipeline = pipeline_of({PIPELINE: text})
            found.append(cost_of(experiment, name, pipeline, micros))
        except CompressionError:
            continue
    return min(found)
