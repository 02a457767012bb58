"""Files that a browser has sent and nobody has added yet: one for each visitor, in the home, for a day."""

import hashlib
import re
import secrets
from contextlib import suppress
from pathlib import Path
from time import time

from kdviz.home import home
from kdviz.store.home import make_folder

FOLDER = "uploads"
TOKEN = re.compile(r"[\w-]{22}", re.ASCII)
DAY = 86_400.0


def new(who: str) -> tuple[Path, str]:
    """Return where a file of `who` goes, and what names it; what they sent before goes away, and what is old.

    Raises
    ------
    OSError
        If the folder cannot be made.
    """
    folder = home() / FOLDER
    make_folder(folder)
    for path in folder.iterdir():
        with suppress(OSError):
            if path.name.startswith(f"{_mark(who)}-") or path.stat().st_mtime < time() - DAY:
                path.unlink()
    token = secrets.token_urlsafe(16)
    return _path(who, token), token


def path_of(who: str, token: str) -> Path | None:
    """Return the file of `who` that a token names; None where they have sent none of that name."""
    path = _path(who, token) if TOKEN.fullmatch(token) else None
    return path if path is not None and path.is_file() else None


def _path(who: str, token: str) -> Path:
    return home() / FOLDER / f"{_mark(who)}-{token}"


def _mark(who: str) -> str:
    return hashlib.sha256(who.encode()).hexdigest()[:16]
