import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax

from kdviz import measures
from kdviz.measures.calibration import BINS
from kdviz.measures.interval import RESAMPLED_BY, RESAMPLES


def random_answers(seed: int, rows: int = 40, classes: int = 4):
    rng = np.random.default_rng(seed)
    return softmax(3 * rng.normal(size=(2, 3, rows, classes)), axis=-1), rng.integers(0, classes, rows)


@given(st.integers(0, 10_000))
def test_brier_and_ece_are_their_textbook_sums(seed):
    probabilities, labels = random_answers(seed)
    one = probabilities[1, 2]
    expected = np.mean([((row - np.eye(4)[label]) ** 2).sum() for row, label in zip(one, labels, strict=True)])
    np.testing.assert_allclose(measures.brier(probabilities, labels)[1, 2], expected)
    error = 0.0
    for place in range(BINS):
        confidence = one.max(1)
        inside = (confidence >= place / BINS) & ((confidence < (place + 1) / BINS) | (place == BINS - 1))
        if inside.any():
            right = (one.argmax(1) == labels)[inside].mean()
            error += inside.mean() * abs(right - confidence[inside].mean())
    found = measures.expected_calibration_error(measures.bins(probabilities, labels))
    assert found.shape == (2, 3)
    np.testing.assert_allclose(found[1, 2], error)


def test_what_a_user_gets_is_measured_on_images_that_are_drawn_again_alike_for_every_answer():
    probabilities, labels = random_answers(7, rows=60)
    several, resamples = probabilities[0, :2], []
    rng = np.random.default_rng(RESAMPLED_BY)
    for _again in range(RESAMPLES):
        chosen = rng.integers(60, size=60)
        answers, truth = several[:, chosen], labels[chosen]
        error = measures.expected_calibration_error(measures.bins(answers, truth))
        resamples.append([measures.accuracy(answers, truth), error, measures.brier(answers, truth)])
    by_hand = np.array(resamples)
    for place, own in enumerate(several):
        *found, errors = measures.served(own, labels)
        np.testing.assert_allclose(errors, by_hand[:, 1, place])
        whole = [
            measures.accuracy(own, labels),
            measures.expected_calibration_error(measures.bins(own[None], labels))[0],
            measures.brier(own, labels),
        ]
        for estimate, value, again in zip(found, whole, by_hand[:, :, place].T, strict=True):
            reach = 1.96 * again.std(ddof=1)
            assert estimate.mean == pytest.approx(value)
            assert estimate.ci95 == pytest.approx((value - reach, value + reach), abs=1e-5)


def test_the_sure_and_right_are_calibrated_and_the_sure_and_wrong_are_not():
    labels = np.array([0, 1, 2, 0])
    right, wrong = np.eye(3)[labels][None], np.eye(3)[(labels + 1) % 3][None]
    assert measures.expected_calibration_error(measures.bins(right, labels)) == 0
    assert measures.expected_calibration_error(measures.bins(wrong, labels)) == 1
    assert measures.brier(right, labels) == 0
    assert measures.brier(wrong, labels) == 2


def test_agreement_on_errors_looks_at_the_teacher_s_mistakes_only():
    labels = np.array([0, 1, 2, 0])
    teacher = np.eye(3)[[0, 1, 0, 1]]
    student = np.eye(3)[[2, 2, 0, 0]]
    assert measures.agreement_on_errors(student[None], teacher, labels) == 0.5
    assert np.isnan(measures.agreement_on_errors(student[None], np.eye(3)[labels], labels)).all()


def test_between_seeds_pairs_each_with_the_next():
    same = np.random.default_rng(0).normal(size=(1, 30, 4)).repeat(3, axis=0)
    found = measures.between_seeds(same, same[0].argmax(-1), same.argmax(-1))
    assert np.isnan(found.pop("agreement_on_errors"))
    assert found == pytest.approx({"agreement": 1, "agreement_train": 1, "kl": 0})
    apart = 10 * np.eye(4)[[[0, 1, 1], [0, 2, 2], [0, 0, 2]]]
    found = measures.between_seeds(apart, np.array([0, 0, 1]), np.array([[0, 1], [0, 2], [1, 2]]))
    assert found["agreement"] == pytest.approx((1 + 2 + 1) / 9)
    assert found["agreement_train"] == pytest.approx((1 + 1 + 0) / 6)
    # The second seed errs on two images, the others on one each; only the third one's mistake is shared.
    assert found["agreement_on_errors"] == pytest.approx((0 / 2 + 1 / 1 + 0 / 1) / 3)
    assert found["kl"] > 5


@given(st.integers(0, 1000), st.integers(1, 6))
def test_estimates_are_over_seeds_for_many_rows(seed, seeds):
    values = np.random.default_rng(seed).normal(size=(5, seeds))
    for row, ours in zip(values, measures.estimates(values), strict=True):
        expected = measures.over_seeds(row)
        assert ours.mean == pytest.approx(expected.mean)
        assert ours.ci95 == (None if expected.ci95 is None else pytest.approx(expected.ci95))
