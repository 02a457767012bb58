"""How much each knob matters, by the trials of a search; apart, since scikit-learn takes two seconds to load."""

from collections.abc import Generator, Sequence

import numpy as np
import optuna
from optuna.importance import FanovaImportanceEvaluator

from kdviz import measures
from kdviz.experiment.search import Search
from kdviz.results import Estimate
from kdviz.results.search import Trial
from kdviz.training.schedule import Clock
from kdviz.training.search.planned import study_of

# Fewer say nothing of importance.
FEWEST = 10
# Of fANOVA: four hundred trials take .2 s a seed; with 32 trees of depth 16 they take 3.
TREES, DEPTH = 16, 8


def importance(
    search: Search, trials: Sequence[Trial], _clock: Clock | None = None
) -> Generator[None, None, dict[str, Estimate]]:
    """Return the share that each knob has in how good a setting is, over the seeds that all trials have.

    A seed on which all did equally well says nothing of it, and fANOVA fails there; it is left out.
    """
    yield from ()
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
