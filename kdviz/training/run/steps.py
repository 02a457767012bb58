"""What trains yields after every step, and returns what it came to."""

from collections.abc import Callable, Generator
from typing import Any, TypeVar

Step = TypeVar("Step")
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
