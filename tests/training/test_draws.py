from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdviz import datasets
from kdviz.experiment import Experiment
from kdviz.training.draws import Stream, draw, generator, minibatches

DIGITS = datasets.load("digits", 0)


@given(labels=st.integers(10, 1000), seed=st.integers(0, 1000))
def test_labelled_images_are_drawn_evenly_from_training_images(labels, seed):
    transfer = draw(Experiment(labels=labels), DIGITS, seed)
    assert len(set(transfer.labelled)) == labels
    assert set(transfer.labelled) <= set(DIGITS.train)
    np.testing.assert_array_equal(transfer.labels, DIGITS.labels[transfer.labelled])
    counts = np.bincount(transfer.labels, minlength=10)
    assert (np.abs(counts - np.bincount(DIGITS.labels[DIGITS.train]) * labels / 1000) < 1).all()


def test_seeds_draw_apart_and_knobs_leave_other_draws_alone():
    plain = draw(Experiment(), DIGITS, 1)
    assert not np.array_equal(plain.labelled, draw(Experiment(), DIGITS, 2).labelled)
    noisy = draw(Experiment(label_noise=0.5, unlabeled=100), DIGITS, 1)
    np.testing.assert_array_equal(noisy.labelled, plain.labelled)
    assert len(plain.unlabelled) == 0


@pytest.mark.parametrize("share", [0, 0.25, 0.4, 1])
def test_label_noise_replaces_its_share_and_only_by_other_classes_that_occur(share):
    transfer = draw(Experiment(labels="all", label_noise=share, omit_class=3), DIGITS, 0)
    wrong = transfer.labels != DIGITS.labels[transfer.labelled]
    assert wrong.sum() == round(share * len(transfer.labels))
    assert 3 not in transfer.labels
    if share:
        assert len(set(transfer.labels[wrong])) == 9


def test_unlabelled_images_are_other_training_images():
    transfer = draw(Experiment(unlabeled="all", omit_class=3), DIGITS, 0)
    assert set(transfer.unlabelled) <= set(DIGITS.train) - set(transfer.labelled)
    assert len(transfer.unlabelled) == Experiment(unlabeled="all", omit_class=3).unlabelled_images
    assert 3 not in DIGITS.labels[np.concatenate([transfer.unlabelled, transfer.labelled])]


@given(count=st.integers(1, 40), size=st.integers(1, 50), seed=st.integers(0, 99))
def test_batches_go_through_every_place_before_any_comes_again(count, size, seed):
    batches = list(islice(minibatches(count, size, generator(Stream.BATCHES, seed)), 12))
    assert all(len(batch) == size for batch in batches)
    seen = np.concatenate(batches)
    for start in range(0, len(seen) - count + 1, count):
        assert sorted(seen[start : start + count]) == list(range(count))
