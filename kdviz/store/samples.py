"""The data sets of runs: each is kept once, under the fingerprint of its content.

A run's files name their samples by id; inputs and labels are joined to them on reading.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save

from kdviz.i18n import N_
from kdviz.results import Arrays
from kdviz.results.arrays import fingerprint
from kdviz.store.database import StoreError
from kdviz.store.home import write_whole

# What a run's samples are called among its files; and, within the others, the fingerprint that they belong to.
SAMPLES, BELONGS = "samples", "dataset"
IDS = "ids"


class MissingFileError(StoreError):
    """A file of a run is gone, or is not what was written."""

    @classmethod
    def at(cls, path: Path) -> "MissingFileError":
        """Return the error for the file at `path`."""
        return cls(N_("The file {path} is missing or damaged: run the experiment afresh."), path=str(path))


def keep_once(home: Path, files: Mapping[str, Arrays]) -> dict[str, Arrays]:
    """Keep the data set among a run's files, unless it is kept already, and return the other files without its content.

    It is the file ``"samples"``, inputs and labels; a sample's row is its id.
    """
    others = {name: arrays for name, arrays in files.items() if name != SAMPLES}
    if not files.get(SAMPLES):
        return others
    samples = files[SAMPLES]
    key = fingerprint(samples)
    if _read(home, key) is None:
        write_whole(_path(home, key), save(samples))
    return {name: without(arrays, samples, key) for name, arrays in others.items()}


def remove(home: Path, key: str) -> None:
    """Remove a kept data set, of which nothing may be kept any longer.

    Raises
    ------
    StoreError
        If it cannot be.
    """
    try:
        _path(home, key).unlink(missing_ok=True)
    except OSError as error:
        raise StoreError.of(error, str(_path(home, key))) from error


def without(arrays: Arrays, samples: Arrays, key: str) -> Arrays:
    """Return arrays without what the data set `samples`, of the fingerprint `key`, has of them by id."""
    held = {f"{start}{name}" for start in _starts(arrays) for name in samples}
    if held.isdisjoint(arrays):
        return arrays
    left = {name: values for name, values in arrays.items() if name not in held}
    return {**left, BELONGS: np.frombuffer(bytes.fromhex(key), np.uint8)}


def joined(home: Path, arrays: Arrays) -> Arrays:
    """Return a run's arrays with the inputs and labels of their samples; files of earlier versions hold them already.

    Raises
    ------
    MissingFileError
        If the data set is gone, or is not what was kept.
    """
    if BELONGS not in arrays:
        return arrays
    key = arrays[BELONGS].tobytes().hex()
    samples = _read(home, key)
    if samples is None:
        raise MissingFileError.at(_path(home, key))
    found = {
        f"{start}{name}": values[arrays[f"{start}{IDS}"]]
        for start in _starts(arrays)
        for name, values in samples.items()
    }
    return {name: values for name, values in arrays.items() if name != BELONGS} | found


def _read(home: Path, key: str) -> Arrays | None:
    """Return the data set with the fingerprint `key`; None if it is not kept, or is damaged."""
    try:
        samples: Arrays = load_file(_path(home, key))
    except (OSError, SafetensorError):
        return None
    return samples if fingerprint(samples) == key else None


def _starts(arrays: Arrays) -> list[str]:
    """Return the prefixes of the names that end in “ids”, one for each part of the data."""
    return [name.removesuffix(IDS) for name in arrays if name.endswith(IDS)]


def _path(home: Path, key: str) -> Path:
    return home / "datasets" / f"{key}.safetensors"
