"""Runs that ship, so that a page has something real to show before anything has run."""

from functools import cache
from pathlib import Path

from kdviz.experiment import KEPT
from kdviz.results import RunResult
from kdviz.store.home import assets, write_whole

RECORDED = "few-labels"


def _path(scene: str) -> Path:
    return assets() / "recordings" / f"{scene}.json"


@cache
def recording(scene: str) -> RunResult:
    """Return the run of a ready-made scene that was recorded when the assets were made, with its curves.

    Raises
    ------
    FileNotFoundError
        If that scene was not recorded.
    """
    return RunResult.model_validate_json(_path(scene).read_bytes(), context=KEPT)


def record(scene: str, result: RunResult) -> None:
    """Make `result` the recording of a ready-made scene."""
    write_whole(_path(scene), lambda draft: draft.write_text(result.model_dump_json(), "utf-8"))
