"""An own data set, described: its columns, what was assumed when it was read, and what may be wrong with it."""

from collections.abc import Mapping
from typing import Literal

from kdviz.results.failure import Failure
from kdviz.results.snapshot import Value

Use = Literal["number", "category", "label", "split", "left out"]
Reason = Literal["", "identifier", "dates", "texts", "empty", "index", "asked"]


class Column(Value):
    """A column of a table.

    Attributes
    ----------
    use : str
        What the networks get of it: numbers, a yes or no for each category, or nothing.
    reason : str
        Why it is left out.
    missing : int
        Cells without a value.
    categories : tuple of str
        The values of a category, in order.
    """

    name: str
    use: Use
    reason: Reason = ""
    missing: int = 0
    categories: tuple[str, ...] = ()


class Wishes(Value):
    """What whoever adds a file says about it; None where that is to be found out.

    Attributes
    ----------
    label, separator, encoding, decimal : str or None
        The column of the labels, and how a text file is written.
    header : bool or None
        Whether its first row names the columns.
    index : bool or None
        Whether its first column only numbers the rows.
    side : int or None
        Pixels a side that pictures are resized to.
    color : bool or None
        Whether pictures keep their colors.
    without : tuple of str
        Columns to leave out.
    number, category : tuple of str
        Columns to read as numbers, whose words are missing ones, and as categories.
    """

    label: str | None = None
    separator: str | None = None
    encoding: str | None = None
    decimal: str | None = None
    header: bool | None = None
    index: bool | None = None
    side: int | None = None
    color: bool | None = None
    without: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    category: tuple[str, ...] = ()


class Assumed(Value):
    """One thing that was assumed when a file was read, as a marked message.

    Attributes
    ----------
    wish, value : str
        The wish that changes it, empty where none does; and what was taken instead of one.
    """

    wish: str
    value: str
    said: Failure


class Facts(Value):
    """What is known of the values before anything is trained.

    Attributes
    ----------
    shared : int
        Rows of validation and test whose values a row of another part has, too.
    contradicting : int
        Rows whose values stand in the data with another label, too.
    small : tuple of str
        Classes with few rows.
    leak : str
        A column that alone tells the label of nearly every row.
    leaked : float
        The share of rows whose label it tells, with rows that it was not fitted on.
    majority : float
        The share of test rows in the most frequent class.
    constant, identifiers : tuple of str
        Columns.
    """

    shared: int = 0
    contradicting: int = 0
    small: tuple[str, ...] = ()
    leak: str = ""
    leaked: float = 0.0
    majority: float = 0.0
    constant: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()


class DataDescription(Value):
    """An own data set without its values.

    Attributes
    ----------
    fingerprint : str
        Of its values; equal ones are one data set.
    file : str
        What the file was called.
    shape : tuple of int
        Of one input, as the networks get it.
    classes : tuple of str
        What the classes are called, in order.
    counts : tuple of int
        Rows of each class.
    train_per_class : tuple of int
        Training rows of each class.
    validation, test : int
        Rows of the other two parts.
    own_split : bool
        Whether the file says which row belongs to which part.
    head : tuple of tuple of str
        The first rows of a table, as they are read.
    sheet : str
        Some pictures of each class, as a PNG in base64.
    """

    fingerprint: str
    file: str
    shape: tuple[int, ...]
    classes: tuple[str, ...]
    counts: tuple[int, ...]
    train_per_class: tuple[int, ...]
    validation: int
    test: int
    own_split: bool = False
    columns: tuple[Column, ...] = ()
    assumed: tuple[Assumed, ...] = ()
    facts: Facts = Facts()
    head: tuple[tuple[str, ...], ...] = ()
    sheet: str = ""

    @property
    def rows(self) -> int:
        """All rows, or pictures."""
        return sum(self.counts)

    @property
    def is_pictures(self) -> bool:
        """Whether its inputs are pictures."""
        return len(self.shape) == 3

    @property
    def used(self) -> Mapping[str, Column]:
        """The columns that the networks get something of, by name."""
        return {each.name: each for each in self.columns if each.use in ("number", "category")}
