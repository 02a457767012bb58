"""One experiment, start to verdict, for scripts and notebooks."""

from collections.abc import Callable

from kdviz.engine.client import shared_engine
from kdviz.experiment import Experiment
from kdviz.results import RunResult, Snapshot


def run(experiment: Experiment, on_snapshot: Callable[[Snapshot], object] | None = None) -> RunResult:
    """Run `experiment` in the background workers and return its result.

    Parameters
    ----------
    experiment : Experiment
    on_snapshot : callable, optional
        Called with each `Snapshot` as training goes on.

    Returns
    -------
    RunResult
        Kept under ``KDVIZ_HOME`` too, with the students' weights and logits.

    Raises
    ------
    RunFailedError
        If the teacher's training diverges.
    EngineError
        If the workers cannot be started, or lose the run.

    Examples
    --------
    >>> import kdviz
    >>> result = kdviz.run(kdviz.Experiment(labels=60, student="32"))  # doctest: +SKIP
    >>> result.gain.ci95  # doctest: +SKIP
    """
    engine = shared_engine()
    run_id = engine.submit(experiment)
    seen = 0
    while fresh := engine.wait(run_id, after=seen):
        seen += len(fresh)
        for snapshot in fresh:
            if on_snapshot is not None:
                on_snapshot(snapshot)
    return engine.result(run_id)
