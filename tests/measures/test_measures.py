import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import balanced_accuracy_score
from torch.nn import functional as F

from kdviz import measures


def random_logits(seed: int, scale: float = 4.0):
    rng = np.random.default_rng(seed)
    return scale * rng.normal(size=(2, 3, 20, 5)), scale * rng.normal(size=(20, 5)), rng.integers(0, 5, 20)


@given(st.integers(0, 10_000))
def test_measures_equal_torch_s(seed):
    students, teacher, labels = random_logits(seed)
    nll, kl = measures.negative_log_likelihood(students, labels), measures.kl_to_teacher(students, teacher)
    accuracy, agreement = measures.accuracy(students, labels), measures.agreement(students, teacher)
    assert nll.shape == kl.shape == accuracy.shape == agreement.shape == (2, 3)
    one = torch.from_numpy(students[1, 2])
    np.testing.assert_allclose(nll[1, 2], F.cross_entropy(one, torch.from_numpy(labels)))
    log_p = F.log_softmax(torch.from_numpy(teacher), 1)
    expected = F.kl_div(F.log_softmax(one, 1), log_p, reduction="batchmean", log_target=True)
    np.testing.assert_allclose(kl[1, 2], expected)
    assert accuracy[1, 2] == np.mean([row.argmax() == label for row, label in zip(students[1, 2], labels, strict=True)])
    same = [a.argmax() == b.argmax() for a, b in zip(students[1, 2], teacher, strict=True)]
    assert agreement[1, 2] == np.mean(same)


def test_a_network_agrees_with_itself():
    _students, teacher, _labels = random_logits(0)
    assert measures.agreement(teacher[None], teacher) == 1
    np.testing.assert_allclose(measures.kl_to_teacher(teacher[None], teacher), 0, atol=1e-12)


@pytest.mark.parametrize("scale", [1e3, 1e4])
def test_kl_stays_finite_where_probabilities_underflow(scale):
    students, teacher, _labels = random_logits(1, scale)
    assert np.isfinite(measures.kl_to_teacher(students, teacher)).all()
    assert (measures.kl_to_teacher(students, teacher) > 0).all()


def test_the_interval_is_student_s():
    # Mean 5, standard deviation 2.1381, n = 8: t(0.975, 7) = 2.3646, half width 1.7875.
    estimate = measures.over_seeds([2, 4, 4, 4, 5, 5, 7, 9])
    assert estimate.mean == 5
    np.testing.assert_allclose(estimate.ci95, [5 - 1.78750, 5 + 1.78750], atol=1e-4)


def test_one_seed_has_no_interval_and_equal_seeds_a_point():
    assert measures.over_seeds([0.5]).ci95 is None
    assert measures.over_seeds([0.25, 0.25, 0.25]).ci95 == (0.25, 0.25)


def test_the_interval_covers_its_mean_as_often_as_it_says():
    rng = np.random.default_rng(0)
    hits = 0
    for _trial in range(2000):
        low, high = measures.over_seeds(rng.normal(1.0, 3.0, 6)).ci95
        hits += low <= 1.0 <= high
    assert 0.93 < hits / 2000 < 0.97


@pytest.mark.parametrize("seeds", [1, 2, 8])
def test_many_intervals_at_once_are_those_of_each(seeds):
    rows = np.random.default_rng(0).random((5, seeds))
    rows[0] = 0.5
    for row, interval in zip(rows, measures.intervals(rows), strict=True):
        expected = measures.over_seeds(row).ci95
        assert (interval is None) == (expected is None)
        assert interval is None or interval == pytest.approx(expected)


def test_an_unpaired_difference_is_welch_s():
    first, second = [0.1, 0.4, 0.35, 0.2], [0.9, 0.2, 0.5, 0.7, 0.65, 0.1]
    theirs = stats.ttest_ind(second, first, equal_var=False).confidence_interval(0.95)
    assert measures.difference(first, second, paired=False).ci95 == pytest.approx((theirs.low, theirs.high))


def shown_one_by_one(samples):
    """Holm's procedure as it is told: from the smallest p-value on, against 5 % over those that are left."""
    pairs = [(i, j) for i in range(len(samples)) for j in range(i)]
    chances = {pair: stats.ttest_rel(*(samples[place] for place in pair)).pvalue for pair in pairs}
    found = np.zeros((len(samples), len(samples)), bool)
    while chances:
        i, j = pair = min(chances, key=chances.get)
        if chances.pop(pair) > 0.05 / (len(chances) + 1):
            break
        found[(i, j) if np.mean(samples[i]) > np.mean(samples[j]) else (j, i)] = True
    return found.tolist()


def test_who_is_shown_better_is_holm_s():
    rng, found = np.random.default_rng(0), []
    for _trial in range(50):
        samples = rng.normal(size=(6, 1)) + rng.normal(size=8) + 0.5 * rng.normal(size=(6, 8))
        found.append(np.sum(measures.shown_better(samples)))
        assert measures.shown_better(samples) == shown_one_by_one(samples)
    assert 0 < min(found) < max(found) < 15, "some are told apart, and some are not"


def test_nothing_is_shown_of_what_is_equal_or_of_one_seed():
    assert measures.shown_better([[0.5, 0.6], [0.5, 0.6]]) == [[False, False], [False, False]]
    assert measures.shown_better([[0.9], [0.1]]) == [[False, False], [False, False]]
    assert measures.shown_better([[0.25] * 3, [0.75] * 3]) == [[False, False], [True, False]]


def test_of_equals_hardly_any_is_shown_better():
    rng = np.random.default_rng(1)
    wrong = sum(np.any(measures.shown_better(rng.normal(size=(8, 6)))) for _trial in range(1000))
    assert wrong <= 65


def test_recalls_are_counted_class_by_class_and_their_mean_is_the_balanced_accuracy():
    rng = np.random.default_rng(0)
    logits, labels = rng.normal(size=(3, 2, 50, 4)), rng.choice(3, 50, p=[0.7, 0.2, 0.1])
    logits[..., 3] -= 100
    found = measures.recalls(logits, labels)
    assert np.isnan(found[..., 3]).all(), "no sample is of the fourth class"
    for place in np.ndindex(3, 2):
        answers = logits[place].argmax(-1)
        for label in range(3):
            right = [answer == label for answer, truth in zip(answers, labels, strict=True) if truth == label]
            assert found[place][label] == pytest.approx(np.mean(right))
        assert found[place][:3].mean() == pytest.approx(balanced_accuracy_score(labels, answers))
