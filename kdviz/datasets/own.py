"""Own data: rows as they were added become inputs, by a preprocessing that is fitted on training rows alone."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdviz.catalog import DatasetCard
from kdviz.datasets.dataset import Dataset, Floats, Integers, allot, stratified
from kdviz.results import Arrays
from kdviz.store.own import values

PARTS = ("train", "validation", "test")
# Of all rows; test has the rest.
TRAIN, VALIDATION = 0.6, 0.15


def load(card: DatasetCard, seed: int) -> Dataset:
    """Return the own data set of a card; `seed` draws its parts, unless the file itself names them."""
    arrays = values(card.name)
    labels = arrays["labels"].astype(np.int64)
    train, validation, test = parts(labels, card.classes, arrays.get("part"), seed)
    inputs = Preprocessing.fitted(arrays, train).applied(arrays).reshape(-1, *card.shape)
    return Dataset(inputs, labels, train, validation, test)


@dataclass(frozen=True)
class Preprocessing:
    """What makes inputs of raw rows, fitted on training rows alone.

    Attributes
    ----------
    medians : ndarray, shape (numbers,)
        Stand for missing numbers.
    means, scales : ndarray, shape (numbers,)
        Numbers have them taken off, and are divided by them.
    widths : ndarray of int64, shape (categories,)
        Values of each category; a missing one is none of them.
    """

    medians: NDArray[np.float64]
    means: NDArray[np.float64]
    scales: NDArray[np.float64]
    widths: Integers

    @classmethod
    def fitted(cls, arrays: Arrays, train: Integers) -> "Preprocessing":
        """Fit on the rows `train`; pictures need nothing but their range."""
        # With all of scipy it would be a third of the time in which a worker gets ready.
        from sklearn.impute import SimpleImputer  # noqa: PLC0415
        from sklearn.preprocessing import StandardScaler  # noqa: PLC0415

        nothing = np.zeros(0)
        numbers, widths = arrays.get("numbers"), arrays.get("widths", np.zeros(0, np.int64))
        if numbers is None or not numbers.shape[1]:
            return cls(nothing, nothing, nothing, widths)
        imputer = SimpleImputer(strategy="median", keep_empty_features=True).fit(numbers[train])
        scaler = StandardScaler().fit(imputer.transform(numbers[train]))
        return cls(imputer.statistics_, scaler.mean_, scaler.scale_, widths)

    def applied(self, arrays: Arrays) -> Floats:
        """Return the inputs of raw rows: float32, shape (n, features), or (n, channels, height, width) from 0 to 1."""
        if "pictures" in arrays:
            return np.asarray(arrays["pictures"].astype(np.float32) / 255)
        columns = list[NDArray[Any]]()
        if len(self.medians):
            numbers = arrays["numbers"]
            filled = np.where(np.isnan(numbers), self.medians, numbers)
            columns.append((filled - self.means) / self.scales)
        for place, width in enumerate(self.widths):
            columns.append(arrays["codes"][:, place, None] == np.arange(width))
        return np.concatenate([each.astype(np.float32) for each in columns], axis=1)


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
