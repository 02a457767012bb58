"""The recorded runs that ship, so that a page shows a real run before the first one."""

from functools import cache
from pathlib import Path

from safetensors.numpy import save

from kdviz.catalog.shipped import assets
from kdviz.experiment import AS_KEPT
from kdviz.results import Outcome, RunResult
from kdviz.store import teachers
from kdviz.store.home import home, write_whole
from kdviz.store.identity import sources_digest
from kdviz.store.samples import MissingFileError

RECORDED = "few-labels"
RECORDED_RUN = "recorded"


class Recording(RunResult):
    """A recorded run; `sources` is the value of `kdviz.store.identity.sources_digest` at the recording."""

    sources: str


def _path(scene: str) -> Path:
    return assets() / "recordings" / f"{scene}.json"


@cache
def recording(scene: str) -> Recording:
    """Return the run of a ready-made scene that was recorded when the assets were made, with its curves.

    Raises
    ------
    FileNotFoundError
        If that scene was not recorded.
    """
    return Recording.model_validate_json(_path(scene).read_bytes(), context=AS_KEPT)


def recorded_file(scene: str, name: str) -> bytes:
    """Return a file of the recorded run: ``"arrays"`` (of the validation images), ``"students"`` or ``"teacher"``.

    Raises
    ------
    MissingFileError
        If there is no such file.
    """
    if name == "teacher":
        return teachers.content(home(), recording(scene).experiment)
    path = _path(scene).with_suffix(f".{name}.safetensors")
    if not path.exists():
        raise MissingFileError.at(path)
    return path.read_bytes()


def record(scene: str, outcome: Outcome) -> None:
    """Make `outcome` the recording of a ready-made scene."""
    kept = Recording(**dict(outcome.result), sources=sources_digest()).model_dump_json()
    write_whole(_path(scene), kept.encode())
    validation = {name: values for name, values in outcome.arrays.items() if name.startswith("validation_")}
    for name, arrays in (("arrays", validation), ("students", outcome.students)):
        write_whole(_path(scene).with_suffix(f".{name}.safetensors"), save(arrays))
