"""A file of any format that is read here becomes a described data set; the format is known by the content."""

import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from kdviz.catalog.limits import LIMITS
from kdviz.i18n import N_
from kdviz.intake.arrays import pair_of, read_idx, read_npz
from kdviz.intake.facts import facts_of
from kdviz.intake.parts import checked_counts
from kdviz.intake.pictures import PASSWORD, read_folders, sheet
from kdviz.intake.refused import DAMAGED, RefusedError, brief
from kdviz.intake.table import Table, as_table
from kdviz.intake.text import read_text
from kdviz.results import Arrays
from kdviz.results.arrays import fingerprint
from kdviz.results.data import Assumed, DataDescription, Wishes

# What files begin with that are no tables, and what they are.
OTHERS = {
    b"%PDF": N_("The file {name} is a PDF: save the table as CSV."),
    b"\xd0\xcf\x11\xe0": N_("The file {name} is an old Excel file: save the table as CSV."),
    b"\x89PNG": N_("The file {name} is a single picture: pack many into a ZIP, a folder for each class."),
    b"\xff\xd8\xff": N_("The file {name} is a single picture: pack many into a ZIP, a folder for each class."),
    b"GIF8": N_("The file {name} is a single picture: pack many into a ZIP, a folder for each class."),
    b"7z\xbc\xaf": N_("The file {name} is an archive of another kind: pack it as a ZIP."),
    b"Rar!": N_("The file {name} is an archive of another kind: pack it as a ZIP."),
    b"SQLite format 3": N_("The file {name} is a database: save one table as CSV."),
    b"\x80\x04\x95": N_("The file {name} is a pickle, which could run programs: save the arrays as NPZ."),
    b"\x7fELF": N_("The file {name} is a program: choose a table, arrays or a ZIP of pictures."),
    b"MZ\x90": N_("The file {name} is a program: choose a table, arrays or a ZIP of pictures."),
}
GZIP, ZIP, PARQUET = b"\x1f\x8b", b"PK", b"PAR1"
PIECE = 1 << 20
TOO_MUCH_INSIDE = N_("The file unpacks to more than {most} MB, which KDVIZ_MAX_DATA_BYTES allows: take less.")


@dataclass(frozen=True)
class Intake:
    """A data set that has been read: what is said of it, and its values."""

    description: DataDescription
    arrays: Arrays


def read(path: Path, wishes: Wishes | None = None, *, name: str = "", labels: Path | None = None) -> Intake:
    """Read a file.

    Parameters
    ----------
    wishes : Wishes, optional
        What is known of it; the rest is found out, and said in `DataDescription.assumed`.
    name : str
        What it was called; its own name unless told otherwise.
    labels : Path, optional
        The file with the labels of an IDX file of pictures.

    Raises
    ------
    RefusedError
        One sentence that says what is wrong, where, and what would do.
    """
    wishes, name = wishes or Wishes(), name or path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(16)
    except OSError as error:
        raise RefusedError(
            N_("The file {name} cannot be read: {reason}."), name=brief(name), reason=str(error.strerror)
        ) from error
    if size > LIMITS.data_bytes:
        raise RefusedError(
            N_("The file has {size} MB; KDVIZ_MAX_DATA_BYTES allows {most} MB: take fewer rows."),
            size=f"{size // 10**6:,}",
            most=f"{LIMITS.data_bytes // 10**6:,}",
        )
    if not size:
        raise RefusedError(N_("The file is empty: a table has a row of names and a row for each example."))
    for mark, refusal in OTHERS.items():
        if start.startswith(mark):
            raise RefusedError(refusal, name=brief(name))
    try:
        table = _table(path, start, wishes, name, labels)
    except MemoryError as error:
        raise RefusedError(N_("There is not enough memory for this file: take fewer rows.")) from error
    try:
        return described(table, name)
    except RefusedError as error:
        raise _explained(error, table.assumed, wishes) from error


def _explained(error: RefusedError, assumed: Iterable[Assumed], wishes: Wishes) -> RefusedError:
    """Return a refusal that says, too, what had been assumed of the text, where that may be why."""
    in_a_row = "row" in error.blanks
    why = {
        "header": True,
        "decimal": in_a_row,
        "separator": not in_a_row,
        "encoding": not all(str(value).isascii() for value in error.blanks.values()),
    }
    said = [each.said for each in assumed if why.get(each.wish) and getattr(wishes, each.wish) is None]
    return RefusedError(error.template, said, **error.blanks)


def of_frame(frame: pd.DataFrame, wishes: Wishes, name: str) -> Intake:
    """Return a data frame as a data set; raises as `read` does."""
    frame = frame.reset_index(drop=True)
    frame.columns = pd.Index([str(column) for column in frame.columns])
    if not frame.columns.is_unique:
        twice = frame.columns[frame.columns.duplicated()][0]
        raise RefusedError(N_("Two columns are called {column}: rename one."), column=brief(twice))
    return described(as_table(frame, 1, wishes), name)


