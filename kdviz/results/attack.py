"""The results of attacks: rows of what was attacked how, each with its numbers over seeds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from kdviz.catalog.device import Device
from kdviz.experiment.attack import Attack
from kdviz.results.arrays import Arrays
from kdviz.results.failure import Failure
from kdviz.results.record import Status
from kdviz.results.snapshot import Estimate, Value

What = dict[str, str | float | int]


class Tried(Value):
    """One way to attack one net, and its numbers: a list of fractions, one a seed, by measure.

    `what` tells it from others: of the temperature study net, temperature, attack, on, attacker_temperature and bound;
    of stealing gives (an answer, or ``"truth"`` for the control), from and queries; of membership net, temperature,
    label_noise and teacher.
    """

    what: What
    numbers: dict[str, list[float]]


class AttackRow(Value):
    """The same over all seeds.

    Attributes
    ----------
    numbers : dict of str to Estimate
        By measure.
    values : dict of str to list of float
        What those are of: a fraction a seed.
    """

    what: What
    numbers: dict[str, Estimate]
    values: dict[str, list[float]] = Field(default_factory=dict)


class Gap(Value):
    """By how much a measure of one row is above another's, paired within each seed."""

    of: What
    over: What
    measure: str
    gap: Estimate


def _as_estimate(value: Any) -> Any:
    """Read a number that an earlier version kept without its interval, too."""
    return {"mean": value, "ci95": None} if isinstance(value, int | float) else value


Resampled = Annotated[Estimate, BeforeValidator(_as_estimate)]


class Served(Value):
    """What an honest user gets of the teacher's answers to the test images, by what the service gives.

    There is one teacher, so intervals are of a bootstrap over its test images, the same for all that a service may
    give. Calibration is as of `kdviz.measures`.

    Attributes
    ----------
    ece_above_probabilities : Estimate or None
        By how much the calibration error is above that of all probabilities, paired within each resample.
    """

    gives: str
    accuracy: Resampled
    ece: Resampled
    brier: Resampled
    ece_above_probabilities: Estimate | None = None


class AttackResult(Value):
    """What an attack came to."""

    rows: list[AttackRow]
    gaps: list[Gap] = Field(default_factory=list)
    served: list[Served] = Field(default_factory=list)
    device: Device | None = None

    def find(self, **what: str | float) -> AttackRow | None:
        """Return the first row of which all of `what` holds."""
        return next((row for row in self.rows if _holds(row.what, what)), None)

    def all(self, **what: str | float) -> list[AttackRow]:
        """Return all rows of which all of `what` holds, in their order."""
        return [row for row in self.rows if _holds(row.what, what)]

    def gap(self, of: Mapping[str, str | float], over: Mapping[str, str | float]) -> Gap | None:
        """Return the first gap between rows of which all of `of` and `over` holds."""
        return next((gap for gap in self.gaps if _holds(gap.of, of) and _holds(gap.over, over)), None)

    def by_seed(self, gap: Gap) -> list[float]:
        """Return a gap seed by seed; nothing where an earlier version kept no seeds."""
        one, other = self.find(**gap.of), self.find(**gap.over)
        if one is None or other is None:
            return []
        pairs = zip(one.values.get(gap.measure, []), other.values.get(gap.measure, []), strict=True)
        return [above - below for above, below in pairs]


def _holds(what: What, wanted: Mapping[str, str | float]) -> bool:
    return all(what.get(name) == value for name, value in wanted.items())


class AttackPart(Value):
    """What one piece came to, as it is kept: some seeds of all rows, and the weights of the first, as base64."""

    tried: list[Tried] = Field(default_factory=list)
    served: list[Served] = Field(default_factory=list)
    weights: str = ""
    device: Device | None = None
    failure: Failure | None = None


@dataclass(frozen=True)
class AttackOutcome:
    """An attack's result with what a browser computes with: weights by net and name, and test images."""

    result: AttackResult
    nets: Arrays
    arrays: Arrays
    samples: Arrays


@dataclass(frozen=True)
class AttackRecord:
    """An attack as the history has it."""

    attack_id: str
    attack: Attack
    status: Status
    title: str
    created_at: float
    ended_at: float | None
    seconds: float
    failure: Failure | None
    done: int
    parts: int
    result: AttackResult | None
