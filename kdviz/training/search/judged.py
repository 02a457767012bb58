"""The judgement of a search on fresh seeds and test images, and its front."""

from collections.abc import Generator, Mapping, Sequence
from statistics import fmean

from kdviz import measures
from kdviz.experiment.search import Search, mean_on
from kdviz.results import Estimate
from kdviz.results.search import Fresh, FrontPoint, Judged, SearchResult, Trial
from kdviz.training.schedule import Clock


def judged(
    search: Search,
    trials: Sequence[Trial],
    winner: int,
    outcomes: Mapping[int, Fresh],
    importance: Mapping[str, Estimate],
    ended_early: bool,
    students: int,
    _clock: Clock | None = None,
) -> Generator[None, None, SearchResult]:
    """Return what a search came to.

    Parameters
    ----------
    winner : int
        As `chosen`.
    outcomes : dict of int to Fresh
        Those of the winner and of the setting by hand, on fresh seeds, by number.
    importance : dict of str to Estimate
        That of each knob.
    """
    yield from ()
    best, by_hand = (outcomes[number] for number in (winner, 0))
    gain = optimism = None
    if best.test and by_hand.test:
        gain = measures.difference(by_hand.test, best.test, paired=True)
    if best.validation:
        optimism = measures.difference(best.validation, trials[winner].accuracy, paired=False)
    return SearchResult(
        best=_judged(trials[winner], outcomes[winner]),
        by_hand=_judged(trials[0], outcomes[0]),
        met=is_met(search, trials, winner),
        gain=gain,
        optimism=optimism,
        one_seed=on_one_seed(trials),
        importance=dict(importance),
        front=front(search, trials),
        trials=sum(bool(trial.accuracy) for trial in trials),
        students=students,
        ended_early=ended_early,
        device=outcomes[winner].device,
    )


def is_met(search: Search, trials: Sequence[Trial], winner: int) -> bool:
    """Return whether the winner does what the goal asks for, on validation images and the seeds that it has."""
    best = trials[winner]
    floor = search.goal.floor(mean_on(len(best.accuracy), trials[0]))
    return bool(search.candidates([best])) and best.mean >= floor


def _judged(trial: Trial, outcome: Fresh) -> Judged:
    fresh = measures.over_seeds(outcome.test) if outcome.test else None
    validation = measures.over_seeds(trial.accuracy)
    return Judged(settings=trial.settings, validation=validation, fresh=fresh, accuracy=outcome.test)


def on_one_seed(trials: Sequence[Trial]) -> Estimate | None:
    """Return how much too good the best would have looked, chosen on one seed: than on the others that it has."""
    fewest = min((len(trial.accuracy) for trial in trials if trial.accuracy), default=0)
    if fewest < 2:
        return None
    flattered = []
    for seed in range(fewest):
        winner = max((trial for trial in trials if trial.accuracy), key=lambda trial: trial.accuracy[seed])
        others = [score for place, score in enumerate(winner.accuracy) if place != seed]
        flattered.append(winner.accuracy[seed] - fmean(others))
    return measures.over_seeds(flattered)


def front(search: Search, trials: Sequence[Trial]) -> list[FrontPoint]:
    """Return the front of a search, with what its students cost."""
    points = list[FrontPoint]()
    for trial in search.front(trials):
        bytes, macs, us = (search.cost(trial.settings, name) for name in ("bytes", "macs", "us"))
        points.append(
            FrontPoint(
                settings=trial.settings, accuracy=trial.mean, bytes=round(bytes), macs=round(macs), us=us or None
            )
        )
    return points
