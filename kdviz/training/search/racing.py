"""Which settings of a search may still win, by the seeds that they have so far."""

from collections.abc import Generator, Sequence

import numpy as np
from scipy.special import stdtrit

from kdviz.experiment.search import Search
from kdviz.results.search import Trial
from kdviz.training.schedule import Clock

# A setting is dropped where the chance that it is as good as the leader is smaller, by a paired t-test over seeds.
# Wilcoxon's signed ranks, as Optuna's own pruner has them, cannot tell anything of three seeds: p is .125 at least.
CHANCE = 0.05


def is_whole_trial(search: Search, trial: Trial) -> bool:
    """Return whether a trial has been trained on all seeds."""
    return len(trial.accuracy) == search.experiment.seeds


def may_win(search: Search, trial: Trial, trials: Sequence[Trial]) -> bool:
    """Return whether it is not shown on the seeds that a trial has that it loses against the best one so far.

    Where the smallest student is searched for, that it is not accurate enough is shown, or another that is costs less.
    """
    whole = [other for other in trials if is_whole_trial(search, other)]
    if search.goal.is_smallest:
        by_hand = trials[0]
        good = [other for other in whole if other.mean >= search.goal.floor(by_hand.mean)]
        cheapest = min((cost(search, other) for other in good), default=np.inf)
        lacks = [score - search.goal.floor(held) for score, held in zip(trial.accuracy, by_hand.accuracy, strict=False)]
        return cost(search, trial) <= cheapest and not _is_below_zero(lacks)
    rivals = whole or [other for other in trials if other.accuracy]
    leader = max(rivals, key=lambda other: (other.mean, -other.number))
    return not _is_below_zero([own - its for own, its in zip(trial.accuracy, leader.accuracy, strict=False)])


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
    whole = [trial for trial in trials if is_whole_trial(search, trial)]
    # The setting by hand may be over the goal's limits, and is held against the others all the same.
    whole = [trial for trial in whole if search.allows(trial.settings)] or whole
    good = [trial for trial in whole if trial.mean >= search.goal.floor(trials[0].mean)]
    if search.goal.is_smallest and good:
        return min(good, key=lambda trial: (cost(search, trial), -trial.mean, trial.number)).number
    return max(whole, key=lambda trial: (trial.mean, -trial.number)).number
