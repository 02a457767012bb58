"""Own data: rows as they were added become inputs, by a preprocessing that is fitted on training rows alone."""

from collections.abc import Sequence

import numpy as np

from kdviz.catalog import DatasetCard
from kdviz.datasets.dataset import Dataset, Integers, allot, stratified
from kdviz.datasets.preprocessing import Preprocessing
from kdviz.datasets.rows import Rows
from kdviz.results import Arrays
from kdviz.results.data import Column
from kdviz.store.own import columns, values

PARTS = ("train", "validation", "test")
# Of all rows; test has the rest.
TRAIN, VALIDATION = 0.6, 0.15


def load(card: DatasetCard, seed: int) -> Dataset:
    """Return the own data set of a card; `seed` draws its parts, unless the file itself names them."""
    return prepared(card, values(card.name), seed)


def rows(card: DatasetCard, seed: int) -> Rows:
    """Return the raw rows of the own table of a card."""
    return raw(card, values(card.name), columns(card.name), seed)


def prepared(card: DatasetCard, arrays: Arrays, seed: int) -> Dataset:
    """Return raw rows as a data set: parted, then made inputs by what is fitted on the training rows."""
    labels = arrays["labels"].astype(np.int64)
    train, validation, test = parts(labels, card.classes, arrays.get("part"), seed)
    inputs = fitted(arrays, train).applied(arrays).reshape(-1, *card.shape)
    return Dataset(inputs, labels, train, validation, test)


def raw(card: DatasetCard, arrays: Arrays, columns: Sequence[Column], seed: int) -> Rows:
    """Return the same rows as they are, with what `prepared` makes inputs of them by."""
    train = parts(arrays["labels"].astype(np.int64), card.classes, arrays.get("part"), seed)[0]
    return Rows.of(arrays, columns, fitted(arrays, train))


def fitted(arrays: Arrays, train: Integers) -> Preprocessing:
    """Fit the preprocessing on the rows `train`; pictures need nothing but their range."""
    # With all of scipy it would be a third of the time in which a worker gets ready.
    from sklearn.impute import SimpleImputer  # noqa: PLC0415 - slow to load
    from sklearn.preprocessing import StandardScaler  # noqa: PLC0415 - as above

    nothing = np.zeros(0)
    numbers, widths = arrays.get("numbers"), arrays.get("widths", np.zeros(0, np.int64))
    seen = tuple(np.isin(np.arange(width), arrays["codes"][train, place]) for place, width in enumerate(widths))
    if numbers is None or not numbers.shape[1]:
        return Preprocessing(nothing, nothing, nothing, seen)
    imputer = SimpleImputer(strategy="median", keep_empty_features=True).fit(numbers[train])
    scaler = StandardScaler().fit(imputer.transform(numbers[train]))
    return Preprocessing(imputer.statistics_, scaler.mean_, scaler.scale_, seen)


def counts_by_part(labels: Integers, classes: int, part: Integers | None) -> tuple[Integers, Integers, Integers]:
    """Return how many rows of each class training, validation and test have.

    They are in proportion, and no class is missing in a part that has three rows or more.
    """
    if part is not None:
        found = [np.bincount(labels[part == each], minlength=classes) for each in range(3)]
        return found[0], found[1], found[2]
    counts: Integers = np.bincount(labels, minlength=classes)
    train: Integers = np.asarray(np.clip(allot(counts, round(TRAIN * len(labels))), 1, counts - 2))
    rest: Integers = counts - train
    wanted = min(round(VALIDATION * len(labels)), int(rest.sum()))
    validation = np.asarray(np.clip(allot(rest, wanted), 1, rest - 1))
    return train, validation, rest - validation


def parts(labels: Integers, classes: int, part: Integers | None, seed: int) -> tuple[Integers, Integers, Integers]:
    """Return the rows of training, validation and test: those that `part` says, or such as `seed` draws."""
    if part is not None:
        found = [np.flatnonzero(part == each) for each in range(3)]
        return found[0], found[1], found[2]
    rng = np.random.default_rng(seed)
    in_train, in_validation, _in_test = counts_by_part(labels, classes, None)
    train = stratified(labels, in_train, rng)
    rest = np.setdiff1d(np.arange(len(labels)), train)
    validation = rest[stratified(labels[rest], in_validation, rng)]
    return train, validation, rng.permutation(np.setdiff1d(rest, validation))