def described(table: Table, name: str) -> Intake:
    """Return a table or pictures as a data set with its description; raises as `read` does."""
    arrays, classes = table.arrays, table.classes
    train, validation, test = checked_counts(arrays, classes)
    pictures = arrays.get("pictures")
    features = arrays["numbers"].shape[1] if "numbers" in arrays else 0
    features += int(arrays["widths"].sum()) if "widths" in arrays else 0
    names = {
        "names": np.frombuffer(
            repr((classes, [(each.name, each.categories) for each in table.columns])).encode(), np.uint8
        )
    }
    description = DataDescription(
        # What columns and classes are called is part of what a data set says, its file's name is not.
        fingerprint=fingerprint({**arrays, **names}),
        file=name,
        shape=(features,) if pictures is None else pictures.shape[1:],
        classes=classes,
        counts=tuple(map(int, np.bincount(arrays["labels"], minlength=len(classes)))),
        train_per_class=train,
        validation=validation,
        test=test,
        own_split="part" in arrays,
        columns=table.columns,
        assumed=table.assumed,
        facts=facts_of(arrays, table.columns, classes),
        head=table.head,
        sheet="" if pictures is None else sheet(pictures, arrays["labels"], len(classes)),
    )
    return Intake(description, arrays)


def _table(path: Path, start: bytes, wishes: Wishes, name: str, labels: Path | None) -> Table:
    if start.startswith(ZIP):
        return _of_zip(path, wishes, name)
    if start.startswith(PARQUET):
        return as_table(_parquet(path), 1, wishes)
    if start.startswith(GZIP):
        with tempfile.TemporaryDirectory() as folder:
            # A name of IDX's says where its labels are.
            plain = Path(folder) / "unpacked"
            _unpack(path, plain)
            with plain.open("rb") as file:
                inside = file.read(16)
            if inside.startswith(GZIP):
                raise RefusedError(N_("The file is gzipped twice: unpack it once."))
            if not inside.startswith(b"\0\0"):
                return _table(plain, inside, wishes, name, labels)
    if start.startswith((GZIP, b"\0\0\x08", b"\0\0\x09", b"\0\0\x0b", b"\0\0\x0c", b"\0\0\x0d", b"\0\0\x0e")):
        return read_idx(path, labels, wishes, name)
    text = read_text(path, wishes)
    try:
        table = as_table(text.frame, text.first_row, wishes.model_copy(update={"decimal": text.decimal}))
    except RefusedError as error:
        raise _explained(error, text.assumed, wishes) from error
    return Table(table.arrays, table.columns, table.classes, table.head, (*text.assumed, *table.assumed))


def _unpack(path: Path, place: Path) -> None:
    """Write what a gzipped file holds, at most as much as is allowed."""
    written = 0
    try:
        with gzip.open(path) as packed, place.open("wb") as file:
            while piece := packed.read(PIECE):
                written += len(piece)
                if written > LIMITS.data_bytes:
                    raise RefusedError(
                        TOO_MUCH_INSIDE,
                        most=f"{LIMITS.data_bytes // 10**6:,}",
                    )
                file.write(piece)
    except (OSError, EOFError, zlib.error) as error:
        raise RefusedError(N_("The gzipped file is damaged or ends early: pack it again.")) from error


def _of_zip(path: Path, wishes: Wishes, name: str) -> Table:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if any(each.endswith(".npy") for each in names):
                return read_npz(path, wishes, name)
            if "[Content_Types].xml" in names:
                raise RefusedError(N_("The file is a workbook or a document of Office: save the table as CSV."))
            if pair := pair_of(names):
                with tempfile.TemporaryDirectory() as folder:
                    images, labels = Path(folder) / "images", Path(folder) / "labels"
                    for place, inside in zip((images, labels), pair, strict=True):
                        _extract(archive, inside, place)
                    return read_idx(images, labels, wishes, name)
            arrays, classes, assumed = read_folders(archive, wishes)
            return Table(arrays, (), classes, (), assumed)
    except RefusedError:
        raise
    except DAMAGED as error:
        raise RefusedError(N_("The ZIP is damaged or ends early: pack it again.")) from error
    except RuntimeError as error:
        raise RefusedError(PASSWORD) from error


def _extract(archive: zipfile.ZipFile, name: str, place: Path) -> None:
    if archive.getinfo(name).file_size > LIMITS.data_bytes:
        raise RefusedError(
            TOO_MUCH_INSIDE,
            most=f"{LIMITS.data_bytes // 10**6:,}",
        )
    with archive.open(name) as packed, place.open("wb") as file:
        while piece := packed.read(PIECE):
            file.write(piece)


def _parquet(path: Path) -> pd.DataFrame:
    import pyarrow as pa  # noqa: PLC0415 - only for this format
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with pq.ParquetFile(path) as file:
            told = file.metadata
            size = sum(told.row_group(group).total_byte_size for group in range(told.num_row_groups))
            if size > LIMITS.data_bytes or told.num_rows > LIMITS.data_rows or told.num_columns > LIMITS.data_columns:
                raise RefusedError(
                    N_("The file holds {rows} rows, {columns} columns and {size} MB, more than allowed: take less."),
                    rows=f"{told.num_rows:,}",
                    columns=f"{told.num_columns:,}",
                    size=f"{size // 10**6:,}",
                )
            return pd.DataFrame(file.read().to_pandas(ignore_metadata=True))
    except (pa.ArrowException, OSError) as error:
        raise RefusedError(N_("The Parquet file is damaged or ends early: write it again.")) from error
