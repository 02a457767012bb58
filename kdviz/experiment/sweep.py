"""The sweep: one experiment with one or two of its knobs taken through several values each."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from kdviz.catalog import KINDS, Problem, closest
from kdviz.catalog.limits import LIMITS
from kdviz.experiment.experiment import TEACHER_KNOBS, Experiment
from kdviz.experiment.lenient import problems
from kdviz.experiment.settings import is_read, is_whole, knob
from kdviz.experiment.work import students_work
from kdviz.i18n import N_, SpokenError

Value = int | float | bool | str | None
MOST_AXES = 2


class SweepError(SpokenError, ValueError):
    """Axes that make no grid."""


class Axis(BaseModel):
    """A knob and the values that it takes, in the order in which they are drawn."""

    model_config = ConfigDict(frozen=True)

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Cell:
    """One place of the grid.

    Attributes
    ----------
    place : int
        Counted from zero, the last axis fastest.
    values : dict
        The axes' names to this cell's values.
    problem : Problem or None
        Why there is no experiment.
    """

    place: int
    values: dict[str, Value]
    experiment: Experiment | None
    problem: Problem | None = None


class Sweep(BaseModel):
    """A grid of experiments over one or two axes, checked and immutable; its cells share a base. See `Sweep.over`."""

    model_config = ConfigDict(frozen=True)

    base: Experiment
    axes: tuple[Axis, ...]

    @classmethod
    def over(cls, base: Experiment, axes: Mapping[str, Sequence[Any]] | Sequence[tuple[str, Sequence[Any]]]) -> Self:
        """Return the sweep of `base` over `axes`, names to values.

        Cells share what `base` changes of its kind's usual settings: in an axis of kinds each has its own usual ones.

        Raises
        ------
        SweepError
            If there is no axis or more than two, an axis is no knob or one that no kind of the grid reads, is no list
            of values, is empty, comes twice or repeats a value, or the grid is over the limits. A single cell that
            cannot be an experiment is no error: it says why.

        Examples
        --------
        >>> sweep = Sweep.over(Experiment(), {"temperature": [1, 4], "alpha": [0, 0.9]})
        >>> [cell.values["alpha"] for cell in sweep.cells]
        [0.0, 0.9, 0.0, 0.9]
        """
        pairs = list(axes.items() if isinstance(axes, Mapping) else axes)
        if not 1 <= len(pairs) <= MOST_AXES:
            raise SweepError(N_("A sweep has one or two axes: {count} were given."), count=len(pairs))
        names = [name for name, _values in pairs]
        for name in names:
            if name not in Experiment.model_fields:
                if near := closest(name, Experiment.model_fields):
                    text = N_("The axis {name} is no knob of an experiment; did you mean {closest}?")
                    raise SweepError(text, name=name, closest=near)
                text = N_("The axis {name} is no knob of an experiment: allowed is one of {allowed}.")
                raise SweepError(text, name=name, allowed=", ".join(Experiment.model_fields))
        if len({*names}) < len(names):
            raise SweepError(N_("Both axes are {name}: take two different knobs."), name=names[0])
        for name, values in pairs:
            if isinstance(values, str) or not isinstance(values, Iterable):
                raise SweepError(
                    N_("The axis {name} is {value}: give it a list of values, such as [1, 2]."),
                    name=name,
                    value=str(values),
                )
        given = {name: [*values] for name, values in pairs}
        kinds = list(map(str, given.get("kind", [base.kind])))
        read = [Axis(name=name, values=_read_values(base, kinds, name, values)) for name, values in given.items()]
        for axis in read:
            _check_values(axis)
        _check_size([len(axis.values) for axis in read])
        sweep = cls(base=base, axes=tuple(read))
        _check_work(sweep)
        return sweep

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every place of the grid, in order."""
        grid = product(*(axis.values for axis in self.axes))
        names, shared = [axis.name for axis in self.axes], self.base.changes()
        return tuple(_cell(shared, place, dict(zip(names, values, strict=True))) for place, values in enumerate(grid))

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each axis has."""
        return tuple(len(axis.values) for axis in self.axes)

    def digest(self, salt: str = "") -> str:
        """Return the SHA-256 of the canonical base without the axes' knobs, the axes, and `salt`, in hexadecimal."""
        # What the base changes is what is unusual for its kind, also where kinds are swept.
        swept = {axis.name for axis in self.axes} - {"kind"}
        fixed = {name: value for name, value in self.base.canonical().items() if name not in swept}
        axes = [[axis.name, *axis.values] for axis in self.axes]
        text = json.dumps([fixed, axes], sort_keys=True, allow_nan=False) + salt
        return hashlib.sha256(text.encode()).hexdigest()


