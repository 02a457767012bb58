"""Finished runs: the result as JSON, weights and logits beside it as safetensors."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from kdviz.results import RunResult
from kdviz.store.home import write_whole

Arrays = Mapping[str, NDArray[Any]]


def folder(home: Path, run_id: str) -> Path:
    """Return where the run `run_id` lies."""
    return home / "runs" / run_id


def save(home: Path, result: RunResult, students: Arrays, arrays: Arrays) -> None:
    """Keep a finished run; its result appears last, so that a run that has one is whole."""
    place = folder(home, result.run_id)
    write_whole(place / "students.safetensors", lambda draft: save_file(dict(students), draft))
    write_whole(place / "arrays.safetensors", lambda draft: save_file(dict(arrays), draft))
    write_whole(place / "result.json", lambda draft: _write_text(draft, result.model_dump_json()))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def load_arrays(home: Path, run_id: str) -> dict[str, NDArray[Any]]:
    """Return the run's images, labels and logits by name."""
    arrays: dict[str, NDArray[Any]] = load_file(folder(home, run_id) / "arrays.safetensors")
    return arrays
