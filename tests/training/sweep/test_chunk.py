"""A sweep's cells trained together are the runs of their experiments."""

import numpy as np
import pytest

from kdviz.catalog import KINDS
from kdviz.experiment import Experiment, Sweep
from kdviz.experiment import packing as planning
from kdviz.experiment.arms import is_stacked, members
from kdviz.experiment.packing import chunks
from kdviz.results import ARMS, MEASURES
from kdviz.training.population.device import device_kind
from kdviz.training.run import students
from kdviz.training.run.steps import finish
from kdviz.training.sweep import chunk as training
from kdviz.training.sweep.chunk import train_cells
from tests.conftest import run_here, teacher_of

QUICK = {"teacher": "32", "teacher_steps": 80, "steps": 40, "seeds": 3}
BASE = Experiment(**QUICK)


pytestmark = pytest.mark.usefixtures("double", "device")


@pytest.fixture
def weights(double):
    return teacher_of(BASE)


def trained(weights, **axes):
    """Train every chunk of a sweep; return outcomes in the order of the cells."""
    sweep = Sweep.over(Experiment(**{**QUICK, **axes.pop("base", {})}), axes)
    found = {}
    for chunk in chunks(sweep.cells, device_kind()):
        experiments = [sweep.cells[place].experiment for place in chunk.places]
        found |= dict(zip(chunk.places, finish(train_cells(experiments, weights)), strict=True))
    return sweep, [found[cell.place] for cell in sweep.cells]


GRIDS = [
    {"temperature": [1.0, 6.0], "alpha": [0.0, 0.5, 1.0]},
    {"labels": [20, 50, "all"], "temperature": [2.0, 8.0]},
    {"label_noise": [0.0, 0.4], "learning_rate": [0.003, 0.02], "base": {"unlabeled": 40}},
    {"unlabeled": [0, 30, 90], "smoothing": [0.0, 0.2]},
    {"omit_class": [None, 3], "seeds": [1, 2]},
    {"optimizer": ["adam", "sgd"], "student": ["8", "conv:2"]},
    {"t_squared": [True, False], "reduction": ["batchmean", "mean"]},
]


@pytest.mark.parametrize("grid", GRIDS, ids="-".join)
def test_a_cell_is_the_run_of_its_experiment(weights, grid):
    sweep, outcomes = trained(weights, **grid)
    for cell in (sweep.cells[1], sweep.cells[-1]):
        run, ours = run_here(cell.experiment).result, outcomes[cell.place].result
        for arm in ARMS:
            measured, expected = getattr(ours, arm), run.arms[arm]
            assert measured.accuracy == expected.accuracy
            assert measured.mean == pytest.approx(np.mean(measured.accuracy))
            for name in MEASURES:
                assert getattr(measured, name) == pytest.approx(getattr(expected, name), rel=1e-9), name
                assert measured.intervals[name] == pytest.approx(expected.intervals[name], rel=1e-6), name
        assert ours.teacher_accuracy == run.teacher.accuracy
        assert ours.gain.mean == pytest.approx(run.gain.mean)


def test_without_the_soft_term_a_cell_is_the_twin_and_its_gain_is_exactly_zero(weights):
    sweep, outcomes = trained(weights, alpha=[0.0, 0.9], temperature=[1.0, 9.0])
    for cell, outcome in zip(sweep.cells, outcomes, strict=True):
        if cell.values["alpha"] == 0:
            assert (outcome.result.gain.mean, outcome.result.gain.ci95) == (0.0, (0.0, 0.0))
            assert outcome.result.distilled == outcome.result.hard
        assert outcome.result.hard == outcomes[0].result.hard, "the twin of all cells is one"


def test_every_student_is_trained_once(weights, monkeypatch):
    counted = []
    build = students.Population

    def count(networks, objective, knobs, *rest, **more):
        counted.append(len(networks) * len(knobs["alpha"]))
        return build(networks, objective, knobs, *rest, **more)

    monkeypatch.setattr(students, "Population", count)
    trained(weights, alpha=[0.0, 0.5, 0.9], temperature=[1.0, 2.0, 4.0, 8.0])
    assert sum(counted) == 3 * (2 + 2 * 4), "two arms and eight distilled students a seed"
    counted.clear()
    trained(weights, smoothing=[0.1, 0.2], labels=[20, 40])
    assert sum(counted) == 3 * 2 * (1 + 2 + 1)


def test_a_cell_that_diverges_says_where_and_the_others_go_on(weights):
    sweep, outcomes = trained(weights, learning_rate=[0.01, 10.0], alpha=[0.5, 0.9], base={"optimizer": "sgd"})
    runs = [run_here(cell.experiment).result for cell in sweep.cells]
    assert [outcome.diverged for outcome in outcomes] == [run.diverged for run in runs]
    assert [outcome.diverged is None for outcome in outcomes][:3] == [True, True, False]
    _sweep, healthy = trained(weights, learning_rate=[0.01], alpha=[0.5, 0.9], base={"optimizer": "sgd"})
    for ours, alone in zip(outcomes, healthy, strict=False):
        assert ours.result.distilled.accuracy == alone.result.distilled.accuracy


