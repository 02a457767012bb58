"""Data sets that are got once from where their authors publish them: which of them are in this home, and where."""

from pathlib import Path

from kdviz.home import home

# Pictures and labels for training, then for tests, each name with or without “.gz”.
FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


def folder_of(name: str) -> Path:
    """Return where the files of the data set `name` lie; the folder is made whole or not at all."""
    return home() / "published" / name


def is_here(name: str) -> bool:
    """Return whether the data set `name` has been got."""
    return folder_of(name).is_dir()
