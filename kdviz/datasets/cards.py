"""Samples of a data set for pages: one of each class, and rows of tables in words, by their most telling columns."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdviz import catalog
from kdviz.catalog import DatasetCard
from kdviz.datasets.dataset import Integers, load
from kdviz.datasets.rows import Rows, raw_rows

# Columns on a card.
MOST = 6
# Rows on which columns are compared; more would tell the same.
LOOKED_AT = 20_000
# Whatever draws the parts, the rows are the same.
SEED = 0
# Classes of which samples are shown, and samples of each in the plane, where one alone says nothing.
CLASSES, POINTS = 12, 30


def class_samples(name: str) -> dict[str, Any]:
    """Return training samples of the first classes of the data set `name`: what a page shows before a run.

    Returns
    -------
    dict
        ``ids`` and ``labels``, shape (n,), the ``shape`` of a sample, and all their ``values``, one after the other.

    Raises
    ------
    CatalogError
        If there is no such data set, or no longer.
    """
    return _class_samples(catalog.data_set(name))


@lru_cache(8)
def _class_samples(card: DatasetCard) -> dict[str, Any]:
    data = load(card.name, SEED)
    few = POINTS if card.is_plane else 1
    ids = np.concatenate(
        [data.train[data.labels[data.train] == label][:few] for label in range(min(card.classes, CLASSES))]
    )
    return {
        "ids": ids.tolist(),
        "labels": data.labels[ids].tolist(),
        "shape": [*card.shape],
        "values": data.inputs[ids].ravel().round(4).tolist(),
    }


def row_card(name: str, row: int) -> list[tuple[str, str | None]]:
    """Return columns of a row of the data set `name` with its values; None for a missing one.

    Nothing where the inputs are pictures, or numbers without names, and of a row that there is not.

    Raises
    ------
    CatalogError
        If there is no such data set, or no longer.
    """
    card = catalog.data_set(name)
    if not card.rows:
        return []
    rows, places = _telling(card.name)
    if not 0 <= row < len(rows.values):
        return []
    (values,) = rows.spoken(rows.values[[row]])
    return [(rows.columns[place].name, _text(values[place])) for place in places]


def told_apart(values: NDArray[np.float64], labels: Integers) -> NDArray[np.float64]:
    """Return the share of each column's variance that lies between the classes (eta squared), missing values left out.

    Parameters
    ----------
    values : ndarray, shape (n, columns)
    labels : ndarray of int64, shape (n,)

    Returns
    -------
    ndarray of float64, shape (columns,)
        From 0 to 1; 0 of a constant.
    """
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    count = np.maximum(known.sum(axis=0), 1)
    centered = np.where(known, values - filled.sum(axis=0) / count, 0.0)
    between = np.zeros(values.shape[1])
    for label in np.unique(labels):
        own = labels == label
        between += centered[own].sum(axis=0) ** 2 / np.maximum(known[own].sum(axis=0), 1)
    total = (centered**2).sum(axis=0)
    shares: NDArray[np.float64] = np.divide(between, total, out=np.zeros_like(total), where=total > 0)
    return shares


@lru_cache(4)
def _telling(name: str) -> tuple[Rows, list[int]]:
    """Return the rows of a table, and the places of the columns that tell its classes apart best, the best first."""
    rows = raw_rows(catalog.data_set(name), SEED)
    assert rows is not None
    # From the whole file, which may have its classes in order.
    some = slice(None, None, -(-len(rows.values) // LOOKED_AT))
    labels, values = load(name, SEED).labels[some], rows.values[some]
    shares = [
        max(told_apart((values[:, [place]] == np.arange(len(column.categories))).astype(float), labels))
        if column.categories
        else told_apart(values[:, [place]], labels)[0]
        for place, column in enumerate(rows.columns)
    ]
    return rows, np.argsort(-np.array(shares), kind="stable")[:MOST].tolist()


def _text(value: float | str | None) -> str | None:
    return f"{value:.4g}" if isinstance(value, float) else value
