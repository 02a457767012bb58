"""Exports, for scripts, commands and pages: a kept student is written and verified by a worker."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kdviz.catalog import added_data_sets
from kdviz.engine.jobs.job import Progress
from kdviz.engine.process import shared_engine
from kdviz.engine.scripts import see_through
from kdviz.experiment.arms import ARMS
from kdviz.exports.format import RunFormat
from kdviz.exports.kept import ExportError, kept_run, kept_student
from kdviz.exports.material import Student
from kdviz.exports.registry import format_named
from kdviz.exports.script.written import is_own, script_of
from kdviz.exports.scripted import Script, verified
from kdviz.i18n import N_
from kdviz.results import RunResult
from kdviz.results.export import Export, Verified
from kdviz.store.history import History
from kdviz.store.home import write_whole
from kdviz.store.names import SWEEP

# What the verification of a whole run is filed under.
SCRIPT = "script"
NO_FOLDER = N_("{path} cannot be written: there is no folder {place}.")
A_FOLDER = N_("{path} cannot be written: it is a folder.")
NO_CELL = N_("cell is {value}: allowed are the numbers of cells, counted from 0 to {last}.")
EMPTY_CELL = N_("The cell {value} has no students: its settings do not fit together.")
NOT_WRITTEN = N_("{path} cannot be written: {reason}.")


def run_of_cell(sweep_id: str, cell: int) -> str:
    """Return the run that a cell of a sweep is by itself, since sweeps keep no students; it trains unless it has run.

    Raises
    ------
    UnknownJobError
        If there is no such sweep.
    ExportError
        If it has no such cell, or nobody can be trained in it.
    """
    record = shared_engine().record(sweep_id, SWEEP)
    cells = record.sweep.cells
    if not 0 <= cell < len(cells):
        raise ExportError(NO_CELL, value=str(cell), last=len(cells) - 1)
    if cells[cell].experiment is None:
        raise ExportError(EMPTY_CELL, value=str(cell))
    result: RunResult = see_through(cells[cell].experiment)
    return result.run_id


@dataclass(frozen=True)
class Exported:
    """An export that was written to disk.

    Attributes
    ----------
    files : list of Path
        The main one first.
    """

    files: list[Path]
    export: Export

    def report(self) -> dict[str, Any]:
        """Return what ``kdviz export --json`` prints."""
        verified = [(kind, _report(each)) for kind, each in self.export.verified.items()]
        names = ["verified", *(f"verified_{kind}" for kind, _each in verified[1:])]
        return {
            "format": self.export.format,
            "file": str(self.files[0]),
            **({"files": [*map(str, self.files)]} if len(self.files) > 1 else {}),
            "bytes": {"file": len(self.export.content), "gzip": self.export.gzip},
            **{name: each for name, (_kind, each) in zip(names, verified, strict=True)},
        }


def _report(verified: Verified) -> dict[str, Any]:
    return verified.model_dump(exclude={"ties"} if verified.ties is None else set())


@dataclass(frozen=True)
class Asked:
    """A request for an export; attributes are as the parameters of `export`."""

    job_id: str
    format: str
    arm: str = "distilled"
    seed: int | None = None
    pipeline: str | None = None

    def script(self) -> Script | None:
        """Return the script to be run to verify it, a request of its own; None for a format of one student.

        Raises
        ------
        CatalogError
            If there is no such format, or none of such a run; and all that `begin` raises.
        """
        if not isinstance(format_named(self.format), RunFormat):
            return None
        experiment = kept_run(History(), self.job_id).experiment
        own = experiment.dataset if is_own(experiment) else ""
        return Script(text=script_of(experiment), lines=len(ARMS), own=own)

    def student(self) -> Student:
        """Return the kept student; errors as of `export`."""
        return kept_student(History(), self.job_id, arm=self.arm, seed=self.seed, pipeline=self.pipeline)[0]

    def begin(self) -> "Future[Export]":
        """Send a kept student to a worker that writes and verifies it; errors as of `export`, its own at `result`."""
        student, taught = kept_student(History(), self.job_id, arm=self.arm, seed=self.seed, pipeline=self.pipeline)
        worker = "kdviz.exports.verified:export"
        return shared_engine().begin(worker, student, self.format, taught, added_data_sets())

    def of_script(self, printed: Mapping[str, Sequence[float]]) -> Export:
        """Return the export of a whole run whose script has printed accuracies by arm; raises as `verified` does."""
        chosen, result = format_named(self.format), kept_run(History(), self.job_id)
        assert isinstance(chosen, RunFormat)
        return Export.of(self.format, chosen.write(result.experiment), {SCRIPT: verified(result, printed)})


def export(
    job_id: str,
    format: str,
    file: str | Path,
    *,
    arm: str = "distilled",
    seed: int | None = None,
    pipeline: str | None = None,
    cell: int | None = None,
    on_progress: Callable[[Progress], object] | None = None,
) -> Exported:
    """Write a student that a run or a compression has kept to a file, in a format that others read.

    A worker writes it and runs it on all test samples; nothing is written to disk unless it answers as the student.

    Parameters
    ----------
    job_id : str
        The run or the compression; the beginning of its id will do.
    format : str
        Such as ``"onnx"``; ``kdviz export --help`` lists all.
    file : str or Path
        Taken as given, whatever its suffix; a format of several files puts the others beside it.
    arm : str
        Of a run: ``"hard"``, ``"smoothed"`` or ``"distilled"``.
    seed : int, optional
        The first where none is given.
    pipeline : str, optional
        Of a compression; its first where none is given.
    cell : int, optional
        Of a sweep, counted from 0; its students are trained by themselves, unless that has been done.
    on_progress : callable, optional
        Called with the `Progress` of a script or notebook, which takes as long as its trainings do.

    Returns
    -------
    Exported
        Its `report` says how large it is, and how its answers were held against the student's.

    Raises
    ------
    CatalogError
        If there is no such format, arm, seed or pipeline, or `file` cannot be written.
    UnknownJobError
        If there is no such job.
    StoreError
        If what it kept is gone or damaged.
    RunFailedError
        If the file would answer otherwise than the student.

    Examples
    --------
    >>> import kdviz
    >>> result = kdviz.run(kdviz.Experiment(labels=60))  # doctest: +SKIP
    >>> kdviz.export(result.run_id, "onnx", "student.onnx").report()  # doctest: +SKIP
    """
    path = Path(file)
    if path.is_dir():
        raise ExportError(A_FOLDER, path=str(path))
    if not path.absolute().parent.is_dir():
        raise ExportError(NO_FOLDER, path=str(path), place=str(path.absolute().parent))
    format_named(format)
    source = job_id if cell is None else run_of_cell(job_id, cell)
    asked = Asked(source, format, arm, seed, pipeline)
    script = asked.script()
    made = asked.begin().result() if script is None else asked.of_script(see_through(script, on_progress))
    _main, *others = made.files
    paths = [path, *(_beside(path, ending) for ending in others)]
    # The main one comes last: where another cannot be written, nothing looks complete.
    for each, content in reversed([*zip(paths, made.files.values(), strict=True)]):
        try:
            _write(each, content)
        except OSError as error:
            raise ExportError(NOT_WRITTEN, path=str(each), reason=error.strerror or str(error)) from error
    return Exported(paths, made)


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; what is no ordinary file, such as /dev/stdout, is written as it is."""
    if path.exists() and not (path.is_file() and not path.is_symlink()):
        path.write_bytes(content)
    else:
        write_whole(path, content)


def _beside(path: Path, ending: str) -> Path:
    """Return the path of another file of an export whose main one is at `path`."""
    other = path.with_suffix(ending)
    return path.with_name(path.name + ending) if other == path else other
