"""What the page Data asks a worker for: to look at a file that was sent, and to keep it."""

from pathlib import Path

from kdviz.intake.read import read
from kdviz.results.data import DataDescription, Wishes
from kdviz.store import own
from kdviz.store.own import OwnData


def look(path: Path, name: str, wishes: Wishes) -> DataDescription:
    """Return what a file holds; raises as `kdviz.intake.read.read` does."""
    return read(path, wishes, name=name).description


def keep(path: Path, name: str, wishes: Wishes, title: str, who: str) -> OwnData:
    """Keep what a file holds as a data set of `who`, and remove the file.

    Raises
    ------
    RefusedError
        If it cannot be read.
    CatalogError, StoreError
        If it cannot be kept, as of `kdviz.store.own.keep`.
    """
    found = read(path, wishes, name=name)
    data = own.keep(found.description, found.arrays, title, who)
    path.unlink(missing_ok=True)
    return data
