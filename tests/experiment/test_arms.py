import numpy as np
import pytest

from kdviz.catalog import KINDS
from kdviz.experiment import Experiment
from kdviz.experiment.arms import notes, recipes, twin
from kdviz.results import ARMS
from tests.conftest import run_here

QUICK = {"teacher": "16", "teacher_steps": 20, "steps": 20, "seeds": 2}
TWINS = [
    ({"alpha": 0}, "alpha"),
    ({"distill_until": 0}, "distill_until"),
    ({"distill_until": 0.02}, "distill_until"),
    ({"kind": "relational", "batch_size": 2}, "batch_size"),
    ({"kind": "relational", "dataset": "moons", "labels": 2}, "labels"),
    ({"kind": "relational", "distance_weight": 0, "angle_weight": 0}, "angle_weight"),
    ({"kind": "similarity", "batch_size": 1}, "batch_size"),
    ({"kind": "decoupled", "target_weight": 0, "nontarget_weight": 0}, "nontarget_weight"),
    ({"kind": "mutual", "peer_weight": 0}, "peer_weight"),
    ({"kind": "smoothing", "spread": 0}, "spread"),
    ({"kind": "self", "alpha": 0, "generations": 1}, "alpha"),
    ({"kind": "assistant", "alpha": 0, "assistants": "12"}, "alpha"),
    ({"kind": "munge", "alpha": 0, "munge_fold": 1}, "alpha"),
]
OTHERS = [
    {"kind": "relational", "batch_size": 3},
    {"kind": "relational", "batch_size": 2, "alpha": 0.1},
    {"kind": "relational", "batch_size": 2, "unlabeled": 20},
    {"kind": "similarity", "batch_size": 2},
    {"kind": "hint", "alpha": 0, "hint_steps": 5},
    {"kind": "decoupled", "warm_up": 20_000},
    {"distill_until": 0.05},
]


def apart(knobs):
    outcome = run_here(Experiment(**QUICK, **knobs))
    weights = next(values for name, values in outcome.students.items() if name.endswith("weight"))
    hard, distilled = (weights[:, ARMS.index(arm)] for arm in ("hard", "distilled"))
    return np.abs(hard - distilled).max(), outcome.result


@pytest.mark.usefixtures("double")
@pytest.mark.parametrize(("knobs", "name"), TWINS)
def test_arms_that_are_one_by_construction_are_said_to_be_and_are(knobs, name):
    experiment = Experiment(**QUICK, **knobs)
    assert twin(experiment).name == name
    assert recipes(experiment)["distilled"] == recipes(experiment)["hard"]
    difference, result = apart(knobs)
    assert difference < 1e-12
    assert (result.gain.mean, result.gain.ci95) == (0.0, (0.0, 0.0))


@pytest.mark.usefixtures("double")
@pytest.mark.parametrize("knobs", OTHERS)
def test_arms_that_differ_are_not_said_to_be_one(knobs):
    assert twin(Experiment(**QUICK, **knobs)) is None
    assert apart(knobs)[0] > 1e-6


def test_what_is_usual_needs_no_word():
    for kind in KINDS:
        assert not [*notes(Experiment(kind=kind, student="conv:8", teacher="conv:16x32", **small(kind)))], kind


def small(kind):
    return {"assistants": "conv:12"} if kind == "assistant" else {}


@pytest.mark.parametrize(
    ("knobs", "name", "text"),
    [
        ({"smoothing": 0}, "smoothing", "it is the labels alone once more"),
        ({"kind": "assistant", "assistants": "512x512"}, "assistants", "512x512 is larger than 256x256"),
        ({"kind": "assistant", "assistants": "64,128"}, "assistants", "128 is larger than 64"),
        ({"kind": "assistant", "student": "128"}, "assistants", "128 is larger than 64"),
    ],
)
def test_what_is_allowed_and_odd_is_noted(knobs, name, text):
    (note,) = notes(Experiment(**knobs))
    assert note.name == name
    assert text in note.sentence()
