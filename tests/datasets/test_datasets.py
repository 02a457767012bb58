import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_digits

from kdviz import catalog, datasets
from kdviz.datasets import allot
from kdviz.datasets.gaussians import CENTERS, SPREAD

SLOW = {"pandas", "scipy.stats", "sklearn"}


@pytest.mark.parametrize("card", catalog.data_sets().values(), ids=lambda card: card.name)
def test_the_parts_are_what_the_card_says(card):
    data = datasets.load(card.name, seed=3)
    assert data.inputs.shape[1:] == card.shape
    assert data.inputs.dtype == np.float32
    assert tuple(np.bincount(data.labels[data.train])) == card.train_per_class
    assert (len(data.validation), len(data.test)) == (card.validation, card.test)
    together = np.concatenate([data.train, data.validation, data.test])
    assert sorted(together) == list(range(len(data.labels)))
    shares = np.bincount(data.labels[data.validation]) / card.validation
    # Of a few rows a share is as exact as one of them.
    near = max(0.01, 1.5 / card.validation)
    np.testing.assert_allclose(shares, np.bincount(data.labels) / len(data.labels), atol=near)


def test_the_digits_are_those_of_scikit_learn():
    shipped, ours = load_digits(), datasets.load("digits", 0)
    np.testing.assert_array_equal(ours.inputs[:, 0], (shipped.images / 16).astype(np.float32))
    np.testing.assert_array_equal(ours.labels, shipped.target)


def test_the_digits_come_without_all_of_scikit_learn():
    """Its own reader takes a third of the time in which a worker gets ready."""
    code = f"import sys; from kdviz import datasets; datasets.load('digits', 0); print({SLOW} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize("name", catalog.data_sets())
def test_a_seed_makes_the_same_data_and_another_seed_other_data(name):
    first, again, other = (datasets.load(name, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.inputs, again.inputs)
    np.testing.assert_array_equal(first.train, again.train)
    assert not np.array_equal(first.inputs[first.train], other.inputs[other.train])


@given(st.lists(st.integers(0, 200), min_size=1, max_size=12).filter(any), st.data())
def test_allotment_adds_up_and_stays_within_one_of_proportion(weights, data):
    total = data.draw(st.integers(0, sum(weights)))
    shares = allot(weights, total)
    assert shares.sum() == total
    assert (shares <= weights).all()
    assert (np.abs(shares - np.array(weights) * total / sum(weights)) <= 1).all()


def test_the_gaussians_are_of_a_class_as_often_as_bayes_rule_says():
    data = datasets.load("gaussians", 0)
    squares = ((data.inputs[:, None] - CENTERS) ** 2).sum(-1)
    density = np.exp(-squares / (2 * SPREAD**2)) * np.bincount(data.labels)
    probability = density[:, 0] / density.sum(1)
    for middle in (0.1, 0.5, 0.9):
        near = np.abs(probability - middle) < 0.1
        assert abs((data.labels[near] == 0).mean() - probability[near].mean()) < 0.1
