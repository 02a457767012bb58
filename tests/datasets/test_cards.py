"""Rows of tables in words."""

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_wine
from sklearn.feature_selection import f_classif

import kdviz
from kdviz.catalog import CatalogError
from kdviz.datasets import load
from kdviz.datasets.cards import class_samples, row_card, told_apart


def test_columns_are_compared_by_the_variance_between_classes():
    values, labels = load_wine(return_X_y=True)
    scores, _p = f_classif(values, labels)
    # F = (share / (k - 1)) / ((1 - share) / (n - k)).
    ratio = scores * 2 / (len(labels) - 3)
    np.testing.assert_allclose(told_apart(values, labels), ratio / (1 + ratio))
    holed = values.copy()
    holed[::5, 0] = np.nan
    known = ~np.isnan(holed[:, 0])
    np.testing.assert_allclose(told_apart(holed, labels)[0], told_apart(values[known], labels[known])[0])
    assert told_apart(np.ones((178, 1)), labels).tolist() == [0]


def test_a_built_in_row_has_its_columns_names():
    card = dict(row_card("wine", 0))
    assert card["flavanoids"] == "3.06"
    assert card["proline"] == "1065"
    assert len(card) == 6
    assert row_card("wine", 178) == row_card("digits", 0) == []


@pytest.mark.parametrize(("name", "each"), [("wine", 1), ("digits", 1), ("moons", 30)])
def test_samples_of_each_class_are_training_samples(name, each):
    told, data = class_samples(name), load(name, 0)
    assert told["labels"] == np.repeat(np.unique(data.labels), each).tolist() == data.labels[told["ids"]].tolist()
    assert {*told["ids"]} <= {*data.train}
    values = np.reshape(told["values"], (-1, *told["shape"]))
    np.testing.assert_allclose(values, data.inputs[told["ids"]], atol=1e-4)


def test_an_own_row_is_told_as_its_file_has_it(tmp_path, monkeypatch):
    monkeypatch.setenv("KDVIZ_HOME", str(tmp_path))
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"noise": rng.normal(size=40), "颜色": ["红", "绿"] * 20, "类": ["a", "b"] * 20})
    frame.loc[0, "noise"] = np.nan
    data = kdviz.data.add(frame, "colors", label="类")
    assert row_card(data.name, 0) == [("颜色", "红"), ("noise", None)]
    assert class_samples(data.name)["shape"] == [3]
    kdviz.data.remove("colors")
    for look in (lambda: row_card(data.name, 0), lambda: class_samples(data.name)):
        with pytest.raises(CatalogError, match="was removed"):
            look()
