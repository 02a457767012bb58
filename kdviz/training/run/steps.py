"""Trainings as generators: they yield news after every step, or None, and return what they came to."""

from collections.abc import Callable, Generator
from typing import Any, TypeVar

Step = TypeVar("Step")
Other = TypeVar("Other")
End = TypeVar("End")


def finish(going: Generator[Step, None, End], each: Callable[[Step], Any] | None = None) -> End:
    """Run `going` to its end and return what it returns; `each` hears what it yields on the way."""
    while True:
        try:
            step = next(going)
        except StopIteration as end:
            returned: End = end.value
            return returned
        if each is not None:
            each(step)


def mapped(going: Generator[Step, None, End], change: Callable[[Step], Other]) -> Generator[Other, None, End]:
    """Yield what `change` makes of each step of `going`, and return what `going` returns."""
    while True:
        try:
            step = next(going)
        except StopIteration as end:
            returned: End = end.value
            return returned
        yield change(step)
