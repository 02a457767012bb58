"""Own data, for scripts and commands: ``kdviz.data.add(…)`` and its like."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kdviz.intake.arrays import of_arrays
from kdviz.intake.read import Intake, described, of_frame, read
from kdviz.intake.refused import RefusedError
from kdviz.results.data import Wishes
from kdviz.store import own
from kdviz.store.history import History
from kdviz.store.own import OwnData
from kdviz.store.removal import remove_data

__all__ = ["OwnData", "RefusedError", "add", "list", "remove", "rename", "show"]


def add(source: Any, name: str = "", *, label: str | None = None, **wishes: Any) -> OwnData:
    """Add a data set of your own, which experiments then name.

    Parameters
    ----------
    source : str, Path, DataFrame or (x, y)
        A file, a table of pandas, or inputs and labels as arrays.
    name : str
        What you call it; that of the file where none is given.
    label : str, optional
        The column of the labels; guessed where none is given.
    **wishes
        How a file is written, as of `kdviz.results.data.Wishes`; found out where nothing is said. `labels` is the file
        with the labels of an IDX file of pictures.

    Returns
    -------
    OwnData
        ``.name`` and ``.title`` both name it in ``Experiment(dataset=…)``; ``.description`` says what was assumed.

    Raises
    ------
    RefusedError
        One sentence that says what is wrong with it; nothing is kept then.
    CatalogError
        If another data set has that name.

    Examples
    --------
    >>> kdviz.data.add("flowers.csv", label="species")  # doctest: +SKIP
    >>> kdviz.run(kdviz.Experiment(dataset="flowers"))  # doctest: +SKIP
    """
    labels = wishes.pop("labels", None)
    asked = Wishes(label=label, **wishes)
    found: Intake
    if isinstance(source, pd.DataFrame):
        found = of_frame(source, asked, name)
    elif isinstance(source, (str, Path)):
        path = Path(source)
        name = name or path.name.split(".")[0]
        found = read(path, asked, labels=None if labels is None else Path(labels))
    else:
        inputs, classes = source
        found = described(of_arrays(np.asarray(inputs), np.asarray(classes), asked, name), name)
    return own.keep(found.description, found.arrays, name)


def list() -> Sequence[OwnData]:
    """Return your data sets, the newest first."""
    return own.owned()


def show(name: str) -> OwnData:
    """Return one of your data sets, by its name or fingerprint; raises CatalogError where there is none."""
    return own.find(name)


def rename(name: str, to: str) -> None:
    """Call a data set otherwise; experiments of it are the same."""
    own.rename(own.find(name).name, to)


def remove(name: str) -> None:
    """Remove a data set for good; runs stay, and say that their data is gone.

    Raises
    ------
    CatalogError
        If there is none.
    StoreError
        If something trains on it.
    """
    remove_data(History(), own.find(name).name)
