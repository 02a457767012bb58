"""Data sets of four IDX files: training and test pictures, and their labels, as their authors parted them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdviz.catalog import DatasetCard
from kdviz.catalog.fetched import FILES, folder_of
from kdviz.datasets import idx
from kdviz.datasets.dataset import Dataset, stratified
from kdviz.i18n import N_
from kdviz.results import Arrays


@dataclass(frozen=True)
class Published:
    """Pictures and labels.

    Attributes
    ----------
    train_pictures, test_pictures : ndarray of uint8, shape (n, height, width)
    train_labels, test_labels : ndarray of int64, shape (n,)
    """

    train_pictures: NDArray[np.uint8]
    train_labels: NDArray[np.int64]
    test_pictures: NDArray[np.uint8]
    test_labels: NDArray[np.int64]


def load(card: DatasetCard, seed: int) -> Dataset:
    """Return a data set that has been got, with pixels from 0 to 1.

    Its authors say which samples are for tests; `seed` parts the others into training and validation.
    """
    data = read_folder(folder_of(card.name))
    known = len(data.train_labels)
    rng = np.random.default_rng(seed)
    train = stratified(data.train_labels, np.asarray(card.train_per_class), rng)
    validation = rng.permutation(np.setdiff1d(np.arange(known), train))
    test = np.arange(known, known + len(data.test_labels))
    return Dataset(**samples_of(data, card), train=train, validation=validation, test=test)


def samples_of(data: Published, card: DatasetCard) -> Arrays:
    """Return all inputs, from 0 to 1, and labels by id: those for training first, in the order of the files."""
    inputs = np.concatenate([data.train_pictures, data.test_pictures], dtype=np.float32).reshape(-1, *card.shape)
    # In place: of 70,000 images every further copy takes 220 MB.
    inputs /= 255
    return {"inputs": inputs, "labels": np.concatenate([data.train_labels, data.test_labels])}


def file_in(folder: Path, name: str) -> Path:
    """Return where one of `FILES` lies in `folder`, plain or gzipped.

    Raises
    ------
    IdxError
        If it is not there.
    """
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise idx.IdxError(N_("The folder {folder} has no file {file}, plain or with .gz."), folder=str(folder), file=name)


def read_folder(folder: Path) -> Published:
    """Read the four files in `folder`.

    Raises
    ------
    IdxError
        If one is missing, is no such file, or does not belong to the others.
    """
    parts: list[NDArray[Any]] = []
    for images, labels in (FILES[:2], FILES[2:]):
        parts += idx.read_labelled(file_in(folder, images), file_in(folder, labels))
    data = Published(*parts)
    for name, pictures in ((FILES[0], data.train_pictures), (FILES[2], data.test_pictures)):
        if pictures.dtype != np.uint8 or pictures.ndim != 3 or pictures.shape[1:] != data.train_pictures.shape[1:]:
            raise idx.IdxError(N_("The pictures of {file} are not gray ones of one size, a byte a pixel."), file=name)
    return data
