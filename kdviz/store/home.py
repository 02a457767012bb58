"""The folder of everything that kdviz keeps, and how files in it are written."""

import os
import tempfile
from pathlib import Path

from platformdirs import user_data_path


def home() -> Path:
    """Return ``KDVIZ_HOME``, or the platform's folder for user data."""
    chosen = os.environ.get("KDVIZ_HOME")
    return Path(chosen) if chosen else user_data_path("kdviz", appauthor=False)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that appears at `path` only when it is complete.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
        draft = Path(folder) / path.name
        draft.write_bytes(content)
        draft.replace(path)