def check_commas(name: str, text: str) -> None:
    """Refuse typed numbers in which a comma may be a decimal point or mark thousands: that is not guessed.

    Commas without spaces separate values where nothing else does, as in links: ``1,4`` is 1 and 4.

    Raises
    ------
    SweepError
        If `text`, the values of the axis `name`, is such.
    """
    if name not in Experiment.model_fields or knob(name).widget not in ("slider", "stops", "number"):
        return
    one_number = r"\d,\d{3}(?!\d)" if is_whole(name) else r"\d,\d"
    other_separator = r"\d\s*(?:[;/，、；]|,\s|\s[,\d])"
    mixed = "." not in text and re.search(one_number, text) and re.search(other_separator, text)
    if mixed or re.search(r"\d,0\d", text):
        raise SweepError(
            N_(
                "The axis {name} is {text}: a comma separates values. "
                "Write 1.5 with a point, 1500 without a comma, and the same separator everywhere."
            ),
            name=name,
            text=text,
        )


def _cell(shared: dict[str, Any], place: int, values: dict[str, Value]) -> Cell:
    try:
        return Cell(place, values, Experiment.shared(**{**shared, **values}))
    except ValidationError as error:
        return Cell(place, values, None, problems(error)[0])


def _read_values(base: Experiment, kinds: Sequence[str], name: str, values: Iterable[Any]) -> tuple[Value, ...]:
    """Return the values of an axis as they are for one of the grid's kinds that reads it."""
    known = [kind for kind in kinds if kind in KINDS]
    readers = [kind for kind in known if is_read(name, kind)]
    if known and not readers:
        raise SweepError(
            N_("The axis {name} is a knob that no cell reads: the kind of distillation is {kinds}."),
            name=name,
            kinds=", ".join(known),
        )
    reader = base.model_copy(update={"kind": readers[0]} if readers else {})
    return tuple(as_typed(reader, name, value) for value in values)


def as_typed(reader: Experiment, name: str, value: Any) -> Value:
    """Return `value` as the knob's own type where it can be read as such; the cells say what else is wrong with it."""
    try:
        typed: Value = getattr(
            Experiment.__pydantic_validator__.validate_assignment(reader.model_copy(), name, value), name
        )
        return typed
    except ValidationError:
        pass
    try:
        annotation: Any = Experiment.model_fields[name].annotation
        read: Value = TypeAdapter(annotation).validate_python(value)
        json.dumps(read, allow_nan=False)
        return read
    except ValueError:
        return str(value)


def _check_values(axis: Axis) -> None:
    if not axis.values:
        raise SweepError(N_("The axis {name} is empty: give it at least one value."), name=axis.name)
    seen: set[Value] = set()
    for value in axis.values:
        if value in seen:
            raise SweepError(
                N_("The axis {name} has the value {value} twice: give every value once."),
                name=axis.name,
                value=str(value),
            )
        seen.add(value)


def _check_size(lengths: list[int]) -> None:
    if prod(lengths) > LIMITS.sweep_cells:
        raise SweepError(
            N_("The grid of {shape} has {count} cells: allowed are at most {limit}."),
            shape=" × ".join(map(str, lengths)),
            count=prod(lengths),
            limit=LIMITS.sweep_cells,
        )


def _check_work(sweep: Sweep) -> None:
    experiments = [cell.experiment for cell in sweep.cells if cell.experiment]
    # Cells of one teacher have it trained once, but each its further ones.
    teachers = {experiment.digest(only=TEACHER_KNOBS): experiment.teacher_work for experiment in experiments}
    work = sum(teachers.values()) + sum(map(students_work, experiments))
    if work > LIMITS.sweep_multiply_accumulates:
        raise SweepError(
            N_(
                "The sweep asks for {asked} billion multiply-accumulates: allowed are at most {limit} billion. Take "
                "fewer cells, smaller networks, fewer steps or fewer seeds."
            ),
            asked=f"{work / 1e9:,.0f}",
            limit=f"{LIMITS.sweep_multiply_accumulates / 1e9:,.0f}",
        )
