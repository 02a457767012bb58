"""One experiment, start to verdict, for scripts and notebooks."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from kdviz.engine.jobs.progress import SweepProgress
from kdviz.engine.process import shared_engine
from kdviz.experiment import Experiment, Sweep
from kdviz.i18n import N_
from kdviz.results import RunFailedError, RunResult, Snapshot, Status
from kdviz.results.cell import SweepRecord
from kdviz.verdicts.tradeoff import Footprint

RENEWAL = 10.0


def run(
    experiment: Experiment, on_snapshot: Callable[[Snapshot], object] | None = None, *, afresh: bool = False
) -> RunResult:
    """Run `experiment` in the background workers and return its result; interrupted, it stops.

    Parameters
    ----------
    experiment : Experiment
    on_snapshot : callable, optional
        Called with each `Snapshot` as training goes on.
    afresh : bool
        Whether to train again where an equal experiment has been run before; else its log is replayed.

    Returns
    -------
    RunResult
        Kept under ``KDVIZ_HOME`` too, with the students' weights and logits.

    Raises
    ------
    RunFailedError
        If it comes to no result; the message says why.
    EngineError
        If the queue is full.
    StoreError
        If the store cannot be read or written.

    Examples
    --------
    >>> import kdviz
    >>> result = kdviz.run(kdviz.Experiment(labels=60, student="32"))  # doctest: +SKIP
    >>> result.gain.ci95  # doctest: +SKIP
    """
    engine, viewer = shared_engine(), uuid.uuid4().hex
    submission = engine.submit(experiment, viewer, afresh=afresh)
    run_id, seen = submission.run_id, 0
    try:
        while True:
            fresh = engine.wait(run_id, seen, timeout=RENEWAL)
            if not fresh and not engine.record(run_id).status.in_flight:
                return engine.result(run_id)
            engine.renew(viewer)
            for event in fresh:
                seen = event.seq
                if on_snapshot is not None:
                    on_snapshot(event.snapshot)
    except BaseException:
        engine.stop(run_id, viewer)
        raise


def sweep(
    experiment: Experiment,
    on_progress: Callable[[SweepProgress], object] | None = None,
    *,
    afresh: bool = False,
    **axes: Sequence[Any],
) -> SweepRecord:
    """Train `experiment` over a grid of one or two of its knobs; interrupted, it stops and keeps its finished cells.

    Asked for again, it goes on from those.

    Parameters
    ----------
    experiment : Experiment
    on_progress : callable, optional
        Called with the `SweepProgress` whenever there is some.
    afresh : bool
        Whether to train cells again that have been trained before.
    **axes : sequence
        One or two knobs, each with its values.

    Returns
    -------
    SweepRecord
        With every cell; one that cannot be trained says why.

    Raises
    ------
    SweepError
        If the axes make no grid.
    RunFailedError
        If it could not go on.
    EngineError
        If the queue is full.
    StoreError
        If the store cannot be read or written.

    Examples
    --------
    >>> import kdviz
    >>> record = kdviz.sweep(kdviz.Experiment(), temperature=[1, 4], alpha=[0.5, 0.9])  # doctest: +SKIP
    >>> [cell.result.gain.mean for cell in record.cells]  # doctest: +SKIP
    """
    return see_through(Sweep.over(experiment, axes), on_progress, afresh=afresh)


def see_through(
    grid: Sweep, on_progress: Callable[[SweepProgress], object] | None = None, *, afresh: bool = False
) -> SweepRecord:
    """Train a sweep in the background workers and return it with every cell; see `sweep`."""
    engine, viewer = shared_engine(), uuid.uuid4().hex
    sweep_id = engine.submit_sweep(grid, viewer, afresh=afresh).sweep_id
    seen: SweepProgress | None = None
    try:
        while seen is None or seen.status.in_flight:
            progress = engine.wait_sweep(sweep_id, seen, timeout=RENEWAL)
            engine.watch_sweep(sweep_id, viewer)
            if progress != seen and on_progress is not None:
                on_progress(progress)
            seen = progress
    except BaseException:
        engine.stop_sweep(sweep_id, viewer)
        raise
    if seen.status is Status.FINISHED:
        return engine.sweep(sweep_id)
    failure = engine.sweep_failure(sweep_id)
    if failure is not None:
        raise RunFailedError(failure.template, **failure.blanks)
    raise RunFailedError(
        N_("Sweep {sweep} was {status}; asked for again, it goes on from its finished cells."),
        sweep=sweep_id[:8],
        status=seen.status.value,
    )


def footprints(names: Sequence[str], experiment: Experiment) -> list[Footprint]:
    """Measure what networks take on a worker's machine: bytes on disk, and the seconds of a forward pass.

    Parameters
    ----------
    names : sequence of str
        Networks, such as ``"256x256"``.
    experiment : Experiment
        Whose data they answer for.

    Raises
    ------
    EngineError
        If no worker can be reached.
    """
    path, data = "kdviz.training.footprint:footprints", experiment.data
    measured: list[Footprint] = shared_engine().begin(path, [*names], data.shape, data.classes).result()
    return measured