def test_a_diverging_seed_takes_only_the_cells_that_have_it(weights):
    base = {"optimizer": "sgd", "learning_rate": 10.0, "steps": 60, "seeds": 1}
    sweep, outcomes = trained(weights, first_seed=[0, 1, 2, 3, 4, 5], base=base)
    alone = [run_here(cell.experiment).result.diverged for cell in sweep.cells]
    assert [outcome.diverged for outcome in outcomes] == alone
    assert 0 < sum(diverged is None for diverged in alone) < 6
    sweep, outcomes = trained(weights, labels=[20, 60], seeds=[2, 4], base=base | {"seeds": 4, "first_seed": 1})
    for cell, outcome in zip(sweep.cells, outcomes, strict=True):
        assert outcome.diverged is None or outcome.diverged.seed in cell.experiment.seed_list


def test_seeds_that_do_not_fit_at_once_train_one_after_another(weights, monkeypatch):
    axes = {"alpha": [0.5, 0.9], "base": {"seeds": 5}}
    _sweep, whole = trained(weights, **axes)
    counted = []
    monkeypatch.setitem(planning.ROOMS, device_kind(), planning.ROOMS["cpu"]._replace(students=7))
    monkeypatch.setattr(
        training,
        "students_of",
        lambda family, seeds, needed: (
            counted.append(len(seeds) * len(needed)) or students.students_of(family, seeds, needed)
        ),
    )
    _sweep, cut = trained(weights, **axes)
    assert len(counted) == 2 * 3
    assert max(counted) <= 7
    for ours, own in zip(cut, whole, strict=True):
        for arm in ARMS:
            first, second = getattr(ours.result, arm), getattr(own.result, arm)
            assert first.accuracy == second.accuracy
        assert ours.result.untaught.kl == pytest.approx(own.result.untaught.kl, rel=1e-9)


# Each with a knob that weighs the teacher's term, and one of its values that leaves the labels alone.
SHARING = {
    "classic": ("alpha", 0.0, 0.9),
    "logits": ("alpha", 0.0, 0.9),
    "smoothing": ("spread", 0.0, 0.3),
    "standardized": ("alpha", 0.0, 0.9),
    "teacher-free": ("alpha", 0.0, 0.9),
}


@pytest.mark.parametrize("kind", SHARING)
def test_cells_that_share_a_population_are_what_each_is_alone(kind, weights, monkeypatch):
    knob, *values = SHARING[kind]
    _sweep, together = trained(weights, **{knob: values}, base={"kind": kind})
    for module in (planning, training):
        monkeypatch.setattr(module, "is_stacked", lambda _experiment: False)
    sweep, alone = trained(weights, **{knob: values}, base={"kind": kind})
    assert len(chunks(sweep.cells, device_kind())) == 2
    for ours, own in zip(together, alone, strict=True):
        for name in ("nll", "brier", "ece", "agreement_train", "kl"):
            first, second = getattr(ours.result.distilled, name), getattr(own.result.distilled, name)
            assert first == pytest.approx(second, rel=1e-9), name
        assert ours.result.untaught.agreement == pytest.approx(own.result.untaught.agreement)
        assert sum(own.result.distilled.reliability.count) == 3 * 500


def test_every_kind_that_shares_a_population_is_held_against_itself_alone():
    assert {name for name, kind in KINDS.items() if kind.shares_population} == {*SHARING}


def test_students_are_measured_alike_however_many_at_once(weights, monkeypatch):
    _sweep, whole = trained(weights, temperature=[1.0, 6.0])
    monkeypatch.setattr(training, "SCORED_AT_ONCE", 2)
    assert trained(weights, temperature=[1.0, 6.0])[1] == whole


def test_cells_name_the_device_that_they_were_trained_on(weights):
    _sweep, together = trained(weights, learning_rate=[0.01, 10.0], base={"optimizer": "sgd"})
    _sweep, alone = trained(weights, alpha=[0.5], base={"distill_until": 0.5})
    assert [outcome.device for outcome in (*together, *alone)] == [device_kind()] * 3
    assert together[1].diverged


def test_the_share_done_never_falls_and_ends_at_the_whole(weights):
    experiments = [Experiment(**QUICK, labels=labels) for labels in (20, 30)]
    shares = [share for share in train_cells(experiments, weights) if share is not None]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(members(experiments)) == 6


def test_cells_whose_recipe_does_more_train_on_their_own(weights):
    sweep, _outcomes = trained(weights, alpha=[0.5, 0.9], base={"distill_until": 0.5})
    assert len(chunks(sweep.cells, device_kind())) == 2
    kinds = [Experiment(**QUICK, kind=kind) for kind in ("logits", "self", "classic")]
    assert [is_stacked(experiment) for experiment in kinds] == [True, False, True]
