"""Text tables: the separator, the decimal mark and the header are found out, and each row is counted."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, TextIO

import pandas as pd

from kdviz.catalog.limits import LIMITS
from kdviz.i18n import N_
from kdviz.intake.encoding import PIECE, encoding_of
from kdviz.intake.numbers import DECIMALS, written
from kdviz.intake.refused import RefusedError, brief
from kdviz.results.data import Assumed, Wishes
from kdviz.results.failure import Failure

# Rows from which separator, decimal mark and header are guessed.
LOOKED_AT = 200
SEPARATORS = (",", ";", "\t", "|")
NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space"}
SEPARATED = {
    ";": N_("Cells are separated by semicolons."),
    "\t": N_("Cells are separated by tabs."),
    "|": N_("Cells are separated by bars."),
    " ": N_("Cells are separated by spaces."),
}
# Excel reads a first line that says what separates cells.
EXCELS = re.compile(r'\ufeff?"?sep=(?P<mark>[^\r\n])"?(\r\n|\r|\n)', re.IGNORECASE)
# Cells that hold no value.
MISSING = ("", "?", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "<NA>", "#N/A", "-nan", "缺失")
# And those that hold none where the others of the column are numbers, in small letters.
STRAY = (
    *("-", "--", "---", "–", "—", "―", "_", ".", "..", "...", "…", "/", "\\", "*", "**", "?", "??", "(empty)"),
    *("na", "n/a", "n.a.", "n.a", "n.d.", "n.d", "nd", "nan", "nil", "none", "null", "unknown", "missing", "empty"),
    *("not available", "not applicable", "not detected", "unk", "tbd", "k.a.", "keine angabe", "unbekannt"),
    *("#n/a", "#value!", "#div/0!", "#ref!", "#num!", "#name?", "#null!"),
    *("未知", "无", "暂无", "不详", "空", "未测", "没有"),
)
# Names of the column of labels, the likeliest first.
LABELS = (
    *("label", "labels", "class", "classes", "target", "y", "species", "category", "diagnosis", "outcome", "type"),
    *("标签", "类别", "类", "分类", "目标", "结果"),
)
# What the column of a frame's index is called: ours for one without a name, and two of pandas'.
INDEX = "index"
INDEXES = (INDEX, "Unnamed: 0", "__index_level_0__")
# A field may hold a text; nobody's number is as long.
csv.field_size_limit(PIECE)


@dataclass(frozen=True)
class TextTable:
    """A table as text says it.

    Attributes
    ----------
    frame : DataFrame
        Columns of numbers where all cells are some.
    first_row : int
        The number of the frame's first row in the file, counted from one.
    decimal : str
        The mark of decimals.
    assumed : tuple of Assumed
    """

    frame: pd.DataFrame
    first_row: int
    decimal: str
    assumed: tuple[Assumed, ...]


@dataclass(frozen=True)
class _File:
    """A text file: how it is encoded, and how many lines before the table are skipped."""

    path: Path
    encoding: str
    skipped: int = 0

    @contextmanager
    def opened(self) -> Iterator[TextIO]:
        """Open it where the table begins, each line with its end as it is."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            for _line in range(self.skipped):
                file.readline()
            yield file


def read_text(path: Path, wishes: Wishes) -> TextTable:
    """Return the table in a text file.

    Raises
    ------
    RefusedError
        If it is none, or its rows do not have the same number of cells.
    """
    file = _File(path, encoding_of(path, wishes.encoding))
    sample = _sample(file, [each.said for each in _encoded(file.encoding) if wishes.encoding is None])
    if said := EXCELS.match(sample):
        sample, file = sample[said.end() :], replace(file, skipped=1)
    told = said["mark"] if said and wishes.separator is None else None
    separator = _separator(sample, told or wishes.separator)
    rows = [*_rows(sample, separator)]
    if not rows:
        raise RefusedError(N_("The file holds no rows: a table has a row of names and a row for each example."))
    header = _has_header(rows) if wishes.header is None else wishes.header
    body = rows[1:] if header else rows
    decimal = _decimal(body, separator) if wishes.decimal is None else wishes.decimal
    if decimal not in DECIMALS:
        raise RefusedError(
            N_("The mark of decimals is {value}: allowed are a point and a comma."), value=brief(decimal) or "“”"
        )
    by = _separated(separator, in_file=bool(told))
    count = _count(file, separator, [each.said for each in by if wishes.separator is None])
    frame = _frame(file, separator, decimal, header=header)
    names = rows[0] if header else []
    if names and not names[0].strip() and numbers_rows(frame.iloc[:, 0]):
        names = [INDEX, *names[1:]]
    frame.columns = pd.Index(_names(names, len(frame.columns)))
    if count - header == 0:
        raise RefusedError(N_("The file has a row of names and no others: a table has a row for each example."))
    assumed = [*_encoded(file.encoding), *by]
    if decimal == ",":
        assumed.append(
            Assumed(wish="decimal", value=",", said=Failure(template=N_("Decimals are written with a comma.")))
        )
    if not header:
        template = N_("The first row holds values, not names.")
        assumed.append(Assumed(wish="header", value="no", said=Failure(template=template)))
    elif any(map(_is_number, rows[0])):
        template = N_("The first row names the columns, though numbers are in it.")
        assumed.append(Assumed(wish="header", value="yes", said=Failure(template=template)))
    return TextTable(frame, 1 + header + file.skipped, decimal, tuple(assumed))


