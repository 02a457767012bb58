"""The progress bar of commands, on standard error."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm


@contextmanager
def progress_bar(**options: Any) -> Iterator[Any]:
    """Give a bar; what is logged meanwhile stands on lines of its own above it."""
    with logging_redirect_tqdm([logging.getLogger("kdviz")]), tqdm(file=sys.stderr, **options) as bar:
        yield bar
