"""Arrays: NPZ files and pairs of IDX files, without anything that could run."""

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kdviz.catalog.limits import LIMITS
from kdviz.datasets import idx
from kdviz.i18n import N_
from kdviz.intake.pictures import squares
from kdviz.intake.refused import DAMAGED, RefusedError, brief
from kdviz.intake.table import Table, as_table, check_size
from kdviz.results.data import Wishes

INPUTS = ("x", "X", "data", "inputs", "images", "features")
LABELS = ("y", "Y", "labels", "target", "targets", "label")
# Both names of MNIST's files, with a hyphen or a dot.
IMAGES_OF_IDX = re.compile(r"(.*)images([-.])idx\d(.*)")
BELONGING = r"\1labels\2idx1\3"


def read_npz(path: Path, wishes: Wishes, name: str) -> Table:
    """Return the arrays ``x`` and ``y`` of an NPZ file, which was called `name`.

    Raises
    ------
    RefusedError
        If they are not there, hold Python objects, or do not belong together.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = {name.removesuffix(".npy"): archive.getinfo(name) for name in archive.namelist()}
            found = [next((each for each in allowed if each in members), None) for allowed in (INPUTS, LABELS)]
            inputs, labels = (None if each is None else _array(archive, members[each], each) for each in found)
    except (*DAMAGED, OSError) as error:
        raise RefusedError(N_("The NPZ file is damaged or ends early: write it again.")) from error
    except RuntimeError as error:
        raise RefusedError(N_("The NPZ file has a password: write it without one.")) from error
    if inputs is None or labels is None:
        raise RefusedError(
            N_("The NPZ file holds {names}: it needs the arrays x and y."),
            names=", ".join(map(brief, [*members][:10])) or "nothing",
        )
    return of_arrays(inputs, labels, wishes, name)


def _array(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> NDArray[Any]:
    header_of = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    try:
        with archive.open(info) as file:
            version = np.lib.format.read_magic(file)
            shape, _fortran, kind = header_of.get(version, np.lib.format.read_array_header_2_0)(file)
        if kind.hasobject:
            raise RefusedError(
                N_("The array {name} holds Python objects, which could run programs: save numbers or texts."), name=name
            )
        promised = int(np.prod(shape, dtype=object)) * kind.itemsize
        if promised > LIMITS.data_bytes or promised > info.file_size:
            raise RefusedError(
                N_(
                    "The array {name} promises {promised} MB: its file holds less, or KDVIZ_MAX_DATA_BYTES allows less."
                ),
                name=name,
                promised=f"{promised // 10**6:,}",
            )
        with archive.open(info) as file:
            return np.asarray(np.lib.format.read_array(file, allow_pickle=False))
    except (ValueError, SyntaxError) as error:
        if isinstance(error, RefusedError):
            raise
        raise RefusedError(
            N_("The array {name} is no array of NumPy's: write it with numpy.savez."), name=name
        ) from error


def of_arrays(inputs: NDArray[Any], labels: NDArray[Any], wishes: Wishes, name: str) -> Table:
    """Return inputs and labels as a table, or as pictures where the inputs have three dimensions or four.

    Parameters
    ----------
    name : str
        What they, or the file that holds them, are called.

    Raises
    ------
    RefusedError
        If they do not belong together, or are no numbers.
    """
    labels = labels[:, 0] if labels.ndim == 2 and labels.shape[1] == 1 else labels
    if labels.ndim != 1 or inputs.ndim < 1 or len(inputs) != len(labels):
        raise RefusedError(
            N_("The inputs have the shape {inputs} and the labels {labels}: one label is needed for each input."),
            inputs="×".join(map(str, inputs.shape)) or "1",
            labels="×".join(map(str, labels.shape)) or "1",
        )
    if inputs.dtype.kind not in "biuf":
        raise RefusedError(N_("The inputs are {kind}: allowed are arrays of numbers."), kind=str(inputs.dtype))
    if len(labels) == 0:
        raise RefusedError(N_("The arrays are empty: a data set has a row for each example."))
    if inputs.ndim <= 2:
        # Before the numbers are copied, eight bytes each.
        check_size(len(inputs), inputs.size // len(inputs) + 1)
        numbers = inputs.reshape(len(inputs), -1).astype(np.float64)
        frame = pd.DataFrame(numbers, columns=[f"x{place}" for place in range(numbers.shape[1])])
        frame["y"] = labels
        return as_table(frame, 1, wishes.model_copy(update={"label": "y"}))
    few = as_table(pd.DataFrame({"picture": np.arange(len(labels)), "y": labels}), 1, Wishes(label="y"))
    if len(few.arrays["labels"]) < len(labels):
        raise RefusedError(N_("Some pictures have no label: give each one."))
    pictures, assumed = squares(inputs, wishes, name)
    return Table({"pictures": pictures, "labels": few.arrays["labels"]}, (), few.classes, (), tuple(assumed))


def read_idx(images: Path, labels: Path | None, wishes: Wishes, name: str = "") -> Table:
    """Return the pictures of an IDX file, with the labels of another.

    Parameters
    ----------
    labels : Path, optional
        The file beside that is called so, where none is given.
    name : str
        What the file with the pictures was called.

    Raises
    ------
    RefusedError
        If one of them is missing or no such file.
    """
    beside = images.with_name(re.sub(IMAGES_OF_IDX, BELONGING, images.name))
    name = name or images.name
    labels = labels or (beside if beside != images and beside.exists() else None)
    if labels is None:
        raise RefusedError(
            N_("The IDX file {name} holds no labels: put it into a ZIP together with the file that has them."),
            name=brief(name),
        )
    try:
        pictures, classes = idx.read_labelled(images, labels, at_most=LIMITS.data_bytes)
    except idx.IdxError as error:
        raise RefusedError(error.template, **error.blanks) from error
    return of_arrays(pictures, classes, wishes, name)


def pair_of(names: Sequence[str]) -> tuple[str, str] | None:
    """Return the first two of some files' names that are MNIST's: pictures, and their labels."""
    for name in names:
        belonging = re.sub(IMAGES_OF_IDX, BELONGING, name)
        if belonging != name and belonging in names:
            return name, belonging
    return None
