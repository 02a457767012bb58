"""Tables that ship: those of scikit-learn, and the same to the last bit as a copy that somebody adds."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_wine

import kdviz
from kdviz import catalog, datasets
from kdviz.experiment import Experiment
from tests.conftest import run_here

TABLES = {"wine": load_wine, "breast-cancer": load_breast_cancer}


@pytest.mark.parametrize("name", TABLES)
def test_columns_are_standardized_on_training_rows_alone(name):
    source, data = TABLES[name](), datasets.load(name, 5)
    np.testing.assert_array_equal(data.labels, source.target)
    np.testing.assert_allclose(data.inputs[data.train].mean(0), 0, atol=1e-5)
    np.testing.assert_allclose(data.inputs[data.train].std(0), 1, atol=1e-5)
    rows = source.data
    expected = (rows - rows[data.train].mean(0)) / rows[data.train].std(0)
    np.testing.assert_allclose(data.inputs, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", TABLES)
def test_a_copy_added_as_csv_gives_the_same_to_the_bit(name, tmp_path, monkeypatch):
    monkeypatch.setenv("KDVIZ_HOME", str(tmp_path / "home"))
    path = tmp_path / "copy.csv"
    TABLES[name](as_frame=True).frame.to_csv(path, index=False)
    added = kdviz.data.add(path, "a copy", label="target")
    card = catalog.data_set(name)
    assert (added.card.shape, added.card.train_per_class) == (card.shape, card.train_per_class)
    assert (added.card.validation, added.card.test) == (card.validation, card.test)
    ours, theirs = datasets.load(name, 3), datasets.load(added.name, 3)
    for part in ("inputs", "labels", "train", "validation", "test"):
        np.testing.assert_array_equal(getattr(ours, part), getattr(theirs, part))
    if name == "wine":
        few = {
            "labels": 12,
            "batch_size": 8,
            "teacher": "8",
            "student": "4",
            "teacher_steps": 20,
            "steps": 8,
            "seeds": 2,
        }
        results = [run_here(Experiment(dataset=each, **few)).result for each in (name, added.name)]
        assert results[0].fingerprint == results[1].fingerprint
        assert results[0].arms == results[1].arms
