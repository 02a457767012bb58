"""Runs, comparisons, and all other jobs from start to end, for scripts, notebooks and commands."""

import logging
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from kdviz.engine.jobs.job import Progress
from kdviz.engine.latency import begin_microseconds
from kdviz.engine.process import shared_engine
from kdviz.experiment import Compression, Experiment, Search, Sweep
from kdviz.experiment.attack import Attack
from kdviz.experiment.goal import Goal
from kdviz.experiment.search import Budget
from kdviz.experiment.vary import joined
from kdviz.results import Event, Row, RunFailedError, Snapshot, Status
from kdviz.store import teachers
from kdviz.verdicts.device import kept_elsewhere
from kdviz.verdicts.ranking import ALL, candidates, named_kinds, ranked, unknown_kind
from kdviz.verdicts.spoken import SpokenAttack, SpokenCompression, SpokenResult, SpokenRow, SpokenSearch, SpokenSweep

log = logging.getLogger(__name__)

RENEWAL = 10.0
# Ends of a job that its own process has left.
LEFT = (Status.INTERRUPTED, Status.STOPPED)


def run(
    experiment: Experiment, on_snapshot: Callable[[Snapshot], object] | None = None, *, afresh: bool = False
) -> SpokenResult:
    """Run `experiment` in the background workers and return its result; an interrupt stops it.

    Parameters
    ----------
    on_snapshot : callable, optional
        Called with each `Snapshot` as training goes on.
    afresh : bool
        Whether to train again where an equal experiment has been run before; else its log is replayed.

    Returns
    -------
    SpokenResult
        Kept under ``KDVIZ_HOME`` too, with the students' weights and logits.

    Raises
    ------
    RunFailedError
        If it comes to no result; the message says why.
    EngineError
        If the queue is full.
    StoreError
        If the store cannot be read or written.
    TypeError
        If `experiment` is none.

    Examples
    --------
    >>> import kdviz
    >>> result = kdviz.run(kdviz.Experiment(labels=60, student="32"))  # doctest: +SKIP
    >>> result.gain.ci95  # doctest: +SKIP
    """

    def tell(event: Event) -> None:
        if on_snapshot is not None:
            on_snapshot(event.snapshot)

    return SpokenResult.of(see_through(_checked(experiment), on_event=tell, afresh=afresh))


def compare(
    *kinds: str,
    on_snapshot: Callable[[Experiment, Snapshot], object] | None = None,
    afresh: bool = False,
    **knobs: Any,
) -> list[SpokenRow]:
    """Run several kinds of distillation on the same students and return them ranked.

    Parameters
    ----------
    *kinds : str
        Which; all of them if none is named.
    on_snapshot : callable, optional
        Called with each experiment's snapshots.
    afresh : bool
        Whether to train again what has been run before.
    **knobs
        Set alike for all; a kind that does not read one leaves it alone.

    Returns
    -------
    list of SpokenRow
        The best first, those without result, and why, last.

    Raises
    ------
    CatalogError
        If there is no such kind.
    pydantic.ValidationError
        If the knobs do not fit whatever the kind.

    Examples
    --------
    >>> import kdviz
    >>> rows = kdviz.compare("classic", "hint", labels=30, student="32x32")  # doctest: +SKIP
    >>> [(row.standing, row.kind, row.result.gain.mean) for row in rows if row.result]  # doctest: +SKIP
    """
    known, unknown = named_kinds(kinds or [ALL])
    if unknown or "kind" in knobs:
        raise unknown_kind(unknown or [f"kind={knobs['kind']}"])
    return run_and_rank(candidates(known, knobs, str, joint=", "), on_snapshot, afresh=afresh)


def run_and_rank(
    chosen: Sequence[Experiment | Row],
    on_snapshot: Callable[[Experiment, Snapshot], object] | None = None,
    *,
    afresh: bool = False,
) -> list[SpokenRow]:
    """Run what `candidates` found, one after the other, and rank it: the best first, those without result last."""
    rows: list[Row] = []
    for candidate in chosen:
        if isinstance(candidate, Row):
            rows.append(candidate)
            continue
        show = partial(on_snapshot, candidate) if on_snapshot else None
        try:
            rows.append(Row(candidate.kind, result=run(candidate, show, afresh=afresh)))
        except RunFailedError as error:
            rows.append(Row(candidate.kind, skipped=error.sentence()))
    return [SpokenRow.of(row) for row in ranked(rows, shared_comparison)]