def numbers_rows(values: "pd.Series[Any]") -> bool:
    """Return whether values only tell rows apart: each is there once, and has no decimals."""
    whole = not pd.api.types.is_float_dtype(values) or bool((values % 1 == 0).all())
    return bool(whole and values.is_unique and values.notna().all())


def _encoded(encoding: str) -> Iterator[Assumed]:
    if not encoding.startswith("utf-8"):
        said = Failure(template=N_("The text is read as {value}."), blanks={"value": encoding})
        yield Assumed(wish="encoding", value=encoding, said=said)


def _separated(separator: str, *, in_file: bool) -> Sequence[Assumed]:
    """Return how cells are separated, if not as in most files, and whether the file's first line says so."""
    if in_file:
        line = f"sep={NAMES[separator] if separator.isspace() else separator}"
        said = Failure(template=N_("The first line, {name}, says what separates cells."), blanks={"name": line})
    elif separator in SEPARATED:
        said = Failure(template=SEPARATED[separator])
    else:
        return ()
    return (Assumed(wish="separator", value=NAMES.get(separator, separator), said=said),)


def _sample(file: _File, assumed: Sequence[Failure]) -> str:
    """Return the first whole lines; `assumed` is of the encoding."""
    with file.opened() as lines:
        text = lines.read(PIECE)
        whole = not lines.read(1)
    if text.startswith("%PDF"):
        raise RefusedError(N_("The file is a PDF, whatever it is called: save the table as CSV."))
    if text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<?xml")):
        raise RefusedError(N_("The file is a web page, whatever it is called: save the table as CSV."))
    if not text.strip():
        raise RefusedError(N_("The file is empty: a table has a row of names and a row for each example."))
    # Spaces that no line breaks at stand between thousands, and wide ones between Chinese words.
    plain = "\r\n\t\ufeff\u00a0\u202f\u3000"
    strange = sum(not letter.isprintable() and letter not in plain for letter in text[:10_000])
    if strange > 0.02 * min(len(text), 10_000):
        raise RefusedError(
            N_("The file is no text and no other format that is read here: save the table as CSV."), assumed
        )
    return text if whole else text[: text.rfind("\n") + 1] or text


def _separator(sample: str, wished: str | None) -> str:
    if wished is not None:
        by_name = {name: letter for letter, name in NAMES.items()}
        separator = by_name.get(wished, "\t" if wished == "\\t" else wished)
        if len(separator) != 1 or not separator.isascii() or separator in '"\r\n\0':
            raise RefusedError(
                N_("The separator is {value}: allowed is one ASCII character, such as a comma."),
                value=brief(wished) or "“”",
            )
        return separator
    best, most = "", 0.0
    for separator in (*SEPARATORS, " "):
        widths = Counter(len(row) for row in _rows(sample, separator))
        if not widths:
            break
        (width, times), rows = widths.most_common(1)[0], widths.total()
        if width < 2 or (separator == " " and (best or times < rows)):
            continue
        # Rows of equal width count for more than many cells: texts hold commas.
        score = times / rows + min(width, 50) / 1000
        if score > most:
            best, most = separator, score
    if not best:
        raise RefusedError(
            N_("Every row holds one cell: a table has columns, with a comma, semicolon, tab or bar between them.")
        )
    return best


def _rows(sample: str, separator: str) -> Iterator[list[str]]:
    """Yield the first rows that hold something."""
    with suppress(csv.Error):
        yield from islice(_written(io.StringIO(sample, newline=""), separator), LOOKED_AT)


def _written(lines: Iterable[str], separator: str, *, strict: bool = False) -> Iterator[list[str]]:
    """Yield the cells of each row that is not blank; where spaces separate cells, any white space does.

    Raises
    ------
    csv.Error
        If a quotation mark does not fit and they must, or a cell is too long.
    """
    if separator == " ":
        lines = (line.replace("\t", " ").strip() for line in lines)
    for row in csv.reader(lines, delimiter=separator, skipinitialspace=separator == " ", strict=strict):
        if len(row) > 1 or "".join(row).strip(" \t"):
            yield row


def _has_header(rows: list[list[str]]) -> bool:
    """Return whether the first row names columns: it has no numbers, or a text that is no value of its column."""
    columns = [[cell.strip() for cell in column] for column in zip_longest(*rows, fillvalue="")]
    if not any(_is_number(first) for first, *_below in columns):
        return any(first for first, *_below in columns)
    return any(_names_column(*column) for column in columns)


