"""The judgement of a search on fresh seeds and test images, and what its trials say of each other."""

from collections.abc import Generator, Mapping, Sequence
from statistics import fmean

import numpy as np
import optuna
from optuna.importance import FanovaImportanceEvaluator

from kdviz import measures
from kdviz.experiment.goal import COSTS
from kdviz.experiment.search import Search, mean_on
from kdviz.results import Estimate
from kdviz.results.search import Fresh, FrontPoint, Judged, SearchResult, Trial
from kdviz.training.schedule import Clock
from kdviz.training.search.planned import study_of
from kdviz.training.search.racing import cost, is_whole_trial

# Fewer say nothing of importance.
FEWEST = 10
# Of fANOVA: four hundred trials take .2 s a seed; with 32 trees of depth 16 they take 3.
TREES, DEPTH = 16, 8


def judged(
    search: Search,
    trials: Sequence[Trial],
    winner: int,
    outcomes: Mapping[int, Fresh],
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
        importance=importance(search, trials),
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


def importance(search: Search, trials: Sequence[Trial]) -> dict[str, Estimate]:
    """Return the share that each knob has in how good a setting is, over the seeds that all trials have.

    A seed on which all did equally well says nothing of it, and fANOVA fails there; it is left out.
    """
    tried = [trial for trial in trials[1:] if trial.accuracy]
    fewest = min((len(trial.accuracy) for trial in tried), default=0)
    telling = [seed for seed in range(fewest) if len({trial.accuracy[seed] for trial in tried}) > 1]
    if len(tried) < FEWEST or not telling:
        return {}
    shares = [_shares(search, tried, seed) for seed in telling]
    estimates = measures.estimates(np.asarray(shares).T)
    return dict(zip([vary.name for vary in search.vary], estimates, strict=True))


def _shares(search: Search, trials: Sequence[Trial], seed: int) -> list[float]:
    """Return each knob's share, as the seed at a place among those of the search has it."""
    study = study_of(search, trials, lambda trial: [trial.accuracy[seed]])
    # PED-ANOVA takes no time, but of twenty trials it gave a student's size .01 where fANOVA gave it .99.
    evaluator = FanovaImportanceEvaluator(n_trees=TREES, max_depth=DEPTH, seed=seed)
    found = optuna.importance.get_param_importances(study, evaluator=evaluator)
    return [float(found[vary.name]) for vary in search.vary]


def front(search: Search, trials: Sequence[Trial]) -> list[FrontPoint]:
    """Return the trials on all seeds than which no other is both more accurate and smaller, the smallest first."""
    whole = sorted(
        (trial for trial in trials if is_whole_trial(search, trial)),
        key=lambda trial: (cost(search, trial), -trial.mean),
    )
    points = list[FrontPoint]()
    for trial in whole:
        if not points or trial.mean > points[-1].accuracy:
            bytes, macs, us = (search.cost(trial.settings, name) for name in COSTS)
            points.append(
                FrontPoint(
                    settings=trial.settings, accuracy=trial.mean, bytes=round(bytes), macs=round(macs), us=us or None
                )
            )
    return points
