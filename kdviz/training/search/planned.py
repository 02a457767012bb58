"""The plan of a search's next round: who may still win gets more seeds, and Optuna is asked for new settings."""

import math
import warnings
from collections.abc import Callable, Generator, Sequence
from typing import Literal

import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.samplers import BaseSampler, GPSampler, NSGAIISampler, RandomSampler, TPESampler
from optuna.trial import create_trial

from kdviz.experiment.search import Search, Settings
from kdviz.experiment.settings import is_whole
from kdviz.experiment.vary import Vary
from kdviz.results.search import Plan, Trial
from kdviz.training.schedule import Clock
from kdviz.training.search.racing import cost, is_whole_trial, may_win

optuna.logging.set_verbosity(optuna.logging.WARNING)


def planned(
    search: Search, trials: Sequence[Trial], spent: int, _clock: Clock | None = None
) -> Generator[None, None, Plan]:
    """Return what to train next; a plan of nothing ends the search.

    It follows from the search and its trials alone, however many workers trained them.

    Parameters
    ----------
    trials : sequence of Trial
        All so far, by number; trained on their first seeds, on all, or dropped.
    spent : int
        How many students these took.
    """
    yield from ()
    left = search.students - spent
    others = search.other_seeds[1]
    waiting = [trial for trial in trials if not is_whole_trial(search, trial) and not trial.dropped and trial.accuracy]
    # The setting by hand is what all are held against in the end.
    winning = {trial.number for trial in may_win(search, waiting, trials)} | {0}
    alive = [trial for trial in waiting if trial.number in winning]
    alive.sort(key=lambda trial: (trial.number != 0, -trial.mean))
    dropped = sorted({trial.number for trial in waiting} - {trial.number for trial in alive})
    # Every new setting may need all its seeds, and those that wait for theirs do.
    count = min(search.settings_a_round, (left - len(alive) * others) // search.experiment.seeds)
    new = asked(search, trials, count)
    # To capture a population of another size takes as long as a hundred steps, so full ones are waited for; and no
    # more of them than of new settings: two workers end a round together, and who waits must win against later ones.
    full = min(search.settings_a_piece(search.other_seeds), search.settings_a_round) if others else 1
    pieces = min(len(alive) // full, math.ceil(len(new) / search.settings_a_piece(search.first_seeds)))
    ready = pieces * full if new else len(alive)
    promoted = sorted(trial.number for trial in alive[: min(ready, left // others)]) if others else []
    return Plan(new=new, promoted=promoted, dropped=dropped)


def asked(search: Search, trials: Sequence[Trial], count: int) -> list[Settings]:
    """Return `count` new settings, or fewer where no others are left; the first of all is the one by hand."""
    if count < 1:
        return []
    settings = [] if trials else [search.by_hand]
    known = [trial.settings for trial in trials] + settings
    study = study_of(search, trials, lambda trial: _values(search, trial))
    # Choices alone may all have been tried.
    for _attempt in range(4 * count):
        if len(settings) >= count:
            break
        trial = study.ask({vary.name: _distribution(vary) for vary in search.vary})
        found = {vary.name: vary.rounded(trial.params[vary.name]) for vary in search.vary}
        if found not in known and search.allows(found):
            settings.append(found)
            known.append(found)
    return settings


def _values(search: Search, trial: Trial) -> list[float]:
    """Return what a sampler is told of a trial: how accurate it is and, where that is the goal, how small."""
    return [trial.mean, cost(search, trial)] if search.goal.is_smallest else [trial.mean]


def study_of(search: Search, trials: Sequence[Trial], values: Callable[[Trial], list[float]]) -> optuna.Study:
    """Return a study that was told the trials in their order, each with its `values`."""
    goals: list[Literal["maximize", "minimize"]] = ["maximize", "minimize"]
    with warnings.catch_warnings():
        # Some samplers are announced as not settled yet.
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = _sampler(search, len(trials))
    told = [(trial, values(trial)) for trial in trials if trial.accuracy]
    directions = goals[: len(told[0][1])] if told else goals[:1]
    study = optuna.create_study(directions=directions, sampler=sampler)
    distributions = {vary.name: _distribution(vary) for vary in search.vary}
    # What is by hand may lie beside the ranges.
    held = [each for each in told if all(vary.holds(each[0].settings[vary.name]) for vary in search.vary)]
    for place, (trial, scores) in enumerate(held):
        generation = dict[str, int]()
        if isinstance(sampler, NSGAIISampler):
            # Where it looks for the generation of a trial: every study is new, and is told it. A round is one.
            generation = {sampler._get_generation_key(): place // search.settings_a_round}
        study.add_trial(
            create_trial(values=scores, params=trial.settings, distributions=distributions, system_attrs=generation)
        )
    return study


def _sampler(search: Search, told: int) -> BaseSampler:
    # Every round draws anew, as the request and the number of trials decide.
    seed = int(search.digest(str(told))[:8], 16)
    match search.sampler:
        case "random":
            return RandomSampler(seed=seed)
        case "gp":
            return GPSampler(seed=seed)
        case "nsga2":
            return NSGAIISampler(seed=seed, population_size=search.settings_a_round)
        case _:
            return TPESampler(seed=seed, multivariate=True)


def _distribution(vary: Vary) -> BaseDistribution:
    if vary.choices:
        return CategoricalDistribution(vary.choices)
    if is_whole(vary.name):
        return IntDistribution(round(vary.low), round(vary.high), log=vary.log)
    return FloatDistribution(vary.low, vary.high, log=vary.log)