def _names_column(first: str, *below: str) -> bool:
    """Return whether the first cell of a column is its name: a usual one of labels, or a text above numbers."""
    if first.lower() in LABELS and first not in below:
        return True
    known = [cell for cell in below if not _is_nothing(cell)]
    return bool(known) and not _is_nothing(first) and not _is_number(first) and all(map(_is_number, known))


def _is_number(cell: str) -> bool:
    return any(written(cell, mark) is not None for mark in DECIMALS)


def _is_nothing(cell: str) -> bool:
    return cell in MISSING or cell.lower() in STRAY


def _decimal(body: list[list[str]], separator: str) -> str:
    cells = [cell for row in body for cell in row if "," in cell or "." in cell]
    if separator == ",":
        # With a comma between cells, those that hold one are in quotes: in groups of three digits they are thousands.
        with_commas = [cell for cell in cells if "," in cell]
        if with_commas and all(found and "," in found.marks for found in (written(cell, ".") for cell in with_commas)):
            return "."
    commas = sum(_needs(cell, ",", ".") for cell in cells)
    points = sum(_needs(cell, ".", ",") for cell in cells)
    return "," if commas > points else "."


def _needs(cell: str, decimal: str, other: str) -> bool:
    """Return whether a cell is a number with this mark of decimals, and not an equal one with the other."""
    found = written(cell, decimal)
    if found is None:
        return False
    return decimal in cell or written(cell, other) is None


def _count(file: _File, separator: str, assumed: Sequence[Failure]) -> int:
    """Return how many rows there are, of which all must have as many cells as the first; `assumed` is of separators."""
    width, number = 0, 0
    with file.opened() as lines:
        try:
            for row in _written(lines, separator, strict=True):
                number += 1
                if number == 1:
                    width = len(row)
                    _check_width(width)
                elif len(row) != width:
                    raise RefusedError(
                        N_("Row {row} has {found} cells, but the first has {width}: give each row as many."),
                        assumed,
                        row=number + file.skipped,
                        found=len(row),
                        width=width,
                    )
                if number > LIMITS.data_rows + 1:
                    raise RefusedError(
                        N_(
                            "The table has more than {most} rows, which is what KDVIZ_MAX_DATA_ROWS allows: take fewer."
                        ),
                        most=f"{LIMITS.data_rows:,}",
                    )
        except csv.Error as error:
            # Both are about quotes, or a cell of a megabyte.
            raise RefusedError(
                N_("Row {row} has a quotation mark that does not fit, or a very long cell: put whole cells in quotes."),
                assumed,
                row=number + 1 + file.skipped,
            ) from error
    if width * number > LIMITS.data_values + width:
        raise RefusedError(
            N_("The table has {count} cells; KDVIZ_MAX_DATA_VALUES allows {most}: take fewer rows or columns."),
            count=f"{width * number:,}",
            most=f"{LIMITS.data_values:,}",
        )
    return number


def _check_width(width: int) -> None:
    if width > LIMITS.data_columns:
        raise RefusedError(
            N_("The table has {count} columns; KDVIZ_MAX_DATA_COLUMNS allows {most}: take fewer."),
            count=f"{width:,}",
            most=f"{LIMITS.data_columns:,}",
        )


def _frame(file: _File, separator: str, decimal: str, *, header: bool) -> pd.DataFrame:
    try:
        # Since pandas 3.1 it reads each number as the float nearest to its digits, which `float_precision="round_trip"`
        # asked for before.
        return pd.read_csv(
            file.path,
            sep=r"\s+" if separator == " " else separator,
            encoding=file.encoding,
            skiprows=file.skipped,
            decimal=decimal,
            # Its names are read by us: pandas gives equal ones other names.
            header=0 if header else None,
            index_col=False,
            skip_blank_lines=True,
            keep_default_na=False,
            na_values=[*MISSING],
            skipinitialspace=True,
            low_memory=False,
        )
    except pd.errors.EmptyDataError as error:
        raise RefusedError(
            N_("The file has a row of names and no others: a table has a row for each example.")
        ) from error
    except (pd.errors.ParserError, UnicodeError, OverflowError) as error:
        raise RefusedError(
            N_("The table cannot be read: {reason}."), reason=str(error).splitlines()[0].rstrip(".")
        ) from error


def _names(first: list[str], width: int) -> list[str]:
    """Return a name for each column: empty ones get a number, and equal ones one behind them."""
    names = list[str]()
    for place in range(width):
        name = first[place].strip().lstrip("\ufeff") if place < len(first) else ""
        name = name or f"column {place + 1}"
        again, count = name, 2
        while again in names:
            again, count = f"{name} ({count})", count + 1
        names.append(again)
    return names
