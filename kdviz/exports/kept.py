"""Students that are kept: those of a run by arm and seed, those of a compression by pipeline and seed."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from kdviz.catalog import CatalogError, data_set, not_one_of
from kdviz.experiment import Pipeline
from kdviz.experiment.arms import ARMS
from kdviz.exports.layers import Values
from kdviz.exports.material import Student
from kdviz.i18n import N_
from kdviz.results import RunRecord, RunResult
from kdviz.results.compression import CompressionRecord
from kdviz.results.snapshot import Estimate
from kdviz.store.history import History
from kdviz.store.names import COMPRESSION, RUN
from kdviz.store.records import compression_record, run_record
from kdviz.store.tables import JobRow

UNFINISHED = N_("{job} is {status}: only what has finished has students to take along.")
NO_STUDENTS = N_("{job} is a {kind}: students are kept of runs and of compressions.")
ONLY_RUNS = N_("{job} is a compression: scripts are written of runs.")
NO_PIPELINE = N_("{job} is a run: pipelines are those of compressions.")
NO_ARM = N_("arm is {value}: {job} is a compression, whose students have pipelines instead.")
NO_SEED = N_("seed is {value}: kept are the students of the seeds {seeds}.")


class ExportError(CatalogError):
    """An export that cannot be had."""


def kept_student(
    history: History, job_id: str, *, arm: str = "distilled", seed: int | None = None, pipeline: str | None = None
) -> tuple[Student, Values | None]:
    """Return a student that was kept, and its teacher's answers to the test samples, where these were.

    Parameters
    ----------
    job_id : str
        A run or a compression; its beginning will do.
    arm : str
        Of a run.
    seed : int or None
        None for the first.
    pipeline : str or None
        Of a compression; None for its first.

    Raises
    ------
    UnknownJobError
        If there is no such job.
    StoreError
        If its file is gone or damaged.
    CatalogError, CompressionError
        If it has no such student.
    """
    record = history.read(job_id, _record, None)
    # Without its data nothing can be written, which is to be said before what else is missing then.
    data_set((record.experiment if isinstance(record, RunRecord) else record.compression.experiment).dataset)
    if isinstance(record, RunRecord):
        if pipeline is not None:
            raise ExportError(NO_PIPELINE, job=record.run_id[:8])
        return _of_run(history, record, arm, seed)
    # The last is what is exported of a run where no arm is named.
    if arm != ARMS[-1]:
        raise ExportError(NO_ARM, value=arm, job=record.compression_id[:8])
    return _of_compression(history, record, pipeline, seed), None


def kept_run(history: History, job_id: str) -> RunResult:
    """Return the result of a finished run; raises as `kept_student` does."""
    record = history.read(job_id, _record, None)
    if not isinstance(record, RunRecord):
        raise ExportError(ONLY_RUNS, job=record.compression_id[:8])
    assert record.result is not None
    return record.result


def _record(session: Session, row: JobRow) -> RunRecord | CompressionRecord:
    if row.kind not in (RUN, COMPRESSION):
        raise ExportError(NO_STUDENTS, job=row.id[:8], kind=row.kind)
    if row.result is None:
        raise ExportError(UNFINISHED, job=row.id[:8], status=row.status)
    return run_record(session, row) if row.kind == RUN else compression_record(session, row)


def _of_run(history: History, record: RunRecord, arm: str, seed: int | None) -> tuple[Student, Values | None]:
    assert record.result is not None
    if arm not in ARMS:
        raise not_one_of("arm", arm, ARMS)
    experiment, measured = record.experiment, record.result.arms[arm]
    chosen, place = _chosen(seed, experiment.seed_list)
    stacked = history.arrays(record.run_id, "students")
    weights = {name: values[place, ARMS.index(arm)] for name, values in stacked.items()}
    accuracy = Estimate(mean=measured.mean, ci95=measured.ci95)
    taught = history.arrays(record.run_id, "arrays").get("test_teacher_logits")
    return Student(record.run_id, experiment, experiment.student, arm, chosen, weights, accuracy), taught


def _of_compression(history: History, record: CompressionRecord, pipeline: str | None, seed: int | None) -> Student:
    assert record.result is not None
    known = {row.pipeline: row for row in record.result.rows if row.result}
    text = next(iter(known), "") if pipeline is None else Pipeline.read(pipeline).text
    if text not in known:
        raise not_one_of("pipeline", text, known)
    row = known[text]
    assert row.result is not None
    assert row.accuracy is not None
    begin = f"{row.student}/{row.pipeline}/"
    stacked = history.arrays(record.compression_id, "students", COMPRESSION)
    own = {name.removeprefix(begin): values for name, values in stacked.items() if name.startswith(begin)}
    experiment = record.compression.experiment_of(row.student)
    # Of large students only those of the first seeds are kept.
    chosen, place = _chosen(seed, experiment.seed_list[: len(next(iter(own.values())))])
    weights = {name: values[place] for name, values in own.items()}
    return Student(record.compression_id, experiment, row.result.network, text, chosen, weights, row.accuracy)


def _chosen(seed: int | None, kept: Sequence[int]) -> tuple[int, int]:
    """Return a seed, the first unless it is given, and its place among those that are kept."""
    if seed is not None and seed not in kept:
        raise ExportError(NO_SEED, value=str(seed), seeds=", ".join(map(str, kept)))
    chosen = kept[0] if seed is None else seed
    return chosen, kept.index(chosen)
