"""Which settings of a search may still win, by the seeds that they have so far."""

from collections.abc import Generator, Sequence

import numpy as np
from scipy.special import stdtrit

from kdviz.experiment.search import Search, mean_on
from kdviz.results.search import Trial
from kdviz.training.schedule import Clock

# The chance at most, at each look and with equal noise, that a setting is dropped which is as good as all others.
CHANCE = 0.05


def is_whole_trial(search: Search, trial: Trial) -> bool:
    """Return whether a trial has been trained on all seeds."""
    return len(trial.accuracy) == search.experiment.seeds


def may_win(search: Search, waiting: Sequence[Trial], trials: Sequence[Trial]) -> list[Trial]:
    """Return those of the `waiting` trials, which have their first seeds, that are not shown to lose.

    To lose is to be less accurate than the best so far. Where the smallest student is searched for, it is not to be
    accurate enough, or to cost more than another that is.
    """
    if not waiting:
        return []
    if search.goal.is_smallest:
        return _may_be_smallest(search, waiting, trials)
    tried = [trial for trial in trials if trial.accuracy]
    leader = search.best(tried)
    if leader is None:
        return [*waiting]
    seeds = search.first_seeds[1]
    reach = _reach(np.array([trial.accuracy[:seeds] for trial in tried]))
    least = mean_on(seeds, leader) - reach
    return [trial for trial in waiting if trial.mean >= least]


def _reach(scores: np.ndarray) -> float:
    """Return how far a setting must be below the leader to be dropped, by the scores of all on their first seeds.

    The leader is the best of many, and each of them may be the one that a setting is unluckily held against: so the
    chance is parted among all (Bonferroni). Two or three seeds alone would then tell nothing, so the noise is that of
    the better half together: what is left of their scores without the means of settings and of seeds.
    """
    better = scores[np.argsort(-scores.mean(1), kind="stable")[: max(2, len(scores) // 2)]]
    freedom = (len(better) - 1) * (better.shape[1] - 1)
    if not freedom:
        return np.inf
    noise = better - better.mean(1, keepdims=True) - better.mean(0) + better.mean()
    deviation = np.sqrt((noise**2).sum() / freedom * 2 / better.shape[1])
    return float(stdtrit(freedom, 1 - CHANCE / (len(scores) - 1)) * deviation)


def _may_be_smallest(search: Search, waiting: Sequence[Trial], trials: Sequence[Trial]) -> list[Trial]:
    by_hand, goal = trials[0], search.goal
    good = [
        trial
        for trial in search.candidates(trials)
        if is_whole_trial(search, trial) and trial.mean >= goal.floor(by_hand.mean)
    ]
    cheapest = min((cost(search, trial) for trial in good), default=np.inf)

    def is_too_weak(trial: Trial) -> bool:
        pairs = zip(trial.accuracy, by_hand.accuracy, strict=False)
        return _is_below_zero([score - goal.floor(held) for score, held in pairs])

    return [trial for trial in waiting if cost(search, trial) <= cheapest and not is_too_weak(trial)]


def _is_below_zero(differences: Sequence[float]) -> bool:
    """Return whether a t-test shows the mean of `differences` to be below zero."""
    count, values = len(differences), np.asarray(differences)
    if count < 2:
        return False
    reach = float(stdtrit(count - 1, 1 - CHANCE)) * values.std(ddof=1) / np.sqrt(count)
    return bool(values.mean() + reach < 0)


def cost(search: Search, trial: Trial) -> float:
    """Return how many bytes a trial's student takes."""
    return search.cost(trial.settings, "bytes")


def chosen(search: Search, trials: Sequence[Trial], _clock: Clock | None = None) -> Generator[None, None, int]:
    """Return the number of the trial that is judged: by validation images and the seeds of the search alone."""
    yield from ()
    best = search.best(trials)
    assert best is not None
    return best.number
