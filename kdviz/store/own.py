"""Own data sets in the home: each once, under the fingerprint of its values, with a note for everybody whose it is.

A folder of ``own/`` holds ``values.safetensors``, ``description.json`` and, in ``owners/``, a note of each owner with
what they call it. Workers read them without the database.
"""

import json
import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import time

from filelock import FileLock
from pydantic import ValidationError
from safetensors import SafetensorError

from kdviz.catalog import OWN_DIGITS as DIGITS
from kdviz.catalog import OWN_NAME as NAME
from kdviz.catalog import CatalogError, DatasetCard, data_sets
from kdviz.catalog.limits import LIMITS
from kdviz.i18n import N_, printable
from kdviz.results import Arrays, RunFailedError
from kdviz.results.data import Column, DataDescription
from kdviz.store.database import StoreError
from kdviz.store.home import home, make_file, make_folder, write_whole
from kdviz.store.tables import JobRow
from kdviz.store.whose import HOST, MEGABYTE

log = logging.getLogger(__name__)

FOLDER, VALUES, DESCRIPTION, OWNERS = "own", "values.safetensors", "description.json", "owners"
CODE, ROWS = "kdviz.datasets.own:load", "kdviz.datasets.own:rows"
LONGEST_TITLE = 60
LOCK = ".lock"
# Seconds: to write or remove 16 million values takes a few.
PATIENCE = 60.0


@dataclass(frozen=True)
class OwnData:
    """A kept data set, as one of its owners calls it.

    Attributes
    ----------
    name : str
        The beginning of its fingerprint: what experiments have.
    title : str
    added_at : float
        Seconds since 1970.
    """

    name: str
    title: str
    added_at: float
    description: DataDescription

    @property
    def card(self) -> DatasetCard:
        """What an experiment chooses."""
        told = self.description
        return DatasetCard(
            name=self.name,
            title=self.title,
            summary="",
            code=CODE,
            shape=told.shape,
            train_per_class=told.train_per_class,
            validation=told.validation,
            test=told.test,
            class_names=told.classes,
            rows=ROWS if told.used else "",
        )


@contextmanager
def alone() -> Iterator[None]:
    """Hold the lock under which data sets are added and removed, in any process; its holder may take it again.

    Raises
    ------
    StoreError
        If the home cannot be written, or somebody else takes a minute.
    """
    place = home() / FOLDER / LOCK
    try:
        make_folder(place.parent)
        make_file(place)
        lock = FileLock(place, PATIENCE, is_singleton=True)
        lock.acquire()
    except OSError as error:
        raise StoreError.of(error, str(place)) from error
    try:
        yield
    finally:
        lock.release()


def keep(description: DataDescription, arrays: Arrays, title: str, who: str = HOST) -> OwnData:
    """Keep a data set, unless an equal one is kept; `who` owns it from then on, under the name `title`.

    Raises
    ------
    CatalogError
        If another data set of theirs has that name, or it is none.
    StoreError
        If it cannot be written, or `who` keeps as much as is allowed.
    """
    from safetensors.numpy import save  # noqa: PLC0415 - numpy, which a list of runs can do without

    name = description.fingerprint[:DIGITS]
    folder = _folder(name)
    with alone():
        title = _checked_title(title, name, who)
        try:
            _clear_up()
            is_new = not (folder / DESCRIPTION).exists()
            content = save(arrays) if is_new else b""
            _check_room(name, who, len(content) if is_new else (folder / VALUES).stat().st_size)
            if is_new:
                write_whole(folder / VALUES, content)
            _write_note(name, who, title)
            if is_new:
                # The last: it is what makes a data set of a folder.
                write_whole(folder / DESCRIPTION, description.model_dump_json().encode())
        except OSError as error:
            raise StoreError.of(error, str(folder)) from error
        return _of(name, who)


def rename(name: str, title: str, who: str = HOST) -> None:
    """Call a data set of theirs otherwise; what experiments have of it is the same.

    Raises
    ------
    CatalogError
        If it is not here any more, another data set of theirs has that name, or it is none.
    StoreError
        If it cannot be written.
    """
    with alone():
        title = _checked_title(title, _of(name, who).name, who)
        try:
            _write_note(name, who, title)
        except OSError as error:
            raise StoreError.of(error, str(_folder(name))) from error


def is_last(name: str, who: str) -> bool:
    """Return whether nobody else can miss a data set that `who` removes."""
    return who == HOST or not {*_owners(name)} - {who}


def let_go(name: str, who: str) -> None:
    """Take a data set from `who`; where nobody else owns it, or they are the host, its folder goes."""
    folder = _folder(name)
    with alone():
        try:
            if is_last(name, who):
                (folder / DESCRIPTION).unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=not folder.exists())
            else:
                (folder / OWNERS / f"{who}.json").unlink(missing_ok=True)
        except OSError as error:
            raise StoreError.of(error, str(folder)) from error


def owned(who: str = HOST) -> list[OwnData]:
    """Return the data sets of `who`, the newest first; the host has all."""
    found = [_of(name, who) for name in _names() if who == HOST or _note(name, who)]
    return sorted(found, key=lambda each: -each.added_at)


def find(text: str, who: str = HOST) -> OwnData:
    """Return the data set of `who` that has a title, or a name that begins so.

    Raises
    ------
    CatalogError
        If there is none, or several.
    """
    mine = owned(who)
    for found in ([each for each in mine if each.title == text], [each for each in mine if each.name.startswith(text)]):
        if len(found) == 1:
            return found[0]
        if found:
            raise CatalogError(
                N_("Several data sets of yours are {name}: write one as {names}."),
                name=text,
                names=", ".join(each.name for each in found),
            )
    titles = ", ".join(each.title for each in mine)
    if not titles:
        raise CatalogError(N_("There is no data set {name} of yours: “kdviz data add FILE” adds one."), name=text)
    raise CatalogError(N_("There is no data set {name} of yours: there are {names}."), name=text, names=titles)


