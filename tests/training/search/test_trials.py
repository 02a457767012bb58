"""Settings trained together, on validation images alone."""

from dataclasses import replace

import numpy as np
import pytest

from kdviz import datasets
from kdviz.experiment import Experiment
from kdviz.training.run.distill import distill
from kdviz.training.run.steps import finish
from kdviz.training.schedule import Clock
from kdviz.training.search.trials import RAN_AWAY, train_trials
from tests.conftest import teacher_of

QUICK = {"teacher": "16", "teacher_steps": 40, "steps": 30, "student": "6", "labels": 60}
SETTINGS = [{"temperature": 2.0}, {"alpha": 0.5, "learning_rate": 0.05}, {"alpha": 0.0}]


@pytest.mark.parametrize("kind", ["classic", "hint"])
def test_a_setting_among_others_comes_to_what_it_comes_to_alone(double, kind):
    experiments = [Experiment(**QUICK, kind=kind, seeds=3, **settings) for settings in SETTINGS]
    if kind != "classic":
        experiments = experiments[:1]
    weights = teacher_of(experiments[0])
    found = finish(train_trials(experiments, weights, Clock()))
    for experiment, scores in zip(experiments, found.scores, strict=True):
        alone = finish(distill(experiment, "", weights, Clock())).result
        assert scores == pytest.approx(alone.curves[-1].accuracy["distilled"], abs=1e-12)


def test_seeds_in_two_pieces_are_the_same_students(double):
    whole = Experiment(**QUICK, seeds=4)
    weights = teacher_of(whole)
    first, others = (Experiment(**QUICK, seeds=seeds, first_seed=begin) for begin, seeds in ((0, 1), (1, 3)))
    parts = [finish(train_trials([part], weights)).scores[0] for part in (first, others)]
    assert [*parts[0], *parts[1]] == finish(train_trials([whole], weights)).scores[0]


@pytest.mark.parametrize("kind", ["classic", "hint"])
def test_who_runs_away_loses_and_the_others_train_on(kind):
    experiments = [Experiment(**QUICK, kind=kind, seeds=2, learning_rate=rate) for rate in (0.05, 10.0)]
    tame, lost = finish(train_trials(experiments, teacher_of(experiments[0]), Clock())).scores
    assert min(tame) > 0.05
    assert lost == [RAN_AWAY] * 2


@pytest.mark.parametrize("kind", ["classic", "hint"])
def test_a_search_looks_at_no_test_image(monkeypatch, kind):
    experiment = Experiment(**QUICK, kind=kind, seeds=2)
    weights = teacher_of(experiment)
    real = datasets.load

    def poisoned(name, seed):
        return replace(real(name, seed), test=np.array([10**9]))

    monkeypatch.setattr(datasets, "load", poisoned)
    assert np.shape(finish(train_trials([experiment], weights, Clock())).scores) == (1, 2)
    with pytest.raises(IndexError):
        finish(distill(experiment, "", weights, Clock()))
