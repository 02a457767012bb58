"""Files that a browser has sent and nobody has added yet: in the home, one for each visitor, for some hours."""

import hashlib
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import time

from kdviz.catalog.limits import LIMITS
from kdviz.home import home
from kdviz.store.home import make_file, make_folder

FOLDER = "uploads"
TOKEN = re.compile(r"[\w-]{22}", re.ASCII)
# Seconds for which a file is looked at: an afternoon's class.
LONGEST = 6 * 3600.0


def new(who: str, size: int = 0) -> tuple[Path, str]:
    """Make an empty file of `who` with room for `size` bytes, and return it with what names it.

    What they sent before goes away, and what `tidy` removes.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    make_folder(home() / FOLDER)
    for _at, _size, path in _files():
        if path.name.startswith(f"{_mark(who)}-"):
            _remove(path)
    tidy(size)
    token = secrets.token_urlsafe(16)
    path = _path(who, token)
    # At once, so that their next upload finds it, however soon it comes.
    make_file(path)
    return path, token


def tidy(more: int = 0) -> float | None:
    """Remove files that were sent long ago and, the oldest first, those that leave too little room for `more` bytes.

    Returns
    -------
    float or None
        Seconds until the hours of another one are over; None where none is left.
    """
    # One file has room at least.
    room, total, left = max(LIMITS.upload_bytes, LIMITS.data_bytes), more, None
    for at, size, path in sorted(_files(), reverse=True):
        total += size
        lasts = at + LONGEST - time()
        if lasts <= 0 or total > room:
            _remove(path)
        else:
            left = lasts
    return left


def path_of(who: str, token: str) -> Path | None:
    """Return the file of `who` that a token names; None where they have sent none of that name."""
    path = _path(who, token) if TOKEN.fullmatch(token) else None
    return path if path is not None and path.is_file() else None


def forget(who: str, token: str) -> None:
    """Remove a file of `who` that they look at no more, if it is there."""
    if (path := path_of(who, token)) is not None:
        _remove(path)


def _files() -> Iterator[tuple[float, int, Path]]:
    """Yield when each file was sent, how many bytes it has, and where it is."""
    with suppress(OSError):
        for path in [*(home() / FOLDER).iterdir()]:
            with suppress(OSError):
                told = path.stat()
                yield told.st_mtime, told.st_size, path


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _path(who: str, token: str) -> Path:
    return home() / FOLDER / f"{_mark(who)}-{token}"


def _mark(who: str) -> str:
    return hashlib.sha256(who.encode()).hexdigest()[:16]
