"""The progress bar of commands, on standard error."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from kdviz.engine import Progress, see_through


@contextmanager
def progress_bar(**options: Any) -> Iterator[Any]:
    """Give a bar; what is logged meanwhile stands on lines of its own above it."""
    with logging_redirect_tqdm([logging.getLogger("kdviz")]), tqdm(file=sys.stderr, **options) as bar:
        yield bar


def through_parts(request: Any, name: str, parts: str, *, afresh: bool) -> Any:
    """Submit a request in parts and return its record; a bar called `name` counts the `parts` meanwhile."""
    with progress_bar(total=100, desc=name, unit="%", bar_format="{l_bar}{bar}| {postfix}") as bar:

        def show(progress: Progress) -> None:
            bar.n = round(100 * progress.share)
            bar.set_postfix_str(f"{progress.done} of {progress.parts} {parts}")

        return see_through(request, show, afresh=afresh)
