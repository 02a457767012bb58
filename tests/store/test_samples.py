"""A data set is kept once, however many runs were trained on it, and every run has its inputs back."""

from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load, load_file
from sqlalchemy import make_url

from kdviz import datasets
from kdviz.results.arrays import fingerprint
from kdviz.store.database import Database, StoreError
from kdviz.store.history import History
from kdviz.store.ledger import Ledger
from tests.store.test_history import finish


@pytest.fixture
def history(tmp_path) -> History:
    return History(Database(make_url(f"sqlite:///{tmp_path}/kdviz.sqlite")), tmp_path)


def finished(history: History, outcome) -> str:
    return finish(Ledger(history.database, history.folder), outcome)


def kept_datasets(history: History) -> list[str]:
    return [path.stem for path in (history.folder / "datasets").iterdir()]


def test_runs_on_one_data_set_keep_it_once_and_read_their_inputs(history, outcomes):
    run_ids = [finished(history, outcome) for outcome in outcomes.values()]
    digits = datasets.load("digits", 0)
    assert kept_datasets(history) == [fingerprint(digits.samples)]
    for run_id, outcome in zip(run_ids, outcomes.values(), strict=True):
        assert history.get(run_id).result.fingerprint == kept_datasets(history)[0]
        for name, arrays in (("arrays", outcome.arrays), ("course", outcome.course)):
            on_disk = load_file(history.folder / "runs" / run_id / f"{name}.safetensors")
            assert not any("inputs" in key or "labels" in key for key in on_disk)
            served = load(history.file(run_id, name))
            read = history.arrays(run_id, name)
            assert served.keys() == read.keys() == arrays.keys()
            for key, values in arrays.items():
                np.testing.assert_array_equal(read[key], values)
                np.testing.assert_array_equal(served[key], values)


def test_files_of_an_earlier_version_have_their_inputs_in_them(history, outcomes):
    run_id = finished(history, replace(outcomes[0], samples={}))
    assert not (history.folder / "datasets").exists()
    on_disk = load_file(history.folder / "runs" / run_id / "arrays.safetensors")
    np.testing.assert_array_equal(on_disk["test_inputs"], outcomes[0].arrays["test_inputs"])
    np.testing.assert_array_equal(history.arrays(run_id, "arrays")["test_inputs"], outcomes[0].arrays["test_inputs"])


@pytest.mark.parametrize("damage", ["gone", "cut", "other"])
def test_a_data_set_that_is_gone_or_is_another_is_one_sentence(history, outcomes, damage):
    run_id = finished(history, outcomes[0])
    (path,) = (history.folder / "datasets").iterdir()
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(content[:-9] if damage == "cut" else content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(StoreError, match=f"The file {path} is missing or damaged: run the experiment afresh."):
        history.arrays(run_id, "arrays")
    assert history.arrays(run_id, "students")
    finished(history, outcomes[0])
    assert path.read_bytes() == content, "a run on the data set keeps it anew"
    assert history.arrays(run_id, "arrays")


def test_a_fingerprint_is_of_names_types_shapes_and_numbers():
    arrays = {"inputs": np.zeros((2, 3), np.float32), "labels": np.arange(2)}
    known = fingerprint(arrays)
    assert known == fingerprint({"labels": np.arange(2), "inputs": np.zeros((2, 3), np.float32)})
    others = [
        {**arrays, "labels": np.array([0, 2])},
        {**arrays, "labels": np.arange(2, dtype=np.int32)},
        {**arrays, "inputs": np.zeros((3, 2), np.float32)},
        {"inputs": arrays["inputs"], "answers": arrays["labels"]},
    ]
    assert len({known, *map(fingerprint, others)}) == 5


def test_the_split_of_a_data_set_is_no_content_and_its_points_are():
    first, second = (datasets.load("digits", seed) for seed in (0, 1))
    assert fingerprint(first.samples) == fingerprint(second.samples)
    drawn = [datasets.load("moons", seed) for seed in (0, 1)]
    assert fingerprint(drawn[0].samples) != fingerprint(drawn[1].samples)