def shared_comparison(accuracies: tuple[tuple[float, ...], ...]) -> list[list[bool]]:
    """Return which of several students' accuracies are shown better than which, paired seed by seed."""
    if len(accuracies) < 2:
        return [[False] for _kind in accuracies]
    better: list[list[bool]] = shared_engine().call("kdviz.measures:shown_better", accuracies)
    return better


def sweep(
    experiment: Experiment,
    on_progress: Callable[[Progress], object] | None = None,
    *,
    afresh: bool = False,
    **axes: Sequence[Any],
) -> SpokenSweep:
    """Train `experiment` over a grid of one or two of its knobs and return all cells.

    An interrupted sweep keeps its finished cells; the next call with the same grid goes on from them.

    Parameters
    ----------
    on_progress : callable, optional
        Called with the `Progress` whenever there is some.
    afresh : bool
        Whether to train cells again that have been trained before.
    **axes : sequence
        One or two knobs, each with its values.

    Returns
    -------
    SpokenSweep
        With every cell; one that cannot be trained says why.

    Raises
    ------
    SweepError
        If the axes make no grid; and all that `run` raises.

    Examples
    --------
    >>> import kdviz
    >>> record = kdviz.sweep(kdviz.Experiment(), temperature=[1, 4], alpha=[0.5, 0.9])  # doctest: +SKIP
    >>> [cell.result.gain.mean for cell in record.cells]  # doctest: +SKIP
    """
    return SpokenSweep.of(see_through(Sweep.over(_checked(experiment), axes), on_progress, afresh=afresh))


def compress(
    experiment: Experiment,
    *pipelines: str,
    on_progress: Callable[[Progress], object] | None = None,
    afresh: bool = False,
) -> SpokenCompression:
    """Let the student of `experiment` go through pipelines of training and compression, each beside its controls.

    What was interrupted keeps its finished pipelines; the next call with the same ones goes on from them.

    Parameters
    ----------
    *pipelines : str
        Stages with commas between, such as ``"distill,prune=0.8,tune=teacher:250,quantize=4"``; the usual eight if none
        is given.
    on_progress : callable, optional
        Called with the `Progress` whenever there is some.
    afresh : bool
        Whether to train pipelines again that have been trained before.

    Returns
    -------
    SpokenCompression
        Its ``result`` has a row for each pipeline, and what each is held against.

    Raises
    ------
    CompressionError
        If a pipeline cannot be gone through; and all that `run` raises.

    Examples
    --------
    >>> import kdviz
    >>> record = kdviz.compress(kdviz.Experiment(labels=60), "train,quantize=4", "distill,quantize=4")  # doctest: +SKIP
    >>> [(row.result.bytes.packed, row.gain.mean) for row in record.result.rows]  # doctest: +SKIP
    """
    request = Compression.of(_checked(experiment), pipelines)
    return SpokenCompression.of(see_through(request, on_progress, afresh=afresh))


def tune(
    experiment: Experiment,
    budget: str | int = "30s",
    on_progress: Callable[[Progress], object] | None = None,
    *,
    goal: Goal | None = None,
    fresh: Iterable[int] | None = None,
    sampler: str = "tpe",
    afresh: bool = False,
    **vary: str | Sequence[Any],
) -> SpokenSearch:
    """Search the best setting of `experiment`, and judge it on fresh seeds and test images against the one by hand.

    What was interrupted keeps its rounds; the next call with the same budget in students goes on from them.

    Parameters
    ----------
    budget : str or int
        A time, such as ``"30s"``, which becomes a number of students by the pace measured here; or such a number.
    goal : Goal, optional
        The most accurate setting unless told otherwise: a smallest student, or limits of what it costs.
    fresh : iterable of int, optional
        The seeds to judge on, without a gap; those after the experiment's own unless given.
    sampler : str
        One of `kdviz.experiment.search.SAMPLERS`.
    **vary : str or sequence
        Knobs, each with a range, such as ``"1:20:log"``, or with choices; temperature, alpha and learning rate if none
        is given.

    Returns
    -------
    SpokenSearch

    Raises
    ------
    SearchError
        If there is nothing to search; and all that `run` raises.

    Examples
    --------
    >>> import kdviz
    >>> record = kdviz.tune(kdviz.Experiment(labels=60), temperature="1:20:log", alpha="0:1")  # doctest: +SKIP
    >>> record.result.best.settings, record.result.gain, record.result.optimism  # doctest: +SKIP
    """
    ranges = {name: text if isinstance(text, str) else joined(name, text) for name, text in vary.items()}
    request = search_within(_checked(experiment), ranges, str(budget), goal=goal, fresh=fresh, sampler=sampler)
    return SpokenSearch.of(see_through(request, on_progress, afresh=afresh))


