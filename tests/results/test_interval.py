"""Intervals without scipy are scipy's."""

import numpy as np
import pytest

from kdviz import measures
from kdviz.results.interval import over_few


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 8, 17, 64])
def test_an_interval_of_a_few_seeds_is_the_one_that_scipy_gives(count):
    values = np.random.default_rng(count).normal(0.9, 0.02, count)
    ours, theirs = over_few(values.tolist()), measures.over_seeds(values)
    assert ours.mean == pytest.approx(theirs.mean, rel=1e-12)
    assert ours.ci95 == (theirs.ci95 and pytest.approx(theirs.ci95, rel=1e-9))
