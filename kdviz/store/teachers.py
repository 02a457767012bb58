"""Teachers by what made them, so that none is trained twice."""

from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from kdviz.experiment import TEACHER_KNOBS, Experiment
from kdviz.store.home import write_whole
from kdviz.store.identity import sources_digest

Weights = dict[str, NDArray[Any]]


def _path(home: Path, experiment: Experiment) -> Path:
    key = experiment.digest(only=TEACHER_KNOBS, salt=sources_digest())
    return home / "teachers" / f"{key}.safetensors"


def load(home: Path, experiment: Experiment) -> Weights | None:
    """Return the weights of the experiment's teacher, or None if there is none or its file is damaged."""
    path = _path(home, experiment)
    try:
        weights: Weights = load_file(path)
    except (FileNotFoundError, SafetensorError):
        return None
    return weights


def save(home: Path, experiment: Experiment, weights: Weights) -> None:
    """Keep the weights of the experiment's teacher."""
    write_whole(_path(home, experiment), lambda draft: save_file(weights, draft))