def resolved(text: str) -> str:
    """Return the name of the own data set that the host calls `text`; `text` itself where there is none.

    It is how an experiment reads what it is given: by its title in a script, by its name in a link.
    """
    if NAME.fullmatch(text):
        return text
    return next((name for name in _names() if (_note(name, HOST) or ("",))[0] == text), text)


def known(name: str, who: str = HOST) -> OwnData | None:
    """Return the own data set `name`, whoever owns it, as `who` calls it; None where there is none in this home."""
    if NAME.fullmatch(name) is None:
        return None
    with suppress(CatalogError):
        return _of(name, who)
    return None


def card(name: str) -> DatasetCard | None:
    """Return the card of the own data set `name`; None as of `known`."""
    data = known(name)
    return data.card if data else None


def kept_at(name: str) -> Path:
    """Return where the raw rows of an own data set are kept."""
    return _folder(name) / VALUES


def values(name: str) -> Arrays:
    """Return the raw rows of an own data set.

    Raises
    ------
    RunFailedError
        If they are not on this computer.
    """
    from safetensors.numpy import load_file  # noqa: PLC0415 - as above

    place = kept_at(name)
    try:
        arrays: Arrays = load_file(place)
    except (OSError, SafetensorError) as error:
        raise RunFailedError(
            N_("The data set {name} is not on the computer that trains: it needs the same KDVIZ_HOME, with {path}."),
            name=name,
            path=str(place),
        ) from error
    return arrays


def description(name: str) -> DataDescription:
    """Return the description of an own data set; raises `CatalogError` where it is not here."""
    return _of(name, HOST).description


def columns(name: str) -> Sequence[Column]:
    """Return the columns of an own data set, as its file has them; raises as `description` does."""
    return description(name).columns


def without_foreign(jobs: Sequence[JobRow], who: str) -> list[JobRow]:
    """Return jobs without those on data that others have added: these are seen by their link alone."""
    foreign = set() if who == HOST else {name for name in _names() if not _note(name, who)}
    texts = [json.dumps(job.request) if foreign else "" for job in jobs]
    return [job for job, text in zip(jobs, texts, strict=True) if not any(name in text for name in foreign)]


def _names() -> Iterator[str]:
    with suppress(OSError):
        for folder in (home() / FOLDER).iterdir():
            if NAME.fullmatch(folder.name) and (folder / DESCRIPTION).exists():
                yield folder.name


def _clear_up() -> None:
    """Remove folders that were left half written or half removed: nobody else writes one now."""
    for folder in (home() / FOLDER).iterdir():
        if NAME.fullmatch(folder.name) and not (folder / DESCRIPTION).exists():
            try:
                shutil.rmtree(folder)
            except OSError as error:
                # Only its own room is lost; who adds another data set need not wait for it.
                log.warning("%s cannot be removed: %s", folder, error)


def _of(name: str, who: str) -> OwnData:
    folder = _folder(name)
    try:
        told = _description(folder / DESCRIPTION, (folder / DESCRIPTION).stat().st_mtime_ns)
    except (OSError, ValidationError) as error:
        raise CatalogError(
            N_("The data set {name} is not here: it was removed, or this computer has another KDVIZ_HOME."), name=name
        ) from error
    # Who looks at what somebody else has added sees what they call it.
    note = _note(name, who) or next(filter(None, (_note(name, each) for each in _owners(name))), None)
    title, added_at = note or (name, 0.0)
    return OwnData(name, title, added_at, told)


@lru_cache(256)
def _description(path: Path, _written_at: int) -> DataDescription:
    return DataDescription.model_validate_json(path.read_bytes())


def _owners(name: str) -> list[str]:
    with suppress(OSError):
        return sorted(path.stem for path in (_folder(name) / OWNERS).iterdir())
    return []


def _note(name: str, who: str) -> tuple[str, float] | None:
    """Return what `who` calls a data set and since when; None where it is not theirs."""
    try:
        note = json.loads((_folder(name) / OWNERS / f"{who}.json").read_bytes())
        return str(note["title"]), float(note["added_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write_note(name: str, who: str, title: str) -> None:
    known = _note(name, who)
    note = {"title": title, "added_at": known[1] if known else time()}
    write_whole(_folder(name) / OWNERS / f"{who}.json", json.dumps(note).encode())


def _checked_title(title: str, name: str, who: str) -> str:
    title = printable(title).strip()
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise CatalogError(
            N_("The name is {name}: allowed are 1 to {most} characters."), name=title or "“”", most=LONGEST_TITLE
        )
    taken = title in [*data_sets()] or any(
        note is not None and note[0] == title for other in _names() if other != name for note in [_note(other, who)]
    )
    if taken or NAME.fullmatch(title):
        raise CatalogError(N_("There is a data set {name} already: give this one another name."), name=title)
    return title


def _check_room(name: str, who: str, more: int) -> None:
    others = [each.name for each in owned(who) if each.name != name] if who != HOST else []
    kept = sum((_folder(each) / VALUES).stat().st_size for each in others)
    if who != HOST and kept + more > LIMITS.visitor_data_bytes:
        raise StoreError(
            N_("Your data sets would take {size} MB, and at most {most} MB are allowed: remove one."),
            size=round((kept + more) / MEGABYTE),
            most=round(LIMITS.visitor_data_bytes / MEGABYTE),
        )


def _folder(name: str) -> Path:
    return home() / FOLDER / name