def search_within(experiment: Experiment, vary: Mapping[str, str], budget: str, **more: Any) -> Search:
    """Return the search whose `budget` is written as a time or as a number of students; `more` as of `Search.of`."""
    read, goal = Budget.read(budget), more.get("goal")
    measures = goal is not None and "us" in goal.at_most
    if read.seconds is None and not measures:
        return Search.of(experiment, vary, read, **more)
    # What is wrong beside the budget is said before the workers are waited for.
    Search.of(experiment, vary, Budget(2 * experiment.seeds) if read.seconds else read, **more)
    if measures:
        more["micros"] = begin_microseconds(experiment, vary).result()
    if read.seconds is not None:
        engine = shared_engine()
        more["speed"] = engine.speed()
        read = read._replace(is_taught=partial(teachers.known, engine.history.folder))
    return Search.of(experiment, vary, read, **more)


def attack(
    study: str,
    experiment: Experiment | None = None,
    on_progress: Callable[[Progress], object] | None = None,
    *,
    afresh: bool = False,
    **settings: Any,
) -> SpokenAttack:
    """Train nets, attack them, and return what they gave away; only nets that are trained here are attacked.

    What was interrupted keeps its finished seeds; the next call with the same settings goes on from them.

    Parameters
    ----------
    study : str
        ``"temperature"``: does a high temperature defend? ``"steal"``: can it be stolen? ``"membership"``: does the
        student betray whose data taught the teacher?
    experiment : Experiment, optional
        Whose student is attacked; the study's usual one unless given.
    on_progress : callable, optional
        Called with the `Progress` whenever there is some.
    afresh : bool
        Whether to train again what has been trained before.
    **settings
        Attributes of `kdviz.experiment.attack.Attack`, such as ``bound=0.2`` or ``queries=[30, 100]``.

    Returns
    -------
    SpokenAttack

    Raises
    ------
    AttackError
        If there is no such study, or its settings do not fit; and all that `run` raises.

    Examples
    --------
    >>> import kdviz
    >>> record = kdviz.attack("temperature", bound=0.15)  # doctest: +SKIP
    >>> record.result.find(net="distilled", attack="fgsm", on="published").numbers["accuracy"]  # doctest: +SKIP
    """
    request = Attack.of(study, None if experiment is None else _checked(experiment), **settings)
    return SpokenAttack.of(see_through(request, on_progress, afresh=afresh))


def _checked(experiment: Experiment) -> Experiment:
    # Scripts have no type checker: kdviz.run({"labels": 30}) is a usual first try.
    if not isinstance(experiment, Experiment):
        raise TypeError(f"experiment is {experiment!r}: allowed is an Experiment, such as kdviz.Experiment(labels=30).")
    return experiment


def see_through(
    request: Any,
    on_progress: Callable[[Progress], object] | None = None,
    on_event: Callable[[Event], object] | None = None,
    *,
    afresh: bool = False,
) -> Any:
    """Submit a request, wait for its job and return the result; an interrupt stops the job.

    Where another process does an equal job and ends before it, the job is submitted again, to be done by this one.

    Parameters
    ----------
    on_progress, on_event : callable, optional
        Called with the `Progress`, and with each `Event` of a run, whenever there is more.
    afresh : bool
        Whether a finished equal job will not do.
    """
    engine, viewer = shared_engine(), uuid.uuid4().hex
    while True:
        submission = engine.submit(request, viewer, afresh=afresh)
        if submission.elsewhere:
            log.warning("kdviz: %s (%s)", kept_elsewhere(submission.elsewhere.device), submission.elsewhere.job_id[:8])
        status = _watched(submission.job_id, viewer, on_progress, on_event)
        if submission.begun or status not in LEFT:
            return engine.result(submission.job_id)


def _watched(
    job_id: str,
    viewer: str,
    on_progress: Callable[[Progress], object] | None,
    on_event: Callable[[Event], object] | None,
) -> Status:
    """Wait for a job's end, tell of it meanwhile, and return how it ended."""
    engine = shared_engine()
    seen: Progress | None = None
    told = 0
    try:
        while seen is None or seen.status.in_flight:
            progress = engine.progress(job_id, seen, timeout=RENEWAL)
            if progress.status.in_flight:
                engine.renew(viewer)
            if on_event is not None and progress.told > told:
                for event in engine.events(job_id, told):
                    on_event(event)
                    told = event.seq
            if on_progress is not None and progress != seen:
                on_progress(progress)
            seen = progress
    except BaseException:
        if seen is None or seen.status.in_flight:
            engine.stop(job_id, viewer)
        raise
    return seen.status
