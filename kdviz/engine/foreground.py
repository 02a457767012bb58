"""One experiment, start to verdict, for scripts and notebooks."""

import uuid
from collections.abc import Callable

from kdviz.engine.engine import shared_engine
from kdviz.experiment import Experiment
from kdviz.results import RunResult, Snapshot

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
