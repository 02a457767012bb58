"""Stages of a pipeline as texts, such as ``prune=0.8:layer``: what each says, and the one way of writing it."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn

from kdviz.catalog import methods
from kdviz.catalog.choice import CatalogError
from kdviz.catalog.closest import closest, not_one_of
from kdviz.catalog.entries import entries
from kdviz.catalog.knob import Knob, plain
from kdviz.catalog.method import Method, MethodKnobs, StageKnobs, TuningKnobs
from kdviz.i18n import N_

METHODS = entries(methods, Method)
ONLY = "only"
# Characters; a cut that trains has 90 with every setting and all digits of its numbers.
LONGEST = 120
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?")


@dataclass(frozen=True)
class Stage:
    """One stage: a method, and what it is set to. Knobs that it does not read are at their defaults."""

    method: str
    knobs: StageKnobs

    @classmethod
    def read(cls, text: str) -> "Stage":
        """Read a stage.

        Raises
        ------
        CatalogError
            If there is no such method or setting, or a number is out of range.

        Examples
        --------
        >>> Stage.read("prune=0.80:layer").knobs.sparsity
        0.8
        """
        text = text.strip().lower()
        if len(text) > LONGEST:
            template = N_("The stage {text} has {count} characters: allowed are at most {limit}.")
            raise CatalogError(template, text=f"{text[:LONGEST]}…", count=len(text), limit=LONGEST)
        return _read(text)

    @property
    def card(self) -> Method:
        """The method's card."""
        return METHODS[self.method]

    @property
    def text(self) -> str:
        """The one way of writing it."""
        tokens = [
            _token(knob, name, getattr(self.knobs, name))
            for name, knob in self.card.described.items()
            if self._is_written(name)
        ]
        return f"{self.method}={':'.join(tokens)}" if tokens else self.method

    def _is_written(self, name: str) -> bool:
        default = self.card.knobs.model_fields[name].default
        # A number stands behind the numbers before it.
        later = name == "steps" and self.knobs.learning_rate != self.card.knobs.model_fields["learning_rate"].default
        wanted = name in self.card.written or later or getattr(self.knobs, name) != default
        return wanted and is_read(self.card, self.knobs, name)

    @property
    def tuning(self) -> TuningKnobs | None:
        """What it trains by and for how many steps of its own, if it does."""
        return self.knobs if self.card.tunes(self.knobs) else None

    def changed(self, **knobs: Any) -> "Stage":
        """Return the stage with some of its knobs set anew."""
        return Stage(self.method, self.knobs.model_copy(update=knobs))


def is_read(card: Method, knobs: StageKnobs, name: str) -> bool:
    """Return whether a stage with such knobs reads the one called `name`."""
    word = card.read_with.get(name)
    return word is None or getattr(knobs, _chooser(card, word)) == word


def _chooser(card: Method, word: str) -> str:
    return next(name for name, knob in card.described.items() if word in knob.options)


# Whoever opens a link may write any.
@lru_cache(maxsize=1024)
def _read(text: str) -> Stage:
    name, sign, rest = text.partition("=")
    if name not in METHODS:
        raise not_one_of("stage", name or "“”", METHODS)
    card = METHODS[name]
    values: dict[str, Any] = {}
    numbers = [each for each, knob in card.described.items() if knob.widget in ("slider", "number") and each != ONLY]
    for token in rest.split(":") if sign else ():
        knob_name, value = _setting(card, text, token, numbers)
        if knob_name in values:
            raise CatalogError(N_("The stage {text} sets {knob} twice: set it once."), text=text, knob=knob_name)
        values[knob_name] = value
    for each, field in card.knobs.model_fields.items():
        if field.is_required() and each not in values:
            template = N_("The stage {text} does not say its {knob}: write it as in {example}.")
            raise CatalogError(template, text=text, knob=each, example=card.example)
    knobs: MethodKnobs = card.knobs(**values)
    for each in values:
        if not is_read(card, knobs, each):
            template = N_(
                "The stage {text} sets {knob}, which is read only beside {word}: add {word}, or leave it out."
            )
            raise CatalogError(template, text=text, knob=each, word=card.read_with[each])
    return Stage(name, knobs)


def _setting(card: Method, text: str, token: str, numbers: list[str]) -> tuple[str, Any]:
    """Return which knob `token` sets, and to what; one of `numbers` is taken where it is a number."""
    if NUMBER.fullmatch(token):
        if not numbers:
            raise CatalogError(N_("The stage {text} has a number too many: {value}."), text=text, value=token)
        return _in_range(card, text, numbers.pop(0), token)
    found = re.fullmatch(rf"{ONLY}(\d{{1,9}})", token)
    if found and ONLY in card.described:
        return _in_range(card, text, ONLY, found[1])
    for name, knob in card.described.items():
        if token in knob.options:
            return name, token
        if knob.widget == "toggle" and token == name:
            return name, True
    _refuse(card, text, token)


def _in_range(card: Method, text: str, name: str, token: str) -> tuple[str, float]:
    knob, whole = card.described[name], card.knobs.model_fields[name].annotation is not float
    value = float(token)
    if knob.clamp(value) != value or (whole and value != int(value)):
        low, high = map(plain, knob.bounds or ())
        template = (
            N_("In the stage {text}, {knob} is {value}: allowed is a whole number from {low} to {high}.")
            if whole
            else N_("In the stage {text}, {knob} is {value}: allowed is a number from {low} to {high}.")
        )
        raise CatalogError(template, text=text, knob=name, value=token, low=low, high=high)
    # Minus zero is written as zero.
    return name, int(value) if whole else value + 0.0


def _refuse(card: Method, text: str, token: str) -> NoReturn:
    words = [word for knob in card.described.values() for word in knob.options]
    words += [name for name, knob in card.described.items() if knob.widget == "toggle"]
    words += [f"{ONLY}1"] if ONLY in card.described else []
    if near := closest(token, words):
        template = N_("The stage {text} has no setting {value}; did you mean {closest}?")
        raise CatalogError(template, text=text, value=token, closest=near)
    if not card.described:
        raise CatalogError(N_("The stage {method} has no settings: {value} was given."), method=card.name, value=token)
    template = N_("The stage {text} has no setting {value}: allowed are numbers, as in {example}, and {allowed}.")
    allowed = ", ".join(words) or "–"
    raise CatalogError(template, text=text, value=token or "“”", example=card.example, allowed=allowed)


def _token(knob: Knob, name: str, value: Any) -> str:
    if name == ONLY:
        return f"{ONLY}{value}"
    if knob.widget == "toggle":
        return name
    return str(value) if isinstance(value, str) else plain(value)
