"""What is known of values before anything is trained: duplicates, leaks, constants, identifiers."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from kdviz.datasets.dataset import Integers
from kdviz.datasets.own import parts
from kdviz.results import Arrays
from kdviz.results.data import Column, Facts

# Rows of a class with fewer of which neither an accuracy nor a recall says much.
FEW = 5
# A column that tells the label of so many rows, which it was not fitted on, tells too much.
LEAK = 0.99
# And so many of those that the most frequent class alone does not tell.
NEARLY = 0.9
# Of a column of numbers: intervals in which the most frequent label is the answer.
BINS = 200
# Rows from which numbers that count them are no accident.
FEWEST_COUNTED = 20
INPUTS = ("numbers", "codes", "pictures")


def facts_of(arrays: Arrays, columns: Sequence[Column], classes: Sequence[str]) -> Facts:
    """Return what is known of the values of a data set."""
    labels = arrays["labels"]
    train, validation, test = parts(labels, len(classes), arrays.get("part"), 0)
    keys = _row_keys(arrays)
    others = np.concatenate([validation, test])
    counts = np.bincount(labels, minlength=len(classes))
    leak, leaked = _leak(arrays, columns, train, others, len(classes))
    used = [each for each in columns if each.use == "number"]
    numbers = arrays.get("numbers", np.zeros((len(labels), 0)))
    constant = [each.name for each, values in zip(used, numbers.T, strict=True) if np.unique(_known(values)).size < 2]
    constant += [each.name for each in columns if each.use == "category" and len(each.categories) < 2]
    counting = [each.name for each, values in zip(used, numbers.T, strict=True) if _counts(values)]
    counting += [each.name for each in columns if each.reason == "identifier"]
    in_test = np.bincount(labels[test], minlength=len(classes))
    return Facts(
        shared=_shared(keys, train, validation, test),
        contradicting=_contradicting(keys, labels),
        small=tuple(name for name, count in zip(classes, counts, strict=True) if count < FEW),
        leak=leak,
        leaked=leaked,
        majority=float(in_test[counts.argmax()] / max(1, in_test.sum())),
        constant=tuple(constant),
        identifiers=tuple(counting),
    )


def _known(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values[~np.isnan(values)]


def _counts(values: NDArray[np.float64]) -> bool:
    """Return whether numbers count the rows: whole, each once, and without large gaps or in order."""
    known = _known(values)
    if len(known) < FEWEST_COUNTED or (known != np.floor(known)).any() or np.unique(known).size < len(known):
        return False
    steps = np.diff(known)
    return bool((steps > 0).all() or (steps < 0).all() or np.ptp(known) < 2 * len(known))


def _row_keys(arrays: Arrays) -> NDArray[np.bytes_]:
    """Return a digest of each row's values, whatever its label."""
    rows = len(arrays["labels"])
    values = [np.ascontiguousarray(arrays[name]).reshape(rows, -1) for name in INPUTS if name in arrays]
    return np.array(
        [blake2b(b"".join(each[row].tobytes() for each in values), digest_size=16).digest() for row in range(rows)]
    ).astype("S16")


def _contradicting(keys: NDArray[np.bytes_], labels: NDArray[np.int64]) -> int:
    _each, key = np.unique(keys, return_inverse=True)
    pairs = np.unique(np.stack([key, labels]), axis=1)
    several = np.bincount(pairs[0]) > 1
    return int(several[key].sum())


def _shared(keys: NDArray[np.bytes_], train: Integers, validation: Integers, test: Integers) -> int:
    """Return how many rows of validation and test have the values of a row in another part."""
    others = ((validation, np.concatenate([train, test])), (test, np.concatenate([train, validation])))
    return sum(int(np.isin(keys[part], keys[other]).sum()) for part, other in others)


def _leak(
    arrays: Arrays, columns: Sequence[Column], train: Integers, others: Integers, classes: int
) -> tuple[str, float]:
    """Return the column that tells most labels of rows it was not fitted on, and their share, if that is a leak."""
    labels = arrays["labels"]
    usual = np.bincount(labels[train], minlength=classes).argmax()
    baseline = (labels[others] == usual).mean()
    best, told = "", max(LEAK, baseline + NEARLY * (1 - baseline))
    for kind, place, name in _used(columns):
        values = arrays[kind][:, place]
        edges = np.unique(values[train][~np.isnan(values[train])] if kind == "numbers" else values[train])
        edges = edges[:: max(1, len(edges) // BINS)]
        bins = np.searchsorted(edges, values, side="right")
        table = np.zeros((len(edges) + 1, classes))
        np.add.at(table, (bins[train], labels[train]), 1)
        answers = np.where(table.any(axis=1), table.argmax(axis=1), usual)
        share = float((answers[bins[others]] == labels[others]).mean())
        if share > told:
            best, told = name, share
    return best, told if best else 0.0


def _used(columns: Sequence[Column]) -> Iterator[tuple[str, int, str]]:
    """Yield where the values of each column that is used stand: the array, the place in it, and the column's name."""
    for array, use in (("numbers", "number"), ("codes", "category")):
        for place, column in enumerate(each for each in columns if each.use == use):
            yield array, place, column.name
