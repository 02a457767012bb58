import numpy as np
import pytest
import torch

from kdviz import datasets
from kdviz.experiment import Experiment
from kdviz.results import ARMS
from kdviz.training.run.recipes.classic import replaced
from tests.conftest import run_here

DATA = datasets.load("digits", 0)
LOGITS = torch.randn(len(DATA.inputs), 10, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
LABELS = torch.from_numpy(DATA.labels)


@pytest.mark.parametrize("by", ["class-mean", "permuted", "same-class", "random"])
def test_only_training_images_get_other_answers(by):
    new = replaced(LOGITS, DATA, by, 3)
    others = np.setdiff1d(np.arange(len(LOGITS)), DATA.train)
    assert torch.equal(new[others], LOGITS[others])
    assert not (new[DATA.train] == LOGITS[DATA.train]).all(1).any()
    assert torch.equal(new, replaced(LOGITS, DATA, by, 3))


def test_each_answer_is_what_it_is_called():
    rows = torch.from_numpy(DATA.train)
    own = LABELS[rows]
    mean = replaced(LOGITS, DATA, "class-mean", 0)[rows]
    torch.testing.assert_close(mean[own == 3], LOGITS[rows][own == 3].mean(0).expand_as(mean[own == 3]))
    mixed = replaced(LOGITS, DATA, "permuted", 0)[rows]
    torch.testing.assert_close(mixed.gather(1, own[:, None]), LOGITS[rows].gather(1, own[:, None]))
    torch.testing.assert_close(mixed.sort(1).values, LOGITS[rows].sort(1).values)
    for by, same in (("same-class", True), ("random", False)):
        new = replaced(LOGITS, DATA, by, 0)[rows]
        origin = (new[:, None] == LOGITS[rows][None]).all(-1).int().argmax(1)
        assert sorted(origin.tolist()) == list(range(len(rows))), "each answer is used once"
        assert torch.equal(own[origin], own) is same


@pytest.mark.usefixtures("double")
def test_a_teacher_that_falls_silent_at_once_leaves_the_hard_twin_and_later_a_mixture():
    quick = {"teacher": "16", "teacher_steps": 20, "steps": 20, "seeds": 2}
    silent = run_here(Experiment(**quick, distill_until=0.0)).students["layers.0.weight"]
    np.testing.assert_array_equal(silent[:, ARMS.index("hard")], silent[:, ARMS.index("distilled")])
    half, first_half = run_here(Experiment(**quick, distill_until=0.5)), run_here(Experiment(**{**quick, "steps": 10}))
    assert not np.array_equal(half.students["layers.0.weight"], silent)
    at = {curve.step: curve for curve in half.result.curves}
    for curve in first_half.result.curves:
        if curve.step in at:
            assert curve.loss["distilled"] == pytest.approx(at[curve.step].loss["distilled"], rel=1e-9)
