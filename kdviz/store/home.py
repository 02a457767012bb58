"""How files in the folder of everything that kdviz keeps are written."""

import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from kdviz.home import expanded, home  # noqa: F401 - the store's readers ask here

# Of a home that we make: nobody else's.
PRIVATE = 0o700
PERMISSIONS = 0o777
READ_AND_WRITE = 0o666


def make_folder(folder: Path) -> None:
    """Make a folder with the permissions of the one above it; the home is for this account alone.

    What is there already is left as it is.
    """
    if folder.is_dir():
        return
    if folder == home():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(PRIVATE, exist_ok=True)
    else:
        make_folder(folder.parent)
        folder.mkdir(folder.parent.stat().st_mode & PERMISSIONS, exist_ok=True)


def make_file(path: Path) -> None:
    """Make an empty file, unless there is one, that whoever may use its folder may use."""
    if not path.exists():
        path.touch(path.parent.stat().st_mode & READ_AND_WRITE)


def secret(name: str) -> str:
    """Return what the file `name` in the home holds, which only this account can read; it is made where there is none.

    Where the home cannot be written, it is a secret of this process alone.
    """
    path, made = home() / name, secrets.token_urlsafe(24)
    try:
        if not path.exists():
            make_folder(path.parent)
            # Readable for this account alone; of several processes that start at once the first one's counts.
            handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
            with os.fdopen(handle, "w") as file:
                file.write(made)
            with suppress(FileExistsError):
                os.link(draft, path)
            Path(draft).unlink()
        return path.read_text("ascii")
    except OSError:
        return made


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that appears at `path` only when it is complete.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    make_folder(path.parent)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
        draft = Path(folder) / path.name
        draft.touch(path.parent.stat().st_mode & READ_AND_WRITE)
        draft.write_bytes(content)
        draft.replace(path)


def job_folder(home: Path, job_id: str) -> Path:
    """Return where the files of a job lie in the folder `home`."""
    return home / "runs" / job_id


def remove_files(home: Path, job_id: str) -> None:
    """Remove the files of a job, if there are any."""
    folder = job_folder(home, job_id)
    shutil.rmtree(folder, ignore_errors=not folder.exists())
